"""An answer that asks for a talk stands in the calendar until a coordinator talked about it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from ndt.jobs.models import Job
from ndt.people.models import Kind, Organisation
from ndt.people.models import Role as Desk
from tests.house.roles import World
from tests.wisselkracht import exchanges as made
from tests.wisselkracht.factories import letters
from wisselkracht.core.refusals import NotNow
from wisselkracht.models import Region, Review, Talk
from wisselkracht.queries import agenda
from wisselkracht.services import minding, talking

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World("wisselkracht")


@pytest.fixture
def coby(world):
    return world.browser("coordinator")


def address(review):
    return reverse("wisselkracht:talk", args=[review.place.exchange_id, review.pk])


def items(world, day):
    found = agenda.items_of(world.users["coordinator"], today=day)
    return [(item.day, item.number, item.is_overdue) for item in found if item.what == "talk"]


def test_a_talk_stands_in_the_calendar_until_it_was_had(coby, world):
    review = made.looked_back({"lessons": 2})
    day = timezone.localdate(review.at)
    due = day + timedelta(days=7)
    assert items(world, day) == [(due, 1, False)]
    assert items(world, due + timedelta(days=1)) == [(due, 1, True)]

    shown = coby.get(address(review)).content.decode()
    assert "Hoe gaan de lessen?" in shown
    assert "Hoe gaat het wennen?" not in shown, "only what asks for a talk"
    coby.post(address(review), {"note": "Een duo-les per week."})

    assert items(world, due + timedelta(days=1)) == []
    assert "Een duo-les per week." in coby.get(address(review)).content.decode()
    assert "gesproken" in coby.get(reverse("wisselkracht:exchange", args=[review.place.exchange_id])).content.decode()


def test_a_talk_needs_a_note_and_opening_the_page_ticks_nothing(coby):
    review = made.looked_back({"lessons": 2})

    coby.get(address(review))
    silent = coby.post(address(review), {"note": " "})

    assert silent.status_code == 422
    assert "Schrijf op wat is afgesproken." in silent.content.decode()
    assert not Talk.objects.exists()


def test_the_first_note_stays(world, coby, now):
    review = made.looked_back({"lessons": 2})
    talking.tick(review=review, by=world.users["coordinator"], note="Eerst.", now=now)

    with pytest.raises(NotNow):
        talking.tick(review=review, by=world.users["coordinator"], note="Later.", now=now)
    coby.post(address(review), {"note": "Later."})

    assert Talk.objects.get().note == "Eerst."


def test_who_does_not_want_to_go_on_is_called_the_same_day(world):
    team = world.users["coordinator"].memberships.get(role=Desk.COORDINATOR).organisation
    made.factories.region(team=team)

    with translation.override("en"):  # who answers reads English, the desk Dutch
        review = made.looked_back({"go-on": False})

    day = timezone.localdate(review.at)
    assert review.urgency == Review.Urgency.TODAY
    assert items(world, day) == [(day, 1, False)]
    assert letters(world.users["coordinator"].email) == ["exchange_late"]
    letter = Job.objects.get(kind="mail.send", payload__to=world.users["coordinator"].email)
    assert letter.payload["context"]["steps"] == ["Bel vandaag: iemand wil niet zo doorgaan."]


def test_a_talk_that_is_late_is_told_to_the_coordinator_once(world):
    team = world.users["coordinator"].memberships.get(role=Desk.COORDINATOR).organisation
    made.factories.region(team=team)
    review = made.looked_back({"lessons": 2})

    for days in (7, 8, 9):
        minding.mind_one(review.place.exchange_id, now=review.at + timedelta(days=days))

    late = Job.objects.filter(kind="mail.send", payload__to=world.users["coordinator"].email)
    told = [step for one in late for step in one.payload["context"]["steps"]]
    assert len([step for step in told if "Een gesprek" in step]) == 1


def test_a_good_answer_asks_for_nothing_and_has_no_page(coby, world):
    review = made.looked_back({})

    assert items(world, timezone.localdate(review.at)) == []
    assert coby.get(address(review)).status_code == 404
    with pytest.raises(NotNow):
        talking.tick(review=review, by=world.users["coordinator"], note="Zo.", now=review.at)


def test_who_coordinates_elsewhere_sees_no_talk(coby, world):
    review = made.looked_back({"lessons": 2})
    Region.objects.update(team=Organisation.objects.create(name="Elders", kind=Kind.CAMPAIGN_TEAM))

    assert coby.get(address(review)).status_code == 404
    assert items(world, timezone.localdate(review.at)) == []
