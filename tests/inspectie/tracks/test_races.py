"""Two coordinators at the same school at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from inspectie.core.tracks import TrackError
from inspectie.models import ImprovementTrack, Ovt
from inspectie.services import tracks
from inspectie.services.tracks import People
from tests.inspectie.tracks import factories
from tests.inspectie.tracks.factories import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works) -> list[object]:
    """Run all works at the same moment, each on a connection of its own; give results and errors."""
    outcomes: list[object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place, work):
        gate.wait()
        try:
            outcomes[place] = work()
        except Exception as problem:  # noqa: BLE001 - an outcome like any other
            outcomes[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    return outcomes


@pytest.fixture
def judgements(db):
    factories.rules()
    school = factories.ovt()
    return [factories.judgement(school, dated=TODAY - timedelta(days=days)) for days in (40, 30, 20, 10)]


def start_all(judgements) -> list[object]:
    return at_once(
        *(lambda one=one: tracks.start(judgement=one, people=People(), now=NOW) for one in judgements)
    )  # fmt: skip


def test_four_coordinators_who_start_at_once_start_one_track(judgements):
    outcomes = start_all(judgements)

    assert ImprovementTrack.objects.count() == 1
    problems = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(problems) == 3
    assert all(isinstance(problem, TrackError) and problem.code == "already_running" for problem in problems)


def test_without_the_lock_on_the_school_only_the_database_stops_them_with_an_error(judgements, monkeypatch):
    gate = threading.Barrier(4)

    class Unlocked:
        def get(self, **_facts):
            return None

    monkeypatch.setattr(type(Ovt.objects), "select_for_update", lambda *_args, **_facts: Unlocked(), raising=False)
    exists = type(ImprovementTrack.objects.all()).exists

    def late_exists(self):
        found = exists(self)
        gate.wait(60)
        return found

    monkeypatch.setattr(type(ImprovementTrack.objects.all()), "exists", late_exists)

    outcomes = start_all(judgements)

    assert ImprovementTrack.objects.count() == 1
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 3


def test_two_who_end_a_track_at_once_end_it_once(db):
    track = factories.track(dated=TODAY)
    factories.hold_review(track)

    outcomes = at_once(
        lambda: tracks.close(track=track, to="recovered", closed_on=TODAY, now=NOW),
        lambda: tracks.close(track=track, to="ended", closed_on=TODAY, now=NOW),
        lambda: tracks.close(track=track, to="ended", closed_on=TODAY, now=NOW),
    )

    assert sum(isinstance(outcome, TrackError) for outcome in outcomes) == 2
