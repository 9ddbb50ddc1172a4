"""Over HTTP, on two processes: of many families one gets the seat, and the same rush catches a server without locks."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from bench.stage import Stage
from bijles.models import Lesson
from bijles.models.lesson import LessonState
from bijles.services import posting
from tests.bijles import rush
from tests.bijles.city import city
from tests.e2e.site import database_url
from tests.sizes import size, sized

pytestmark = [sized, pytest.mark.django_db(transaction=True)]
FAMILIES, ROUNDS = size(20, 200), size(3, 50)


@pytest.fixture
def stage(tmp_path):
    facts = {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "ndt.settings", "ALLOWED_HOSTS": "127.0.0.1"}
    return Stage(tmp_path, os.environ | facts | rush.PATIENT)


@pytest.fixture
def town():
    made = city()
    rush.more_tutors(made, 5)
    return made


def test_of_families_at_once_one_gets_each_seat_and_every_other_reads_three_times(stage, town, record_figure):
    crowd = rush.callers(town, FAMILIES)
    with stage.web("gunicorn") as port:
        story = rush.last_seats(town, crowd, rounds=ROUNDS, port=port)

    assert (story.winners, story.oversold, story.deadlocks, story.errors) == (ROUNDS, 0, 0, 0), story
    assert story.alternatives == {3: ROUNDS * (FAMILIES - 1)}
    assert posting.faults() == []
    record_figure(
        "families at once for one seat, over HTTP",
        target="200 families, 50 rounds: 50 winners, 0 oversold, 0 deadlocks, 0 errors, 3 alternatives each",
        measured=f"{FAMILIES} families, {ROUNDS} rounds: {story.winners} winners, {story.oversold} oversold, "
        f"{story.deadlocks} deadlocks, {story.errors} errors, 3 alternatives each",
    )


def test_without_locks_and_constraint_the_same_rush_sells_a_seat_twice(stage, town, record_figure):
    crowd = rush.callers(town, FAMILIES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'tutor_is_in_one_place'")
        constraint = cursor.fetchone()[0]
        cursor.execute("ALTER TABLE bijles_lesson DROP CONSTRAINT tutor_is_in_one_place")
    try:
        with stage.web("gunicorn", application="tests.bijles.unlocked:application") as port:
            story = rush.last_seats(town, crowd, rounds=ROUNDS, port=port)

        assert story.oversold > 0, story
        record_figure(
            "the same rush with locks and constraint off",
            target="oversells",
            measured=f"{story.oversold} seats oversold",
        )
    finally:
        Lesson.objects.update(state=LessonState.CANCELLED)
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE bijles_lesson ADD CONSTRAINT tutor_is_in_one_place {constraint}")
