"""The desk of the months: Eva settles March with two providers, and nobody else sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bijles.core.settlement import Step
from bijles.models import BankLine, Billing, Claim, Invoice, PaymentExport, Settlement
from bijles.models.claim import ClaimState
from bijles.services import claiming, crediting, paying, settling
from ndt.jobs import services as jobs
from ndt.people.models import Kind, Membership, Organisation, Role
from tests.bijles import factories, months
from tests.bijles.months import AFTER_MARCH, MARCH
from tests.house.roles import log_in
from tests.ndt.pdf import pdfua

pytestmark = pytest.mark.django_db
SPRING = datetime(2027, 4, 5, 11, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(autouse=True)
def _april(monkeypatch):
    """It is April: March is over."""
    monkeypatch.setattr(timezone, "now", lambda: SPRING)


@pytest.fixture
def here():
    return months.world()


@pytest.fixture
def eva(client, here):
    """She works for the municipality."""
    user = factories.account("eva@voorbeeld.nl")
    Membership.objects.create(user=user, organisation=here.scheme.municipality, role=Role.POLICYMAKER, since=MARCH)
    log_in(client, user)
    return client


def at(name, *args):
    return reverse(f"bijles:{name}", args=args)


def month(here, name="settle-month", *more):
    return at(name, here.scheme.slug, MARCH, *more)


def words(answer):
    return " ".join(answer.content.decode().split())


def given(here, *, lessons=1, **facts):
    agreed, tutor = months.provider(here, **facts)
    return [here.claim(agreed, tutor) for _lesson in range(lessons)]


def send(client, here, data):
    return client.post(at("settle-bank", here.scheme.slug), {"statement": SimpleUploadedFile("afschrift.csv", data)})


def press(client, here, name, **data):
    """Press a button and let the worker do its jobs."""
    answer = client.post(month(here, name), data, follow=True)
    assert answer.status_code == 200, words(answer)
    jobs.sweep()
    return client.get(month(here))


def test_a_month_is_settled_from_the_desk_without_a_script(eva, here):
    given(here, lessons=2)
    given(here)
    assert "€ 75,00" in words(eva.get(at("settling")))
    assert "Zet de maand vast" in words(eva.get(month(here)))

    assert "Keur de maand goed" in words(press(eva, here, "settle-freeze"))
    assert "Maak de facturen" in words(press(eva, here, "settle-approve"))
    assert "Maak het betaalbestand" in words(press(eva, here, "settle-invoice"))
    assert "Lees het afschrift in" in words(press(eva, here, "settle-export", pays_on="2027-04-08"))
    sent = send(eva, here, months.statement(*Invoice.objects.order_by("number")))
    assert sent.status_code == 302
    assert "Sluit de maand af" in words(eva.get(month(here)))
    assert "Deze maand is klaar." in words(press(eva, here, "settle-close"))
    assert set(Settlement.objects.values_list("step", flat=True)) == {Step.RECONCILED}
    assert settling.faults() == []
    # Who did what stands on the page: every step for both providers, with the name of who pressed the button.
    steps = words(eva.get(month(here))).partition("Wie deed wat")[2]
    assert steps.count("2 aanbieders</span>") == steps.count("eva@voorbeeld.nl") == len(Step) - 1
    assert steps.index("Afgesloten") < steps.index("Vastgezet")


def test_while_the_work_goes_on_the_page_says_how_far_it_is(eva, here):
    given(here)
    eva.post(month(here, "settle-freeze"))

    page = words(eva.get(month(here)))
    assert "Nog 1 aanbieder te doen" in page
    assert "Zet de maand vast" not in page


def test_the_papers_of_a_month_are_there_to_fetch(eva, here):
    claim = given(here)[0]
    made = months.invoiced(here, claim.booking.lesson.agreement)
    months.exported(here)
    kept = PaymentExport.objects.get()

    ubl, paper, file = (
        eva.get(at(name, of.pk)) for name, of in (("settle-ubl", made), ("settle-pdf", made), ("settle-file", kept))
    )
    assert (ubl.content, file.content) == (bytes(made.ubl), bytes(kept.content))
    assert made.number in ubl["Content-Disposition"]
    assert paper.content == eva.get(at("settle-pdf", made.pk)).content
    assert pdfua.faults(paper.content) == []
    assert "€\N{NO-BREAK SPACE}25,00" in pdfua.read_aloud(paper.content)
    page = words(eva.get(month(here)))
    assert made.number in page
    assert kept.message in page


def leads(client, provider):
    """Log somebody in who leads a provider."""
    user = factories.account()
    Membership.objects.create(user=user, organisation=provider.organisation, role=Role.PROVIDER, since=MARCH)
    log_in(client, user)


def test_a_provider_reads_its_own_invoice_and_what_was_taken_back_and_no_others(client, here):
    mine, others = (given(here)[0].booking.lesson.agreement for _provider in range(2))
    made, other = (months.invoiced(here, one) for one in (mine, others))
    note = months.credited(here, made)
    leads(client, mine.provider)

    page = words(client.get(at("provider-money")))
    for number in (made.number, note.number, "De les bleek niet gegeven."):
        assert number in page
    assert other.number not in page
    papers = [("settle-ubl", made), ("settle-pdf", made), ("settle-credit-ubl", note), ("settle-credit-pdf", note)]
    assert [client.get(at(name, of.pk)).status_code for name, of in papers] == [200] * 4
    assert client.get(at("settle-ubl", made.pk)).content == bytes(made.ubl)
    assert [client.get(at(name, other.pk)).status_code for name in ("settle-ubl", "settle-pdf")] == [404] * 2


def test_the_page_of_a_provider_asks_as_much_for_many_invoices(client, here, django_assert_max_num_queries):
    agreed = given(here)[0].booking.lesson.agreement
    months.credited(here, months.invoiced(here, agreed))
    leads(client, agreed.provider)

    with django_assert_max_num_queries(18):
        client.get(at("provider-money"))


def test_a_claim_is_taken_out_paid_after_all_and_refused(eva, here):
    claim = given(here)[0]
    address = at("settle-claim", claim.pk)

    assert eva.post(address, {"why": "Eerst de ouder bellen.", "do": "aside"}).status_code == 302
    assert "wordt uitgezocht" in words(eva.get(month(here, "settle-provider", claim.provider_id)))
    assert "Betaal haar toch" in words(eva.get(address))
    assert eva.post(address, {"why": "De les was er.", "do": "pay"}).status_code == 302
    assert eva.post(address, {"why": "De les was er toch niet.", "do": "refuse"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.why) == (ClaimState.REJECTED, "De les was er toch niet.")
    assert "Over deze declaratie is al beslist" in words(eva.get(address))


def test_a_decision_without_a_reason_keeps_everything(eva, here):
    claim = given(here)[0]
    answer = eva.post(at("settle-claim", claim.pk), {"why": " ", "do": "refuse"})

    assert answer.status_code == 422
    assert "Schrijf in één zin waarom" in words(answer)
    assert Claim.objects.get().state == ClaimState.SUBMITTED


def test_a_claim_of_a_frozen_month_says_that_it_is_too_late(eva, here):
    claim = given(here)[0]
    months.frozen(here, claim.booking.lesson.agreement)
    answer = eva.post(at("settle-claim", claim.pk), {"why": "Te laat.", "do": "refuse"})

    assert (answer.status_code, "maand die vastzit" in words(answer)) == (422, True)


def test_a_month_that_is_not_over_has_no_button_and_refuses_the_step(eva, here, monkeypatch):
    given(here)
    monkeypatch.setattr(timezone, "now", lambda: SPRING - timedelta(days=10))

    assert "nog niet voorbij" in words(eva.get(month(here)))
    answer = eva.post(month(here, "settle-freeze"))
    assert (answer.status_code, "eerste dag van de volgende maand" in words(answer)) == (422, True)


def test_what_is_missing_for_an_invoice_is_said_and_can_be_filled_in(eva, here):
    agreed = factories.agreement(here.programme)
    here.claim(agreed, factories.tutor(agreed))
    settling.approve(of=months.frozen(here, agreed), now=AFTER_MARCH)
    answer = eva.post(month(here, "settle-invoice"))
    assert (answer.status_code, "Er ontbreken factuurgegevens" in words(answer)) == (422, True)

    organisation = agreed.provider.organisation_id
    facts = {
        "legal_name": "Stichting Huiswerk",
        "street": "Dam 1",
        "postcode": "1012js",
        "city": "Amsterdam",
        "register": "0106",
        "number": "12345678",
        "tax": "O",
        "vat": "",
        "iban": "nl91 abna 0417 1643 00",
    }
    assert eva.post(at("settle-billing", organisation), facts).status_code == 302
    kept = Billing.objects.get(organisation=organisation)
    assert (kept.postcode, kept.iban) == ("1012 JS", "NL91ABNA0417164300")
    assert "Maak het betaalbestand" in words(press(eva, here, "settle-invoice"))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"iban": "NL92ABNA0417164300"}, "Dit rekeningnummer klopt niet"),
        ({"postcode": "0000"}, "Typ een postcode zoals 1012 JS"),
        ({"number": "123"}, "Een KVK-nummer heeft 8 cijfers"),
        ({"tax": "E", "vat": ""}, "hoort een btw-nummer"),
        ({"tax": "O", "vat": "NL123456789B01"}, "U koos"),
        ({"vat": "123"}, "Een btw-nummer ziet eruit als"),
        ({"street": ""}, "Straat en huisnummer"),
    ],
)
def test_wrong_facts_for_an_invoice_are_refused_with_a_sentence(eva, here, facts, sentence):
    agreed, _tutor = months.provider(here)
    known = Billing.objects.get(organisation=agreed.provider.organisation_id)
    typed = {
        name: getattr(known, name)
        for name in ("legal_name", "street", "postcode", "city", "register", "number", "tax", "vat", "iban")
    }
    answer = eva.post(at("settle-billing", known.organisation_id), typed | facts)

    assert (answer.status_code, sentence in words(answer)) == (422, True)


def test_a_statement_with_faults_names_row_and_column_and_nothing_is_read(eva, here):
    sent = months.invoiced(here, given(here)[0].booking.lesson.agreement)
    months.exported(here)
    answer = send(eva, here, months.statement(sent) + b"\nB-2;gisteren;;veel;x")

    page = words(answer)
    assert answer.status_code == 422
    assert "Rij 3, kolom &#x27;datum&#x27;: Dit is geen datum." in page or "Rij 3, kolom 'datum'" in page
    assert "kolom 'bedrag'" in page or "kolom &#x27;bedrag&#x27;" in page
    assert not BankLine.objects.exists()
    assert "Kies eerst een bestand" in words(eva.post(at("settle-bank", here.scheme.slug)))


def test_a_line_of_the_bank_that_is_not_certain_is_decided_by_hand(eva, here):
    one, other = (months.invoiced(here, given(here)[0].booking.lesson.agreement) for _side in range(2))
    months.exported(here)
    send(eva, here, months.statement(one, omschrijving="dank"))
    send(eva, here, months.statement(other, bedrag="-1,00"))
    first, second = BankLine.objects.order_by("pk")

    assert "geen factuur gevonden" in words(eva.get(at("settle-bank", here.scheme.slug)))
    wrong = eva.post(at("settle-bank-line", first.pk), {"do": "join", "number": "P0-1"})
    assert (wrong.status_code, "geen factuur met dit nummer" in words(wrong)) == (422, True)
    assert eva.post(at("settle-bank-line", first.pk), {"do": "join", "number": one.number}).status_code == 302
    amount = eva.post(at("settle-bank-line", second.pk), {"do": "join", "number": other.number})
    assert (amount.status_code, "anders dan op de factuur" in words(amount)) == (422, True)
    assert eva.post(at("settle-bank-line", second.pk), {"do": "aside"}).status_code == 302
    assert "Er is geen regel om na te kijken" in words(eva.get(at("settle-bank", here.scheme.slug)))


def test_lines_of_the_bank_and_what_was_taken_back_come_in_pages(eva, here, monkeypatch):
    monkeypatch.setattr("bijles.views.settling_papers.LINES", 1)
    monkeypatch.setattr("bijles.views.settling.PAGE", 1)
    claims = given(here, lessons=2)
    made = months.invoiced(here, claims[0].booking.lesson.agreement)
    months.exported(here)
    for day in ("2027-04-06", "2027-04-07"):
        send(eva, here, months.statement(made, bedrag="-1,00", datum=day, kenmerk=day))

    bank = [words(eva.get(at("settle-bank", here.scheme.slug), {"pagina": number})) for number in (1, 2)]
    assert (["6 april" in one for one in bank], ["7 april" in one for one in bank]) == ([True, False], [False, True])
    paying.read_bank(scheme=here.scheme, data=months.statement(made), now=AFTER_MARCH)
    notes = [crediting.correct(claim=one, why="Niet gegeven.", by=None, now=AFTER_MARCH) for one in claims]
    of_provider = month(here, "settle-provider", claims[0].provider_id)
    shown = [words(eva.get(of_provider, {"terug": number})) for number in (1, 2)]
    assert [[note.number in one for note in notes] for one in shown] == [[False, True], [True, False]]


def test_a_provider_with_many_invoices_reads_them_in_pages(client, here, monkeypatch):
    monkeypatch.setattr("bijles.views.provider.INVOICES", 1)
    agreed, tutor = months.provider(here)
    here.claim(agreed, tutor)
    here.claim(agreed, tutor, month=months.APRIL)
    both = [
        months.invoiced(here, agreed),
        months.invoiced(here, agreed, month=months.APRIL, now=months.AFTER_APRIL),
    ]
    leads(client, agreed.provider)

    pages = [words(client.get(at("provider-money"), {"facturen": number})) for number in (1, 2)]
    assert [[one.number in shown for one in both] for shown in pages] == [[False, True], [True, False]]


def test_another_municipality_sees_nothing_of_it(client, here):
    claim = given(here)[0]
    made = months.invoiced(here, claim.booking.lesson.agreement)
    months.exported(here)
    paying.read_bank(scheme=here.scheme, data=months.statement(made, bedrag="-1,00"), now=AFTER_MARCH)
    other = Organisation.objects.create(name="Gemeente Elders", kind=Kind.MUNICIPALITY)
    omar = factories.account("omar@voorbeeld.nl")
    Membership.objects.create(user=omar, organisation=other, role=Role.POLICYMAKER, since=MARCH)
    log_in(client, omar)

    assert here.scheme.title not in words(client.get(at("settling")))
    addresses = [
        month(here),
        month(here, "settle-provider", claim.provider_id),
        at("settle-claim", claim.pk),
        at("settle-ubl", made.pk),
        at("settle-pdf", made.pk),
        at("settle-file", PaymentExport.objects.get().pk),
        at("settle-bank", here.scheme.slug),
        at("settle-billing", here.scheme.municipality_id),
        at("settle-billing", claim.provider.organisation_id),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    posts = [
        month(here, "settle-freeze"),
        month(here, "settle-close"),
        at("settle-bank-line", BankLine.objects.get().pk),
    ]
    assert [client.post(address).status_code for address in posts] == [404] * len(posts)


def test_a_page_costs_as_many_queries_for_many_as_for_one(eva, here):
    def queries(address):
        with CaptureQueriesContext(connection) as seen:
            assert eva.get(address).status_code == 200
        return len(seen)

    first = given(here)[0]
    pages = [at("settling"), month(here), month(here, "settle-provider", first.provider_id)]
    few = [queries(page) for page in pages]
    given(here, lessons=3)
    agreed, tutor = first.booking.lesson.agreement, first.booking.lesson.tutor
    for _lesson in range(4):
        here.given(agreed, tutor)
    assert [queries(page) for page in pages] == few


def test_what_a_claim_put_aside_costs_is_not_in_the_month(eva, here):
    one, _other = given(here, lessons=2)
    claiming.put_aside(claim=one, why="Eerst bellen.")

    page = words(eva.get(month(here)))
    assert "€ 25,00" in page
    assert "€ 50,00" not in page
