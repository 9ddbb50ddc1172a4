"""The coordinator sees how a round stands, checks directors, and reminds many at once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ndt.people.models import Kind, Organisation
from tests.house.roles import World
from tests.ndt.pdf import pdfua
from tests.wisselkracht import factories
from tests.wisselkracht.factories import letters, person
from wisselkracht.core.steps import Role
from wisselkracht.models import Applicant, Region, Round, RoundState, Verification
from wisselkracht.pdf import letters as register_letters
from wisselkracht.services import leaving, verifying

pytestmark = pytest.mark.django_db


@pytest.fixture
def coby():
    return World("wisselkracht").browser("coordinator")


def test_the_cockpit_counts_how_far_applications_came(coby):
    found = factories.round_()
    factories.begun(round=found)
    factories.confirm(factories.begun(round=found), Role.TEACHER)
    factories.complete(round=found, known=False)
    factories.complete(round=found)

    page = coby.get(reverse("wisselkracht:cockpit", args=[found.slug]))

    numbers = page.context["numbers"]
    assert (numbers.begun, numbers.asked, numbers.complete, numbers.verified) == (4, 3, 2, 1)
    assert "1 van de 4 aanmeldingen zijn klaar" in page.content.decode()
    assert page.context["waited"] == {"teacher": 1, "director": 1, "buddy": 1}


@pytest.mark.parametrize(
    ("kind", "number"), [("", 4), ("mist-buddy", 1), ("nagaan", 1), ("klaar", 1), ("geeindigd", 1), ("anders", 4)]
)
def test_the_list_is_narrowed(coby, now, kind, number):
    found = factories.round_()
    factories.begun(round=found)
    gone = factories.confirm(factories.begun(round=found), Role.TEACHER)
    leaving.leave(applicant=person(gone, Role.TEACHER), now=now)
    factories.complete(round=found, known=False)
    ready = factories.complete(round=found)

    Applicant.objects.filter(pk=person(ready, Role.BUDDY).pk).update(name="Zoë Uniek")

    page = coby.get(reverse("wisselkracht:cockpit", args=[found.slug]), {"toon": kind})
    named = coby.get(reverse("wisselkracht:cockpit", args=[found.slug]), {"zoek": "vlieger uniek"})

    assert page.context["page"].paginator.count == number
    assert [row.application for row in named.context["rows"]] == [ready]


def test_the_list_takes_the_same_few_queries_whatever_its_length(coby, django_assert_max_num_queries):
    found = factories.round_()
    for _number in range(12):
        factories.complete(round=found)

    with django_assert_max_num_queries(24):
        coby.get(reverse("wisselkracht:cockpit", args=[found.slug]))


def test_a_call_is_written_down_and_verifies(coby):
    application = factories.complete(known=False)
    page = reverse("wisselkracht:application", args=[application.pk])

    short = coby.post(page, {"note": "gebeld"})
    done = coby.post(page, {"note": "Belde 010-1234567 van de website, sprak Daan zelf."}, follow=True)

    assert short.status_code == 422
    assert Verification.objects.get().by.name == "Coby"
    assert "sprak Daan zelf" in done.content.decode()


def test_the_letter_holds_a_code_that_works_and_reads_aloud(coby, now):
    application = factories.complete(known=False)
    director = person(application, Role.DIRECTOR)

    answer = coby.post(reverse("wisselkracht:letter", args=[application.pk]))

    assert answer["Content-Type"] == "application/pdf"
    content = answer.content
    assert pdfua.faults(content) == []
    said = pdfua.read_aloud(content)
    assert application.school.title in said
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", said)
    assert code is not None
    verifying.use_code(director=director, typed=code[0], now=now)
    assert Verification.objects.get().how == "code"


def test_the_letter_says_as_long_as_a_code_lives():
    assert register_letters.KEPT == verifying.CODE_KEPT


def test_many_reminders_are_shown_before_they_go(coby):
    then = timezone.now() - timedelta(days=3)
    found = factories.round_(opens_at=then - timedelta(days=9), closes_at=then + timedelta(days=40))
    factories.confirm(factories.begun(round=found, now=then), Role.TEACHER, now=then)
    page = reverse("wisselkracht:remind", args=[found.slug])

    shown = coby.get(page).content.decode()

    assert "2 mensen krijgen een herinnering" in shown
    assert "Wij wachten nog op jouw antwoord" in shown
    assert "reminder" not in letters()
    assert coby.post(page).status_code == 302


ROUND = {
    "title": "Voorjaar",
    "starts_on": "2027-02-08",
    "ends_on": "2027-07-02",
    "opens_on": "2026-12-01",
    "closes_on": "2027-01-10",
    "decides_on": "2027-01-20",
    "largest": "3",
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_on": "2027-09-10"}, "twee schooljaren"),
        ({"ends_on": "2027-01-01"}, "eindigt vóór het begin"),
        ({"ends_on": "2027-02-20"}, "minder dan vier weken"),
        ({"decides_on": "2027-01-10"}, "passen niet achter elkaar"),
        ({"starts_on": "8 februari"}, "geen datum"),
    ],
)
def test_days_that_do_not_fit_are_refused_with_the_reason(coby, change, words):
    answer = coby.post(reverse("wisselkracht:new"), ROUND | {"region": factories.region().pk} | change)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Round.objects.exists()


def test_a_round_is_made_and_opened(coby):
    coby.post(reverse("wisselkracht:new"), ROUND | {"region": factories.region().pk})
    made = Round.objects.get()
    assert made.state == RoundState.CONCEPT
    assert coby.get(reverse("wisselkracht:front")).context["taking"].count() == 0

    coby.post(reverse("wisselkracht:open", args=[made.slug]))

    made.refresh_from_db()
    assert made.state == RoundState.OPEN


def test_the_region_of_another_team_does_not_exist(coby):
    other = Organisation.objects.create(name="Team Elders", kind=Kind.CAMPAIGN_TEAM, solution="wisselkracht")
    elsewhere = Region.objects.create(slug="elders", title="Elders", areas=["Elders"], team=other)
    found = factories.round_(region=elsewhere)

    assert coby.get(reverse("wisselkracht:cockpit", args=[found.slug])).status_code == 404
    assert found.title not in coby.get(reverse("wisselkracht:desk")).content.decode()
    refused = coby.post(reverse("wisselkracht:new"), ROUND | {"region": elsewhere.pk})
    assert refused.status_code == 422
