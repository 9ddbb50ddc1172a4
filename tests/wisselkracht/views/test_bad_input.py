"""What cannot be is refused or moved on with a sentence, and what was typed stays.

Elsewhere: one mailbox twice and a theme of a teacher (test_own), a late third confirmation (test_own), dates of a new
round (test_desk).
"""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from ndt.schools.models import LocationState, SchoolLocation
from tests.house.roles import World
from tests.wisselkracht import factories
from tests.wisselkracht.views.test_own import PEOPLE, TEACHER
from wisselkracht.core.steps import Role
from wisselkracht.models import Applicant, Application, Expertise, RoundState

pytestmark = pytest.mark.django_db
NOW = factories.NOON


@pytest.fixture
def found():
    """A round that is open today."""
    return factories.round_(
        opens_at=NOW - timedelta(days=9),
        closes_at=NOW + timedelta(days=40),
        decides_on=(NOW + timedelta(days=45)).date(),
        starts_on=(NOW + timedelta(days=60)).date(),
        ends_on=(NOW + timedelta(days=150)).date(),
    )


def close(school):
    SchoolLocation.objects.filter(pk=school.pk).update(state=LocationState.CLOSED, closed_on=date(2026, 11, 1))


def start(client, found, school, **change):
    data = PEOPLE | {"step": "2", "action": "next", "find": "vlieger", "school": school.code} | change
    return client.post(reverse("wisselkracht:start", args=[found.slug]), data)


def test_one_name_with_two_mailboxes_is_one_person(client, found):
    answer = start(client, found, factories.school(), director_name="bram", director_email="directie@elders.example")

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "dezelfde persoon" in text
    assert 'value="directie@elders.example"' in text
    assert not Application.objects.exists()


def test_a_school_that_closed_between_the_two_steps_is_refused(client, found):
    school = factories.school()
    close(school)

    answer = start(client, found, school)

    assert answer.status_code == 422
    assert "Geen school gevonden" in answer.content.decode()
    assert not Application.objects.exists()


def test_an_unknown_theme_of_a_school_is_refused_at_its_field(client, found):
    made = factories.confirm(factories.begun(round=found, now=NOW), Role.TEACHER, now=NOW)
    page = reverse("wisselkracht:answer", args=[factories.token_of(made, Role.DIRECTOR)])
    answers = {"expertise_1": "zingen", "level_1": "3", "goal_1": "nt2", "agree": "on", "step": "3"}

    answer = client.post(page, answers)

    assert answer.status_code == 422
    assert 'id="id_expertise_1_error"' in answer.content.decode()
    assert not Expertise.objects.exists()


def test_a_school_that_closed_meanwhile_confirms_nothing_and_keeps_what_was_typed(client, found):
    made = factories.begun(round=found, now=NOW)
    close(made.school)
    page = reverse("wisselkracht:answer", args=[factories.token_of(made, Role.TEACHER)])

    answer = client.post(page, TEACHER | {"step": "4"})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Volgens het register is deze school gesloten" in text
    assert 'value="0,4"' in text
    assert not Applicant.objects.filter(confirmed_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"ends_on": "2027-09-10"}, "ends_on", "twee schooljaren"),
        ({"decides_on": "2026-12-01"}, "decides_on", "passen niet achter elkaar"),
        ({"starts_on": "8 februari"}, "starts_on", "geen datum"),
    ],
)
def test_a_round_is_not_changed_to_days_that_do_not_fit(change, field, words):
    found = factories.round_(state=RoundState.CONCEPT)
    coby = World("wisselkracht").browser("coordinator")
    right = {
        "region": found.region_id,
        "title": "Anders",
        "starts_on": "2027-02-08",
        "ends_on": "2027-07-02",
        "opens_on": "2026-11-01",
        "closes_on": "2027-01-10",
        "decides_on": "2027-01-20",
        "largest": "3",
    }

    answer = coby.post(reverse("wisselkracht:change", args=[found.slug]), right | change)

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert words in answer.content.decode()
    found.refresh_from_db()
    assert found.title != "Anders"
