"""Who waits gets a proposal every week, of somebody who has room, and never of somebody it passed over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from bijles import tasks
from bijles.models import WaitingEntry
from bijles.services import waiting
from ndt.jobs.models import Job
from tests.bijles import factories
from tests.bijles.city import city, there

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def town():
    return city()


def waits(child, *, days=10):
    return waiting.join(child=child, subject="rekenen", online=True, now=timezone.now() - timedelta(days=days))


def proposed(now=None):
    return {pair.pupil: pair.tutor for pair in waiting.propose(now=now or timezone.now())}


def test_a_child_waits_once_for_a_subject(town):
    child = town.child()

    assert waits(child) == waits(child)
    waiting.leave(child=child, subject="rekenen", now=timezone.now())
    assert waits(child) != WaitingEntry.objects.order_by("pk").first()


def test_who_waits_is_told_of_a_tutor_with_room_and_why(town):
    entry = waits(town.child(languages=["nl", "tr"]))

    assert proposed() == {entry.pk: town.tutor.pk}
    (letter,) = Job.objects.filter(kind="mail.send")
    assert letter.payload["template"] == "bijles/offered"
    assert "De bijlesgever spreekt ook uw taal." in letter.payload["context"]["reasons"]


def test_a_proposal_stands_for_a_week_and_is_not_made_again(town):
    entry = waits(town.child())
    proposed()

    assert proposed() == {}
    assert proposed(timezone.now() + WEEK) == {}
    entry.refresh_from_db()
    assert (entry.offered, entry.passed_over) == (None, [town.tutor.pk])


def test_the_next_week_another_tutor_is_proposed(town):
    entry = waits(town.child())
    first = proposed()[entry.pk]
    noor = factories.tutor(
        town.agreement,
        first_name="Noor",
        vog_seen_on=town.tutor.vog_seen_on,
        vog_valid_until=town.tutor.vog_valid_until,
    )
    there(noor, first=timezone.localdate())

    assert first == town.tutor.pk
    assert proposed(timezone.now() + WEEK) == {entry.pk: noor.pk}


def test_no_more_children_are_proposed_to_a_tutor_than_it_has_days(town):
    for _child in range(5):
        waits(town.child())

    assert len(proposed()) == 3


def test_nobody_to_propose_leaves_everything_as_it_was(town):
    entry = waiting.join(child=town.child(), subject="natuurkunde", online=True, now=timezone.now())

    assert proposed() == {}
    entry.refresh_from_db()
    assert entry.offered_at is None
    assert not Job.objects.filter(kind="mail.send").exists()


def test_the_round_runs_on_monday_only(town):
    waits(town.child())
    monday = datetime(2026, 12, 7, 3, tzinfo=UTC)

    assert tasks.propose_tutors(monday + timedelta(days=1)) == 0
    assert tasks.propose_tutors(monday) in {0, 1}
