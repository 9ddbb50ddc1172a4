"""The improvement track of a school: who enters it, what it consists of, by when, and how it ends.

'Onvoldoende' and 'zeer zwak' go through one machine. Which of the two enters is a rule of the norm set in force.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

LONGEST_MONTHS: Final = 12
SOON: Final = timedelta(days=14)
DEADLINE_SOON: Final = timedelta(days=60)


class Trigger(StrEnum):
    """A judgement that may start a track."""

    INSUFFICIENT = "onvoldoende"
    VERY_WEAK = "zeer_zwak"


class Stage(StrEnum):
    """Where a track stands."""

    RUNNING = "running"
    RECOVERED = "recovered"
    FAILED = "failed"
    ENDED = "ended"


class Kind(StrEnum):
    """A step is something the school does; a review is a talk about how it goes."""

    STEP = "step"
    REVIEW = "review"


class Finding(StrEnum):
    """What a review found."""

    ON_COURSE = "on_course"
    BEHIND = "behind"
    STUCK = "stuck"


class Urgency(StrEnum):
    """What a date asks for today."""

    DONE = "done"
    LATER = "later"
    SOON = "soon"
    LATE = "late"


# Recovered: judged sufficient again. Failed: the deadline passed without that. Ended: for another reason than results.
MOVES: Final[Mapping[Stage, frozenset[Stage]]] = {
    Stage.RUNNING: frozenset({Stage.RECOVERED, Stage.FAILED, Stage.ENDED}),
    Stage.RECOVERED: frozenset({Stage.RUNNING}),
    Stage.FAILED: frozenset({Stage.RUNNING}),
    Stage.ENDED: frozenset({Stage.RUNNING}),
}


class TrackError(Exception):
    """Something that a track does not allow. code: which rule; day: the date that it rests on, when there is one."""

    def __init__(self, code: str, day: date | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.day = day


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a norm set: which judgements start a track, and how many months it may take, 1 to 12.

    Raises ValueError on an unknown trigger, on none, and on months outside 1 to 12.
    """

    triggers: frozenset[Trigger]
    months: int

    def __post_init__(self) -> None:
        if not self.triggers:
            raise ValueError("a track needs a judgement that starts it")
        if not 1 <= self.months <= LONGEST_MONTHS:
            raise ValueError(f"a track takes 1 to {LONGEST_MONTHS} months, not {self.months}")


def rules_from(body: Mapping[str, Any]) -> Rules:
    """Read the rules from the `track` of a norm set: {"triggers": ["zeer_zwak"], "months": 12}. Raises ValueError."""
    triggers, months = body.get("triggers"), body.get("months")
    if not isinstance(triggers, list | tuple) or not isinstance(months, int) or isinstance(months, bool):
        raise ValueError('a track has "triggers", a list, and "months", a whole number')
    return Rules(frozenset(Trigger(trigger) for trigger in triggers), months)


@dataclass(frozen=True, slots=True)
class Planned:
    """One moment of a new track. code: which, in the house's own plan."""

    code: str
    kind: Kind
    due: date


# The plan of every track: how far into its time each moment falls, in twelfths.
PLAN: Final[tuple[tuple[str, Kind, int], ...]] = (
    ("causes", Kind.STEP, 1),
    ("plan", Kind.STEP, 2),
    ("support", Kind.STEP, 2),
    ("first_review", Kind.REVIEW, 4),
    ("lessons", Kind.STEP, 6),
    ("half_review", Kind.REVIEW, 7),
    ("proof", Kind.STEP, 10),
    ("last_review", Kind.REVIEW, 11),
)


def add_months(day: date, months: int) -> date:
    """Give the same day so many months later, or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def deadline(judged: date, rules: Rules) -> date:
    """Give the last day of a track. The clock starts at the judgement, not when somebody gets round to it."""
    return add_months(judged, rules.months)


def plan(first: date, last: date) -> tuple[Planned, ...]:
    """Spread the moments of the house's plan over a track from `first` to `last`, in order. Both count."""
    days = (last - first).days
    return tuple(
        Planned(code, kind, first + timedelta(days=round(days * twelfth / 12))) for code, kind, twelfth in PLAN
    )


def check_start(*, label: str, judged: date, today: date, rules: Rules) -> None:
    """Check that a judgement starts a track today. Raises TrackError: not_triggered, not_yet or too_old."""
    if label not in rules.triggers:
        raise TrackError("not_triggered")
    if judged > today:
        raise TrackError("not_yet", judged)
    if deadline(judged, rules) <= today:
        raise TrackError("too_old", deadline(judged, rules))


def check_deadline(*, judged: date, chosen: date, today: date, rules: Rules) -> None:
    """Check a deadline that somebody chose. Raises TrackError: deadline_past or deadline_too_late."""
    if chosen <= today:
        raise TrackError("deadline_past", today)
    if chosen > deadline(judged, rules):
        raise TrackError("deadline_too_late", deadline(judged, rules))


def check_due(*, due: date, today: date, last: date) -> None:
    """Check a new date for a moment. Raises TrackError: due_past or due_after_deadline."""
    if due < today:
        raise TrackError("due_past", today)
    if due > last:
        raise TrackError("due_after_deadline", last)


def check_done(*, kind: Kind, done: date, finding: Finding | None, first: date, today: date) -> None:
    """Check what is recorded about a moment. Raises TrackError: done_in_future, done_before_start, needs_finding."""
    if done > today:
        raise TrackError("done_in_future", today)
    if done < first:
        raise TrackError("done_before_start", first)
    if (kind == Kind.REVIEW) != (finding is not None):
        raise TrackError("needs_finding")


def check_move(*, now: Stage, to: Stage, reviews_held: int) -> None:
    """Check the next stage. Raises TrackError: wrong_stage, or no_review when nobody ever talked about how it goes."""
    if to not in MOVES[now]:
        raise TrackError("wrong_stage")
    if to == Stage.RECOVERED and reviews_held == 0:
        raise TrackError("no_review")


def check_closed(*, closed: date, first: date, last: date, to: Stage, today: date) -> None:
    """Check the day on which a track ended. Raises TrackError: closed_in_future, closed_before_start or too_early.

    A track cannot fail before its deadline: until then the school has its time.
    """
    if closed > today:
        raise TrackError("closed_in_future", today)
    if closed < first:
        raise TrackError("closed_before_start", first)
    if to == Stage.FAILED and closed < last:
        raise TrackError("too_early", last)


def urgency(*, due: date, done: bool, today: date, ahead: timedelta = SOON) -> Urgency:
    """Say what a date asks for: late from the day after it, soon from `ahead` before it."""
    if done:
        return Urgency.DONE
    if due < today:
        return Urgency.LATE
    return Urgency.SOON if due - today <= ahead else Urgency.LATER
