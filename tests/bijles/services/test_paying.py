"""The payment file and the lines of the bank: what is certain is done, the rest waits for people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijles.core.errors import NotSettled, StatementRefused
from bijles.core.settlement import Step
from bijles.models import BankLine, Billing, PaymentExport, Settlement
from bijles.services import paying, settling
from tests.bijles import months
from tests.bijles.months import AFTER_MARCH, IBANS, MARCH
from tests.campaigns.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return months.world()


def invoice(here, **facts):
    agreed, tutor = months.provider(here, **facts)
    here.given(agreed, tutor)
    return months.invoiced(here, agreed)


def read(here, data):
    return paying.read_bank(scheme=here.scheme, data=data, now=AFTER_MARCH)


def steps():
    return list(Settlement.objects.order_by("pk").values_list("step", flat=True))


def test_the_file_pays_each_invoice_once_and_a_rerun_gives_its_bytes(here):
    one, other = invoice(here), invoice(here)
    first = months.exported(here)
    kept = PaymentExport.objects.get()

    assert (kept.payments, kept.cents) == (2, one.gross + other.gross)
    assert months.exported(here) == first == bytes(kept.content)
    assert PaymentExport.objects.count() == 1
    assert steps() == [Step.EXPORTED] * 2


def test_a_late_invoice_comes_in_a_next_file(here):
    invoice(here)
    months.exported(here)
    late = invoice(here)
    months.exported(here)

    assert list(PaymentExport.objects.order_by("place").values_list("place", "payments")) == [(1, 1), (2, 1)]
    assert late.number.encode() in bytes(PaymentExport.objects.get(place=2).content)


def test_a_file_needs_an_account_and_a_day_that_is_not_over(here):
    invoice(here)
    with pytest.raises(NotSettled, match="past"):
        paying.export(scheme=here.scheme, month=MARCH, pays_on=AFTER_MARCH.date() - timedelta(days=1), now=AFTER_MARCH)
    Billing.objects.filter(organisation=here.scheme.municipality).delete()
    with pytest.raises(NotSettled, match="billing"):
        months.exported(here)


def test_a_payment_that_is_certain_makes_its_invoice_paid_once(here):
    paid = invoice(here)
    months.exported(here)
    statement = months.statement(paid)

    assert read(here, statement) == paying.Read(matched=1, to_look_at=0, known=0, others=0)
    assert read(here, statement) == paying.Read(matched=0, to_look_at=0, known=1, others=0)
    assert steps() == [Step.PAID]
    assert settling.faults() == []
    assert read(here, months.statement(paid, kenmerk="B-9")).to_look_at == 1
    assert BankLine.objects.get(bank_id="B-9").verdict == "twice"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"bedrag": "-24,99"}, "amount"),
        ({"iban": "NL86INGB0002445588"}, "account"),
        ({"omschrijving": "dank"}, "unknown"),
    ],
)
def test_what_is_not_certain_waits_for_people(here, facts, verdict):
    sent = invoice(here)
    months.exported(here)

    assert read(here, months.statement(sent, **facts)).to_look_at == 1
    assert (BankLine.objects.get().verdict, steps()) == (verdict, [Step.EXPORTED])


def test_a_payment_to_somebody_else_is_not_kept(here):
    sent = invoice(here)
    months.exported(here)
    stranger = months.statement(sent, omschrijving="uitkering mevrouw Jansen", iban="NL86INGB0002445588")

    assert read(here, stranger).others == 1
    assert not BankLine.objects.exists()


def test_somebody_says_which_invoice_a_line_pays(here):
    sent, other = invoice(here), invoice(here)
    months.exported(here)
    read(here, months.statement(sent, omschrijving="dank"))
    line = BankLine.objects.get()

    with pytest.raises(NotSettled, match="step"):
        paying.join(line=line, number="P0-2027-0001", now=AFTER_MARCH)
    paying.join(line=line, number=f" {sent.number.lower()} ", now=AFTER_MARCH)
    assert steps() == [Step.PAID, Step.EXPORTED]
    with pytest.raises(NotSettled, match="done"):
        paying.join(line=line, number=other.number, now=AFTER_MARCH)


def test_a_line_with_another_amount_is_never_joined_and_can_be_set_aside(here):
    sent = invoice(here)
    months.exported(here)
    read(here, months.statement(sent, bedrag="-24,99"))
    line = BankLine.objects.get()

    with pytest.raises(NotSettled, match="amount"):
        paying.join(line=line, number=sent.number, now=AFTER_MARCH)
    assert paying.set_aside(line=line, now=AFTER_MARCH).handled_at
    with pytest.raises(NotSettled, match="done"):
        paying.set_aside(line=line, now=AFTER_MARCH)


def test_a_statement_with_a_fault_is_not_read_at_all(here):
    sent = invoice(here)
    months.exported(here)

    with pytest.raises(StatementRefused):
        read(here, months.statement(sent) + b"\nB-2;gisteren;;-1;x")
    assert steps() == [Step.EXPORTED]


def test_a_month_is_closed_when_all_of_it_agrees(here, monkeypatch):
    paid, waits = invoice(here), invoice(here)
    months.exported(here)
    read(here, months.statement(paid))

    monkeypatch.setattr(settling, "differing", lambda of: {one.pk for one in of})
    with pytest.raises(NotSettled, match="faults"):
        paying.reconcile(scheme=here.scheme, month=MARCH)
    monkeypatch.undo()
    assert paying.reconcile(scheme=here.scheme, month=MARCH) == 1
    assert steps() == [Step.RECONCILED, Step.EXPORTED]
    read(here, months.statement(waits))
    assert paying.reconcile(scheme=here.scheme, month=MARCH) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_statement_at_once_pays_once(here):
    paid = invoice(here)
    months.exported(here)
    statement = months.statement(paid)
    found = at_once(lambda _one: read(here, statement).matched, range(4))

    assert sorted(found) == [0, 0, 0, 1]
    assert settling.faults() == []


@pytest.mark.django_db(transaction=True)
def test_the_file_made_twice_at_once_is_one_file(here):
    invoice(here)
    found = at_once(lambda _one: months.exported(here), range(4))

    assert len(set(found)) == 1
    assert IBANS[0].encode() in found[0]
