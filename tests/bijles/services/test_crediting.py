"""A payment that turns out wrong: taken back once, by a credit note, and netted in a later payment."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from peppol import validate_xsd

from bijles.core import nlcius, ubl
from bijles.core.errors import NotSettled
from bijles.core.ledger import Place, Unit
from bijles.core.settlement import Step
from bijles.models import BankLine, Claim, CreditNote, PaymentExport, Settlement
from bijles.services import crediting, paying, posting, settling
from tests.bijles import months
from tests.bijles.months import AFTER_APRIL, AFTER_MARCH, APRIL
from tests.campaigns.races import Meeting, at_once

pytestmark = pytest.mark.django_db
WHY = "De les bleek niet gegeven."


@pytest.fixture
def here():
    return months.world()


def given_and_invoiced(here, *, lessons, of=None, month=months.MARCH, now=AFTER_MARCH, vat=""):
    agreed, tutor = of or months.provider(here, vat=vat)
    claims = [here.claim(agreed, tutor, month=month) for _lesson in range(lessons)]
    return (agreed, tutor), claims, months.invoiced(here, agreed, month=month, now=now)


def paid_march(here, *, lessons=2, vat=""):
    of, claims, made = given_and_invoiced(here, lessons=lessons, vat=vat)
    months.paid(here, made)
    return of, claims, made


def correct(claim, why=WHY, now=AFTER_MARCH):
    return crediting.correct(claim=claim, why=why, by=None, now=now)


def proven():
    return posting.faults() + settling.faults()


@pytest.mark.parametrize("vat", ["", "NL123456789B01"])
def test_what_was_paid_for_a_lesson_goes_back_to_the_child_with_a_credit_note(here, vat):
    _of, claims, made = paid_march(here, vat=vat)
    owner, provider = claims[0].booking.owner, f"provider:{claims[0].provider_id}"
    before = posting.balance(Place.BUDGET, owner), posting.balance(Place.BUDGET, owner, Unit.MINUTES)

    note = correct(claims[0])

    assert (note.net, note.gross, note.corrects, note.netted) == (2500, 2500, made, None)
    assert posting.balance(Place.BUDGET, owner) == before[0] + 2500
    assert posting.balance(Place.BUDGET, owner, Unit.MINUTES) == before[1] + 60
    assert posting.balance(Place.PAID, provider) == 2500
    assert proven() == []


@pytest.mark.parametrize("vat", ["", "NL123456789B01"])
def test_a_credit_note_keeps_the_rules_and_a_rerun_gives_its_bytes(here, vat):
    _of, claims, made = paid_march(here, vat=vat)

    note = CreditNote.objects.get(pk=correct(claims[0]).pk)

    written = bytes(note.ubl)
    assert nlcius.broken(written) == ()
    assert validate_xsd(written) == (True, [])
    assert ubl.xml(crediting.again(note)) == written
    assert f"<cbc:ID>{made.number}</cbc:ID>".encode() in written
    assert b"<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>" in written


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("BR-CL-01", b">381<", b">380<"),
        ("BR-NL-9", b"BillingReference", b"OrderReference"),
        ("BR-55", b"<cac:InvoiceDocumentReference>", b"<cac:InvoiceDocumentReference><cbc:ID/>"),
        ("BR-CO-25", ubl.NETTED.encode(), b""),
        ("BR-CO-10", b">25.00</cbc:LineExtensionAmount>\n  </cac:LegalMonetaryTotal>", b""),
    ],
)
def test_each_rule_of_a_credit_note_has_one_that_breaks_it(here, rule, right, wrong):
    _of, claims, _made = paid_march(here)
    written = bytes(correct(claims[0]).ubl)
    if rule == "BR-CO-10":
        right, wrong = (
            b'<cbc:LineExtensionAmount currencyID="EUR">25.00',
            b'<cbc:LineExtensionAmount currencyID="EUR">24.00',
        )
    assert right in written

    assert rule in nlcius.broken(written.replace(right, wrong, -1 if rule == "BR-NL-9" else 1))


def test_numbers_of_invoices_and_credit_notes_are_one_row_without_a_gap(here):
    of, claims, made = paid_march(here)
    notes = [correct(claim, now=AFTER_MARCH) for claim in claims]
    _of, _claims, later = given_and_invoiced(here, lessons=3, of=of, month=APRIL, now=AFTER_APRIL)

    assert [one.place for one in (made, *notes, later)] == [1, 2, 3, 4]


def test_the_next_payment_is_so_much_less_and_the_bank_line_of_it_is_known(here):
    of, claims, _made = paid_march(here)
    note = correct(claims[0])
    _of, _claims, later = given_and_invoiced(here, lessons=3, of=of, month=APRIL, now=AFTER_APRIL)

    content = months.exported(here, month=APRIL, now=AFTER_APRIL)

    note.refresh_from_db()
    assert note.netted == later
    assert b">50.00</InstdAmt>" in content
    assert PaymentExport.objects.latest("pk").cents == 5000
    whole = months.statement(later, bedrag="-75,00", kenmerk="B-heel")
    paying.read_bank(scheme=here.scheme, data=whole, now=AFTER_APRIL)
    assert BankLine.objects.get(bank_id="B-heel").verdict == "amount"
    paying.read_bank(scheme=here.scheme, data=months.statement(later, bedrag="-50,00"), now=AFTER_APRIL)
    assert paying.reconcile(scheme=here.scheme, month=APRIL) == 1
    assert set(Settlement.objects.values_list("step", flat=True)) == {Step.PAID, Step.RECONCILED}
    assert proven() == []


def test_by_hand_too_only_the_amount_that_is_left_pays_an_invoice(here):
    of, claims, _made = paid_march(here)
    correct(claims[0])
    _of, _claims, later = given_and_invoiced(here, lessons=3, of=of, month=APRIL, now=AFTER_APRIL)
    months.exported(here, month=APRIL, now=AFTER_APRIL)
    for bedrag, text in (("-75,00", "75"), ("-50,00", "50")):
        data = months.statement(later, bedrag=bedrag, kenmerk=text, omschrijving="zonder kenmerk")
        paying.read_bank(scheme=here.scheme, data=data, now=AFTER_APRIL)

    with pytest.raises(NotSettled, match="amount"):
        paying.join(line=BankLine.objects.get(bank_id="75"), number=later.number, now=AFTER_APRIL)
    paying.join(line=BankLine.objects.get(bank_id="50"), number=later.number, now=AFTER_APRIL)
    assert proven() == []


def test_a_payment_never_falls_to_nothing_and_the_note_waits(here):
    of, claims, _made = paid_march(here)
    first, second = (correct(claim) for claim in claims)
    given_and_invoiced(here, lessons=2, of=of, month=APRIL, now=AFTER_APRIL)

    content = months.exported(here, month=APRIL, now=AFTER_APRIL)

    # 50 euros less 25 leaves 25; the second 25 would leave nothing to pay.
    assert b">25.00</InstdAmt>" in content
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.netted is None, second.netted is None) == (False, True)
    assert proven() == []


def test_what_one_provider_owes_is_not_taken_from_another(here):
    _of, claims, _made = paid_march(here)
    correct(claims[0])
    given_and_invoiced(here, lessons=4, month=APRIL, now=AFTER_APRIL)

    months.exported(here, month=APRIL, now=AFTER_APRIL)

    assert CreditNote.objects.get().netted is None


def test_a_claim_is_taken_back_once(here):
    _of, claims, _made = paid_march(here)

    assert correct(claims[0]) == correct(claims[0], why="Nog een keer.")
    assert CreditNote.objects.count() == 1
    assert proven() == []


def test_without_a_reason_or_a_payment_nothing_is_taken_back(here):
    of, claims, _made = paid_march(here)
    _of, (unpaid,), _later = given_and_invoiced(here, lessons=1, of=of, month=APRIL, now=AFTER_APRIL)

    with pytest.raises(NotSettled, match="reason"):
        correct(claims[0], why="  ")
    with pytest.raises(NotSettled, match="unpaid"):
        correct(unpaid)
    with pytest.raises(NotSettled, match="unpaid"):
        correct(here.claim(*of, month=APRIL))
    assert not CreditNote.objects.exists()


def test_a_part_that_was_paid_for_a_missed_lesson_is_taken_back_too(here):
    agreed, tutor = months.provider(here)
    here.left_late(agreed, tutor)
    made = months.invoiced(here, agreed)
    months.paid(here, made)

    note = correct(Claim.objects.get())

    assert note.net == made.net == 1250
    assert proven() == []


def test_the_database_refuses_what_may_never_be(here):
    _of, claims, _made = paid_march(here)
    note = correct(claims[0])
    for change in ({"gross": 1, "net": 1}, {"why": "anders"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CreditNote.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        CreditNote.objects.all().delete()
    note.netted = note.corrects
    note.save(update_fields=["netted"])
    with pytest.raises(DatabaseError), transaction.atomic():
        CreditNote.objects.update(netted=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditNote.objects.create(
            claim=claims[1], corrects=note.corrects, provider=note.provider, year=note.year, place=9, number="P-9",
            issued=note.issued, net=2500, tax=0, gross=2500, why=WHY, at=note.at, ubl=b"",
        )  # fmt: skip


def test_the_proof_sees_a_note_that_the_ledger_does_not_know(here, monkeypatch):
    _of, claims, _made = paid_march(here)
    monkeypatch.setattr(crediting, "_post", lambda _claim, **_facts: None)
    correct(claims[0])

    assert any("taken back" in fault for fault in settling.faults())
    assert any("paid without a settlement" in fault for fault in settling.faults())


def test_the_proof_sees_money_taken_back_without_a_note(here):
    _of, claims, _made = paid_march(here)
    crediting._post(claims[0], now=AFTER_MARCH)

    assert any("taken back" in fault for fault in settling.faults())


@pytest.mark.django_db(transaction=True)
def test_two_officials_at_once_take_it_back_once(here):
    _of, claims, _made = paid_march(here)

    found = at_once(lambda _who: correct(claims[0]).pk, range(4))

    assert len(set(found)) == 1
    assert proven() == []


def without_lock(monkeypatch):
    """Let both look before one of them writes, as a lock forbids."""
    monkeypatch.setattr(settling, "lock", lambda of: Settlement.objects.select_related("scheme").get(pk=of.pk))
    monkeypatch.setattr(crediting, "_note", Meeting(2).before(crediting._note))


def taken_back(claim):
    try:
        return correct(claim).place
    except (IntegrityError, DatabaseError):
        return None


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraint_stands_behind_it(here, monkeypatch):
    _of, claims, _made = paid_march(here)
    without_lock(monkeypatch)

    assert sorted(at_once(taken_back, [claims[0]] * 2), key=str) == [2, None]
    assert CreditNote.objects.count() == 1
    assert proven() == []


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_constraint_a_claim_is_taken_back_twice(here, monkeypatch):
    _of, claims, _made = paid_march(here)
    without_lock(monkeypatch)
    monkeypatch.setattr(crediting, "_post", lambda _claim, **_facts: None)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bijles_creditnote DROP CONSTRAINT bijles_creditnote_claim_id_key")
    try:
        assert sorted(at_once(taken_back, [claims[0]] * 2), key=str) == [2, 3]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE bijles_creditnote DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM bijles_creditnote")
            cursor.execute("ALTER TABLE bijles_creditnote ENABLE TRIGGER USER")
            cursor.execute("ALTER TABLE bijles_creditnote ADD UNIQUE (claim_id)")
