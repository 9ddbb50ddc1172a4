"""What coordinators do with a track, and what the database never allows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from inspectie.core.tracks import TrackError, Trigger
from inspectie.models import ImprovementTrack, TrackPolicy
from inspectie.models.tracks import Stage
from inspectie.queries import tracks as queries
from inspectie.services import tracks
from inspectie.services.tracks import People
from tests.inspectie.tracks import factories
from tests.inspectie.tracks.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


def refused(code: str, call, **facts) -> None:
    with pytest.raises(TrackError) as problem, transaction.atomic():
        call(**facts)
    assert problem.value.code == code


@pytest.mark.parametrize("label", ["onvoldoende", "zeer_zwak"])
def test_a_weak_judgement_starts_the_same_track(label):
    track = factories.track(label=label, dated=date(2026, 10, 1))

    assert track.deadline == date(2027, 10, 1)
    assert track.moments.count() == 8
    assert track.moments.filter(kind="review").count() == 3
    assert all(TODAY < moment.due_on <= track.deadline for moment in track.moments.all())


def test_whether_onvoldoende_starts_a_track_is_a_rule_of_the_norm_set():
    factories.rules(triggers=frozenset({Trigger.VERY_WEAK}))
    judgement = factories.judgement(label="onvoldoende")

    refused("not_triggered", tracks.start, judgement=judgement, people=People(), now=NOW)
    assert queries.candidates(TODAY) == []

    factories.rules()
    assert [candidate.judgement for candidate in queries.candidates(TODAY)] == [judgement]
    assert tracks.start(judgement=judgement, people=People(), now=NOW).is_running


def test_a_running_track_keeps_the_rules_it_started_with():
    track = factories.track(label="onvoldoende", dated=TODAY)
    factories.rules(triggers=frozenset({Trigger.VERY_WEAK}), months=6)

    tracks.arrange(track=track, people=People(), deadline=date(2027, 11, 20), now=NOW)

    track.refresh_from_db()
    assert track.deadline == date(2027, 11, 20)
    assert track.policy.insufficient


def test_without_rules_nothing_starts():
    refused("no_rules", tracks.start, judgement=factories.judgement(), people=People(), now=NOW)


def test_starting_twice_makes_one_track():
    track = factories.track()

    refused("already_started", tracks.start, judgement=track.judgement, people=People(), now=NOW)
    assert ImprovementTrack.objects.count() == 1


def test_a_school_has_one_running_track():
    track = factories.track(dated=TODAY - timedelta(days=90))
    newer = factories.judgement(track.ovt, label="zeer_zwak", dated=TODAY)

    refused("already_running", tracks.start, judgement=newer, people=People(), now=NOW)


def test_a_worse_judgement_goes_on_in_the_same_track_without_extra_time():
    track = factories.track(dated=TODAY - timedelta(days=90))
    newer = factories.judgement(track.ovt, label="zeer_zwak", dated=TODAY)
    (candidate,) = queries.candidates(TODAY)
    assert candidate.running == track

    tracks.take_over(track=track, judgement=newer, now=NOW)

    before, track = track, ImprovementTrack.objects.get(pk=track.pk)
    assert (track.label, track.judgement, track.deadline) == ("zeer_zwak", newer, before.deadline)
    assert queries.candidates(TODAY) == []


def test_the_judgement_of_another_school_is_not_taken_over():
    track = factories.track()

    refused("other_school", tracks.take_over, track=track, judgement=factories.judgement(), now=NOW)


def test_only_the_newest_judgement_of_a_school_waits_for_a_track():
    factories.rules()
    school = factories.ovt()
    factories.judgement(school, label="zeer_zwak", dated=TODAY - timedelta(days=200))
    factories.judgement(school, label="voldoende", dated=TODAY - timedelta(days=20))
    old = factories.judgement(dated=TODAY - timedelta(days=365))
    waiting = factories.judgement(dated=TODAY - timedelta(days=300))

    assert [candidate.judgement for candidate in queries.candidates(TODAY)] == [waiting]
    refused("too_old", tracks.start, judgement=old, people=People(), now=NOW)


def test_a_corrected_judgement_starts_nothing():
    factories.rules()
    wrong, right = factories.judgement(), factories.judgement()
    type(wrong).objects.filter(pk=wrong.pk).update(superseded_by=right.sheet.publication)
    wrong.refresh_from_db()

    refused("superseded", tracks.start, judgement=wrong, people=People(), now=NOW)


def test_a_late_start_buys_no_time():
    track = factories.track(dated=TODAY - timedelta(days=300))

    assert (track.deadline - TODAY).days == 65
    assert min(moment.due_on for moment in track.moments.all()) > TODAY


def test_a_step_and_a_review_are_recorded():
    track = factories.track()

    step = tracks.record(
        moment=factories.moment(track, "causes"), done_on=TODAY, finding="", note="Gesproken met het team.", now=NOW
    )
    review = factories.hold_review(track)

    assert (step.done_on, step.note) == (TODAY, "Gesproken met het team.")
    assert review.finding == "on_course"
    row = queries.row(queries.listed(closed=False).get(), TODAY)
    assert (row.done, row.total, row.next.code) == (2, 8, "plan")


def test_a_moment_that_is_done_cannot_move():
    track = factories.track()
    held = factories.hold_review(track)

    refused("already_done", tracks.move, moment=held, due_on=TODAY + timedelta(days=5), now=NOW)


def test_an_earlier_deadline_takes_its_moments_along():
    track = factories.track()
    earlier = TODAY + timedelta(days=60)

    tracks.arrange(track=track, people=People(contact_name="Daan"), deadline=earlier, now=NOW)

    track.refresh_from_db()
    assert track.contact_name == "Daan"
    assert max(moment.due_on for moment in track.moments.all()) == earlier
    refused("due_after_deadline", tracks.add, track=track, title="Bezoek", kind="step",
            due_on=earlier + timedelta(days=1), now=NOW)  # fmt: skip


def test_a_school_recovers_and_the_track_is_closed():
    track = factories.track()
    factories.hold_review(track)

    tracks.close(track=track, to="recovered", closed_on=TODAY, now=NOW)

    track.refresh_from_db()
    assert (track.stage, track.closed_on, track.closed_at) == (Stage.RECOVERED, TODAY, NOW)
    refused("wrong_stage", tracks.move, moment=factories.moment(track, "plan"), due_on=TODAY, now=NOW)
    refused("wrong_stage", tracks.close, track=track, to="ended", closed_on=TODAY, now=NOW)


def test_a_track_closed_by_mistake_runs_again():
    track = factories.track()
    tracks.close(track=track, to="ended", closed_on=TODAY, now=NOW)

    tracks.reopen(track=track, now=NOW)

    track.refresh_from_db()
    assert track.is_running
    assert track.closed_on is None


def test_a_closed_track_stays_closed_while_another_runs():
    track = factories.track(dated=TODAY - timedelta(days=90))
    tracks.close(track=track, to="ended", closed_on=TODAY, now=NOW)
    factories.track(track.ovt, label="zeer_zwak", dated=TODAY)

    refused("already_running", tracks.reopen, track=track, now=NOW)


@pytest.mark.parametrize(
    "facts",
    [
        {"deadline": date(2028, 1, 1)},
        {"deadline": date(2026, 1, 1)},
        {"label": "goed"},
        {"stage": "recovered"},
        {"closed_on": TODAY},
    ],
)
def test_the_database_refuses_what_no_track_may_be(facts):
    track = factories.track()

    with pytest.raises(IntegrityError), transaction.atomic():
        ImprovementTrack.objects.filter(pk=track.pk).update(**facts)


def test_the_database_refuses_a_review_without_a_finding():
    track = factories.track()

    with pytest.raises(IntegrityError), transaction.atomic():
        track.moments.filter(kind="review").update(done_on=TODAY)


def test_rules_are_never_deleted():
    factories.rules()

    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        TrackPolicy.objects.all().delete()
