"""The pages of a municipality: programmes, rules, agreements signed by both, decisions about lessons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bijles.core.attendance import Tick
from bijles.models import Agreement, Attendance, Decision, Programme
from bijles.models.programme import AgreementState
from ndt.people.models import Membership, Role
from tests.bijles import city as today
from tests.bijles import factories, lessons, outreach
from tests.bijles.services.test_helping import help_desk
from tests.house.roles import log_in

pytestmark = pytest.mark.django_db
RULES = {"age_from": "6", "age_to": "16", "levels": ["groep-7", "havo"], "week_minutes": "120", "month_cents": "99,50"}
PROGRAMME = RULES | {
    "title": "Bijles 2028",
    "first_day": "2028-01-01",
    "last_day": "2028-12-31",
    "pot": "25000",
    "child": "1000",
    "minutes": "2400",
}
OFFER = {
    "form": "tutoring",
    "first_day": "2027-01-01",
    "last_day": "2027-12-31",
    "rate": "27,50",
    "most_pupils": "2",
    "no_show_percent": "50",
    "late_cancel_percent": "25",
    "late_cancel_hours": "24",
    "payment_days": "30",
}


@pytest.fixture
def programme():
    return factories.programme(factories.scheme())


@pytest.fixture
def eva(programme):
    return worker(programme.scheme.municipality, Role.POLICYMAKER)


@pytest.fixture
def provider(programme):
    return lessons.provider(programme)


@pytest.fixture
def piet(provider):
    return worker(provider.organisation, Role.PROVIDER)


def worker(organisation, role):
    user, browser = factories.account(), Client()
    Membership.objects.create(user=user, organisation=organisation, role=role)
    log_in(browser, user)
    return browser


def page(name, *arguments):
    return reverse(f"bijles:{name}", args=arguments)


def text(answer):
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_programme_is_begun_with_its_rules(eva, programme):
    answer = eva.post(page("city-new-programme", "stadspas"), PROGRAMME, follow=True)

    shown = text(answer)
    made = Programme.objects.exclude(pk=programme.pk).get()
    assert (made.title, made.budget_cents, made.rules().ages) == ("Bijles 2028", 100_000, (6, 16))
    assert "Hoogstens € 99,50 per maand voor een kind." in shown
    assert "€ 25.000,00" in text(eva.get(page("city")))


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"first_day": "ooit"},
        {"last_day": "2027-01-01"},
        {"pot": "veel"},
        {"pot": "500"},
        {"child": "-1"},
        {"minutes": "1"},
        {"age_to": "3"},
        {"age_from": ""},
        {"levels": ["groep-9"]},
        {"week_minutes": "1e9"},
        {"month_cents": "1,234"},
        {"pot": "NaN"},
    ],
)
def test_a_wrong_programme_is_named_and_not_made(eva, programme, wrong):
    answer = eva.post(page("city-new-programme", "stadspas"), PROGRAMME | wrong)

    assert answer.status_code == 422
    assert "Verbeter dit eerst" in text(answer)
    assert Programme.objects.count() == 1


def test_rules_are_changed_as_a_next_version_and_the_old_one_is_shown(eva, programme):
    shown = text(eva.get(page("city-rules", programme.pk)))
    assert 'value="18"' in shown

    after = text(eva.post(page("city-rules", programme.pk), RULES, follow=True))

    assert "Versie 2" in after
    assert "Leeftijd: 4 tot en met 18 jaar." in after
    assert 'value="99,50"' in text(eva.get(page("city-rules", programme.pk)))


def test_an_agreement_goes_from_offer_to_both_signatures_and_is_suspended(eva, piet, provider, programme):
    eva.post(page("city-offer", programme.pk), OFFER | {"provider": provider.pk})
    made = Agreement.objects.get()
    assert "aangeboden" in text(piet.get(page("provider")))

    piet.post(page("agreement-sign", made.pk))
    signed = text(eva.post(page("agreement-sign", made.pk), follow=True))

    assert "Beide kanten hebben getekend." in signed
    asked = text(eva.get(page("agreement-suspend", made.pk)))
    assert "Er is nu geen les geboekt." in asked
    assert '<input type="hidden" name="booked" value="on">' in asked
    assert "Wat gebeurt er met de lessen die al zijn geboekt?" not in asked
    refused = text(eva.post(page("agreement-suspend", made.pk)))
    assert "Kies wat er met de geboekte lessen gebeurt." in refused
    assert refused.count("Verbeter dit eerst") == 1
    eva.post(page("agreement-suspend", made.pk), {"booked": "on"})
    made.refresh_from_db()
    assert (made.state, made.cents_an_hour) == (AgreementState.SUSPENDED, 2750)
    twice = eva.post(page("agreement-suspend", made.pk), {"booked": "off"}, follow=True)
    assert "De overeenkomst veranderde net." in text(twice)
    assert piet.post(page("agreement-suspend", made.pk), {"booked": "off"}).status_code == 404
    assert piet.post(page("agreement-step", made.pk, "hervatten")).status_code == 404
    assert 'value="27,50"' in text(eva.get(page("city-offer", programme.pk), {"als": made.pk}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"provider": ""},
        {"provider": "99999"},
        {"rate": "abc"},
        {"most_pupils": "4"},
        {"first_day": "2026-01-01"},
        {"last_day": "2029-01-01"},
        {"no_show_percent": "101"},
        {"form": ""},
        {"payment_days": "0"},
    ],
)
def test_a_wrong_offer_is_named_and_not_made(eva, provider, programme, wrong):
    answer = eva.post(page("city-offer", programme.pk), OFFER | {"provider": provider.pk} | wrong)

    assert answer.status_code == 422
    assert "Verbeter dit eerst" in text(answer)
    assert not Agreement.objects.exists()


def test_without_a_safeguarding_contact_signing_says_what_to_do(eva, programme):
    made = factories.agreement(programme, state=AgreementState.OFFERED)

    answer = eva.post(page("agreement-sign", made.pk), follow=True)

    assert "heeft nog geen vertrouwenspersoon" in text(answer)


def test_the_agreement_is_a_document(eva, programme):
    made = factories.agreement(programme)

    answer = eva.get(page("agreement-pdf", made.pk))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_another_municipality_and_another_provider_see_nothing(programme, provider):
    made = factories.agreement(programme)
    elsewhere = factories.scheme(slug="elders", title="Elders")
    strangers = [worker(elsewhere.municipality, Role.POLICYMAKER), worker(provider.organisation, Role.PROVIDER)]

    for browser in strangers:
        assert browser.get(page("agreement", made.pk)).status_code == 404
        assert browser.get(page("agreement-pdf", made.pk)).status_code == 404
        assert browser.post(page("agreement-sign", made.pk)).status_code == 404
    assert strangers[0].get(page("city-programme", programme.pk)).status_code == 404
    assert strangers[0].get(page("city-new-programme", "stadspas")).status_code == 404


def silent(programme):
    """A lesson that was ticked without a code, and about which the family was silent for seven days."""
    made = lessons.booked(factories.agreement(programme))
    start = timezone.now() - timedelta(days=10)
    lessons.move(made, (start, start + timedelta(hours=1)))
    Attendance.objects.create(booking=made, tick=Tick.PRESENT, ticked_at=start + timedelta(days=1))
    return made


def test_a_silent_lesson_is_decided_with_a_reason(eva, programme):
    made = silent(programme)
    assert "gezin zei niets" in text(eva.get(page("city-lessons")))

    wrong = eva.post(page("city-decide", made.pk), {"took_place": "yes", "reason": ""})
    right = eva.post(page("city-decide", made.pk), {"took_place": "yes", "reason": "Gebeld."}, follow=True)

    assert (wrong.status_code, Decision.objects.get().reason) == (422, "Gebeld.")
    assert "Uw besluit staat vast." in text(right)
    assert eva.get(page("city-decide", made.pk)).status_code == 404


def test_a_provider_with_many_silent_families_is_marked(eva, programme):
    silent(programme)

    assert "kijk hiernaar" in text(eva.get(page("city-lessons")))


def test_a_longer_list_of_lessons_asks_no_more_questions(eva, programme, django_assert_max_num_queries):
    for _lesson in range(4):
        silent(programme)

    with django_assert_max_num_queries(16):
        eva.get(page("city-lessons"))


def test_lessons_to_decide_come_in_pages(eva, programme, monkeypatch):
    monkeypatch.setattr("bijles.views.city.PAGE", 1)
    both = {silent(programme).pk, silent(programme).pk}

    pages = [text(eva.get(page("city-lessons"), {"pagina": number})) for number in (1, 2)]
    seen = [{one for one in both if page("city-decide", one) in shown} for shown in pages]
    assert ([len(one) for one in seen], seen[0] | seen[1]) == ([1, 1], both)
    assert "?pagina=2" in pages[0]


def test_who_suspends_an_agreement_with_a_lesson_ahead_is_asked_about_it():
    made = today.city()
    made.booked(made.child())
    eva = worker(made.scheme.municipality, Role.POLICYMAKER)

    asked = text(eva.get(page("agreement-suspend", made.agreement.pk)))

    assert "Er is nu 1 les geboekt," in asked
    assert "Wat gebeurt er met de lessen die al zijn geboekt?" in asked
    assert 'type="hidden" name="booked"' not in asked


@pytest.mark.parametrize(
    "of", ["scheme", "passes", "help", "help-end", "outreach", "text", "school", "codes-file", "figures"]
)
def test_a_municipality_opens_nothing_of_another(provider, programme, of):
    """Who works for another municipality with a pass of its own. The owner opens each."""
    scheme = programme.scheme
    desk = help_desk(scheme)
    member = Membership.objects.create(user=factories.account(), organisation=desk.organisation, role=Role.HELPER)
    outreach.approved()
    name, arguments = {
        "help-end": ("city-help-end", (scheme.slug, member.pk)),
        "text": ("city-text", (scheme.slug, "mail", "ar")),
        "figures": ("figures", (programme.pk,)),
    }.get(of, (f"city-{of}", (scheme.slug,)))
    other = factories.scheme(slug="ander", title="Andere pas")
    browsers = [worker(one.municipality, Role.POLICYMAKER) for one in (other, scheme)]
    answers = []
    for browser in browsers:
        ways = {405, browser.get(page(name, *arguments)).status_code, browser.post(page(name, *arguments)).status_code}
        answers.append(ways - {405})

    assert answers[0] == {404}
    assert 404 not in answers[1]
    assert Membership.objects.active(timezone.localdate()).filter(pk=member.pk).exists() is (of != "help-end")
