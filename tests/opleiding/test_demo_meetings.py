"""The demo has a meeting that was, one that is full with an offer that waits for Tim, and one with room."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from opleiding import demo_meetings
from opleiding.models import Meeting, Registration
from opleiding.queries import meetings as queries
from opleiding.queries.opinions import opinions
from opleiding.services import meetings
from tests.opleiding import factories
from tests.opleiding import meeting_world as world
from tests.opleiding.meeting_world import NOW

pytestmark = pytest.mark.django_db


def test_the_demo_tells_the_story_of_a_series_and_its_clock_goes_on():
    factories.user(email="otto@demo.example", name="Otto")
    trainers = world.trainers(30)

    demo_meetings.load(trainers, NOW, random.Random(1))
    past, full, roomy, online = Meeting.objects.order_by("starts_at")

    found = opinions(past)
    assert found is not None
    assert found.number == 7
    assert world.states(full) == "cccxccccccccowwwwwww"
    assert Registration.objects.get(meeting=full, state="offered").trainer == trainers[0]
    assert queries.shown(roomy, NOW).free == 3
    assert not online.place
    assert meetings.look_after(now=NOW + timedelta(hours=49)) == 2
