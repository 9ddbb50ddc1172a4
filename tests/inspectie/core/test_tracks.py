"""The rules of improvement tracks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspectie.core import tracks
from inspectie.core.tracks import Finding, Kind, Rules, Stage, TrackError, Trigger, Urgency

JUDGED = date(2026, 3, 31)
TODAY = date(2026, 4, 10)
ONLY_WEAK = Rules(frozenset({Trigger.VERY_WEAK}), 12)
BOTH = Rules(frozenset(Trigger), 12)
DAYS = st.dates(date(2020, 1, 1), date(2039, 12, 31))


def refused(code: str, call, **facts) -> TrackError:
    with pytest.raises(TrackError) as problem:
        call(**facts)
    assert problem.value.code == code
    return problem.value


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, later):
    assert tracks.add_months(day, months) == later


@given(day=DAYS, months=st.integers(1, 12))
def test_a_deadline_is_never_more_than_a_year_away(day, months):
    last = tracks.deadline(day, Rules(frozenset({Trigger.VERY_WEAK}), months))

    assert day < last <= day + timedelta(days=366)
    assert last.day == day.day or (last + timedelta(days=1)).day == 1


@given(first=DAYS, days=st.integers(1, 366))
def test_the_plan_stays_within_the_track_and_in_order(first, days):
    last = first + timedelta(days=days)
    planned = tracks.plan(first, last)

    dates = [moment.due for moment in planned]
    assert dates == sorted(dates)
    assert first <= dates[0]
    assert dates[-1] <= last
    assert len({moment.code for moment in planned}) == len(planned)
    assert sum(moment.kind == Kind.REVIEW for moment in planned) == 3


def test_onvoldoende_and_zeer_zwak_go_through_the_same_machine():
    insufficient = tracks.plan(JUDGED, tracks.deadline(JUDGED, BOTH))
    for label in ("onvoldoende", "zeer_zwak"):
        tracks.check_start(label=label, judged=JUDGED, today=TODAY, rules=BOTH)

    assert insufficient == tracks.plan(JUDGED, tracks.deadline(JUDGED, ONLY_WEAK))


def test_under_the_rules_of_today_onvoldoende_starts_nothing():
    tracks.check_start(label="zeer_zwak", judged=JUDGED, today=TODAY, rules=ONLY_WEAK)

    refused("not_triggered", tracks.check_start, label="onvoldoende", judged=JUDGED, today=TODAY, rules=ONLY_WEAK)


@pytest.mark.parametrize("label", ["voldoende", "goed", ""])
def test_no_other_judgement_starts_a_track(label):
    refused("not_triggered", tracks.check_start, label=label, judged=JUDGED, today=TODAY, rules=BOTH)


def test_a_track_starts_from_its_judgement_and_not_after_its_year():
    refused(
        "not_yet", tracks.check_start, label="zeer_zwak", judged=JUDGED, today=JUDGED - timedelta(days=1), rules=BOTH
    )
    problem = refused(
        "too_old", tracks.check_start, label="zeer_zwak", judged=JUDGED, today=date(2027, 3, 31), rules=BOTH
    )

    assert problem.day == date(2027, 3, 31)
    tracks.check_start(label="zeer_zwak", judged=JUDGED, today=date(2027, 3, 30), rules=BOTH)


def test_a_deadline_may_be_earlier_and_never_later_than_the_rules_say():
    last = date(2027, 3, 31)
    tracks.check_deadline(judged=JUDGED, chosen=last, today=TODAY, rules=BOTH)
    tracks.check_deadline(judged=JUDGED, chosen=TODAY + timedelta(days=1), today=TODAY, rules=BOTH)

    late = refused(
        "deadline_too_late", tracks.check_deadline, judged=JUDGED, chosen=date(2027, 4, 1), today=TODAY, rules=BOTH
    )
    assert late.day == last
    refused("deadline_past", tracks.check_deadline, judged=JUDGED, chosen=TODAY, today=TODAY, rules=BOTH)


def test_a_review_needs_a_finding_and_a_step_has_none():
    facts = {"done": TODAY, "first": JUDGED, "today": TODAY}
    tracks.check_done(kind=Kind.STEP, finding=None, **facts)
    tracks.check_done(kind=Kind.REVIEW, finding=Finding.STUCK, **facts)

    refused("needs_finding", tracks.check_done, kind=Kind.REVIEW, finding=None, **facts)
    refused("needs_finding", tracks.check_done, kind=Kind.STEP, finding=Finding.STUCK, **facts)


@pytest.mark.parametrize(
    ("done", "code"), [(TODAY + timedelta(days=1), "done_in_future"), (JUDGED - timedelta(days=1), "done_before_start")]
)
def test_what_is_recorded_happened_since_the_judgement(done, code):
    refused(code, tracks.check_done, kind=Kind.STEP, done=done, finding=None, first=JUDGED, today=TODAY)


def test_a_moment_moves_to_a_day_between_today_and_the_deadline():
    last = date(2027, 3, 31)
    tracks.check_due(due=TODAY, today=TODAY, last=last)
    tracks.check_due(due=last, today=TODAY, last=last)

    refused("due_past", tracks.check_due, due=TODAY - timedelta(days=1), today=TODAY, last=last)
    refused("due_after_deadline", tracks.check_due, due=last + timedelta(days=1), today=TODAY, last=last)


def test_a_school_recovers_only_after_somebody_talked_with_it():
    tracks.check_move(now=Stage.RUNNING, to=Stage.RECOVERED, reviews_held=1)
    tracks.check_move(now=Stage.RUNNING, to=Stage.FAILED, reviews_held=0)

    refused("no_review", tracks.check_move, now=Stage.RUNNING, to=Stage.RECOVERED, reviews_held=0)


@pytest.mark.parametrize("now", list(Stage))
@pytest.mark.parametrize("to", list(Stage))
def test_every_move_is_between_running_and_an_end(now, to):
    allowed = (now == Stage.RUNNING) != (to == Stage.RUNNING)
    if allowed:
        tracks.check_move(now=now, to=to, reviews_held=3)
    else:
        refused("wrong_stage", tracks.check_move, now=now, to=to, reviews_held=3)


def test_a_track_cannot_fail_before_its_last_day():
    last = date(2027, 3, 31)
    facts = {"first": JUDGED, "last": last, "today": last}
    tracks.check_closed(closed=last, to=Stage.FAILED, **facts)
    tracks.check_closed(closed=TODAY, to=Stage.RECOVERED, **facts)

    refused("too_early", tracks.check_closed, closed=last - timedelta(days=1), to=Stage.FAILED, **facts)
    refused("closed_in_future", tracks.check_closed, closed=last + timedelta(days=1), to=Stage.RECOVERED, **facts)
    refused("closed_before_start", tracks.check_closed, closed=JUDGED - timedelta(days=1), to=Stage.ENDED, **facts)


@pytest.mark.parametrize(
    ("away", "done", "urgency"),
    [(-1, False, Urgency.LATE), (0, False, Urgency.SOON), (14, False, Urgency.SOON), (15, False, Urgency.LATER),
     (-1, True, Urgency.DONE)],
)  # fmt: skip
def test_a_moment_is_soon_for_a_fortnight_and_late_from_the_day_after(away, done, urgency):
    assert tracks.urgency(due=TODAY + timedelta(days=away), done=done, today=TODAY) == urgency


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"triggers": [], "months": 12},
        {"triggers": ["goed"], "months": 12},
        {"triggers": ["zeer_zwak"], "months": 13},
        {"triggers": ["zeer_zwak"], "months": 0},
        {"triggers": ["zeer_zwak"], "months": True},
        {"triggers": "zeer_zwak", "months": 12},
    ],
)
def test_rules_with_a_hole_are_refused(body):
    with pytest.raises(ValueError, match=r"track|Trigger|trigger"):
        tracks.rules_from(body)


def test_rules_are_read_from_data():
    assert tracks.rules_from({"triggers": ["zeer_zwak", "onvoldoende"], "months": 9}) == Rules(frozenset(Trigger), 9)
