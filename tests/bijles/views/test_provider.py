"""The pages of a provider: joining, tutors, VOG, skills, money."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bijles.core.attendance import Answer, Tick
from bijles.models import Provider, QualityAnnex, SafetyReport, Skill, Tutor
from bijles.queries import provider as queries
from bijles.services import attending, crediting
from ndt.people.models import Kind, Membership, Organisation, Role
from tests.bijles import factories, lessons, months
from tests.bijles.factories import START
from tests.house.roles import log_in

pytestmark = pytest.mark.django_db
QUALITY = {
    "kvk": "12345678",
    "legal": "foundation",
    "anbi": "on",
    "keurmerk": "lvsi",
    "keurmerk_until": "2029-01-01",
    "qualification": "student",
    "vog_months": "36",
    "group": "8",
}
TUTOR = {"first_name": "Noor", "languages": ["nl", "tr"], "email": "noor@voorbeeld.nl"}


@pytest.fixture
def house():
    return Organisation.objects.create(name="Huiswerkhuis", kind=Kind.PROVIDER, solution="bijles")


@pytest.fixture
def piet(house):
    user, browser = factories.account(), Client()
    Membership.objects.create(user=user, organisation=house, role=Role.PROVIDER)
    log_in(browser, user)
    return browser


@pytest.fixture
def provider(house):
    return Provider.objects.create(organisation=house)


@pytest.fixture
def noor(provider):
    return Tutor.objects.create(provider=provider, first_name="Noor", languages=["nl"])


def page(name, *arguments):
    return reverse(f"bijles:{name}", args=arguments)


def text(answer):
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_who_joins_begins_with_the_questions_about_quality(piet):
    assert piet.get(page("provider"))["Location"] == page("provider-quality")
    assert piet.get(page("provider-new-tutor")).status_code == 404

    answer = piet.post(page("provider-quality"), QUALITY, follow=True)

    assert "heeft nog geen vertrouwenspersoon" in text(answer)
    assert QualityAnnex.objects.get().kvk == "12345678"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kvk": "123"}, "acht cijfers"),
        ({"legal": "bv"}, ""),
        ({"keurmerk_until": ""}, "tot wanneer het keurmerk geldt"),
        ({"vog_months": "60"}, "van 1 tot en met 48"),
        ({"group": "veel"}, "van 1 tot en met 20"),
    ],
)
def test_a_wrong_answer_is_named_and_the_rest_stays(piet, wrong, said):
    answer = piet.post(page("provider-quality"), QUALITY | wrong)

    assert answer.status_code == 422
    assert said in text(answer)
    assert 'value="8"' in text(answer) or "group" in wrong
    assert not Provider.objects.exists()


def test_a_tutor_is_added_with_vog_and_skills(piet, provider):
    piet.post(page("provider-new-tutor"), TUTOR)
    noor = Tutor.objects.get()
    today = timezone.localdate()
    piet.post(
        page("provider-vog", noor.pk),
        {"seen_on": f"{today:%Y-%m-%d}", "valid_until": f"{today + timedelta(days=700):%Y-%m-%d}"},
    )
    piet.post(page("provider-skill", noor.pk), {"subject": "wiskunde", "levels": ["havo", "vwo"]})

    shown = text(piet.get(page("provider-tutor", noor.pk)))
    assert "VOG geldig" in shown
    assert "havo, vwo" in shown
    assert Skill.objects.count() == 2
    assert "Noor" in text(piet.get(page("provider")))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first_name": ""}, "Vul de voornaam in."),
        ({"languages": []}, "Kies minstens één taal."),
        ({"email": "noor"}, "Dit is geen mailadres."),
    ],
)
def test_a_wrong_tutor_is_named_and_not_made(piet, provider, wrong, said):
    answer = piet.post(page("provider-new-tutor"), TUTOR | wrong)

    assert answer.status_code == 422
    assert said in text(answer)
    assert not Tutor.objects.exists()


def test_one_account_is_of_one_tutor(piet, noor):
    piet.post(page("provider-tutor-change", noor.pk), TUTOR)

    again = piet.post(page("provider-new-tutor"), TUTOR | {"first_name": "Bram"})

    assert again.status_code == 422
    assert "logt al een bijlesgever in" in text(again)
    assert piet.post(page("provider-tutor-change", noor.pk), TUTOR).status_code == 302


@pytest.mark.parametrize(
    ("seen", "until"),
    [("", ""), ("2099-01-01", "2099-06-01"), ("2026-01-02", "2026-01-01"), ("2026-01-01", "2036-01-01")],
)
def test_a_vog_with_impossible_dates_is_not_kept(piet, noor, seen, until):
    answer = piet.post(page("provider-vog", noor.pk), {"seen_on": seen, "valid_until": until})

    assert answer.status_code == 422
    noor.refresh_from_db()
    assert noor.vog_seen_on is None


def test_a_withdrawn_vog_asks_once_and_stops_the_lessons(piet, noor):
    assert "Is de VOG van" in text(piet.get(page("provider-withdraw", noor.pk)))

    shown = text(piet.post(page("provider-withdraw", noor.pk), follow=True))

    assert "De lessen zijn gestopt" in shown
    assert SafetyReport.objects.get().tutor == noor


def test_the_tutor_of_another_provider_does_not_exist(piet, provider):
    other = factories.tutor(lessons.agreed())

    for name in ("provider-tutor", "provider-tutor-change", "provider-withdraw", "hours"):
        assert piet.get(page(name, other.pk)).status_code == 404
    for name in ("provider-vog", "provider-skill", "provider-withdraw", "hours-add", "hours-away"):
        assert piet.post(page(name, other.pk), {}).status_code == 404


def test_money_shows_rates_claims_and_the_next_payment(piet, provider):
    agreed = factories.agreement(factories.programme(factories.scheme()), provider=provider, cents_an_hour=3050)
    before = text(piet.get(page("provider-money")))
    made = lessons.booked(agreed)
    attending.tick(booking=made, said=Tick.PRESENT, code="", now=START + timedelta(hours=1))
    attending.answer(booking=made, said=Answer.YES, now=START + timedelta(hours=2))
    after = text(piet.get(page("provider-money")))

    assert "€ 30,50" in before
    assert "Er is nog niets te betalen." in before
    assert "uiterlijk" in after
    assert "Sami" not in after


def test_the_next_payment_is_the_day_of_the_invoice(provider):
    city = months.world()
    agreed = factories.agreement(city.programme, provider=provider)
    months.bill(provider.organisation)
    city.given(agreed, factories.tutor(agreed))
    invoice = months.invoiced(city, agreed)

    (money,) = queries.money(provider, today=months.AFTER_MARCH.date())

    assert (money.waiting, money.approved, money.paid, money.next) == (0, 2500, 0, invoice.due)


def test_what_was_taken_back_stands_beside_what_was_paid(piet, provider):
    city = months.world()
    agreed = factories.agreement(city.programme, provider=provider)
    months.bill(provider.organisation)
    claims = [city.claim(agreed, bram) for bram in [factories.tutor(agreed)] * 2]
    months.paid(city, months.invoiced(city, agreed))
    assert "Teruggevorderd" not in text(piet.get(page("provider-money")))

    crediting.correct(claim=claims[0], why="Niet gegeven.", by=None, now=months.AFTER_MARCH)

    (money,) = queries.money(provider, today=months.AFTER_MARCH.date())
    assert (money.paid, money.taken_back) == (5000, 2500)
    assert "Teruggevorderd" in text(piet.get(page("provider-money")))


def test_a_longer_list_of_claims_asks_no_more_questions(piet, provider, django_assert_max_num_queries):
    agreed = factories.agreement(factories.programme(factories.scheme()), provider=provider)
    for _lesson in range(4):
        made = lessons.booked(agreed)
        attending.tick(booking=made, said=Tick.PRESENT, code="", now=START + timedelta(hours=1))
        attending.answer(booking=made, said=Answer.YES, now=START + timedelta(hours=2))

    with django_assert_max_num_queries(18):
        piet.get(page("provider-money"))
