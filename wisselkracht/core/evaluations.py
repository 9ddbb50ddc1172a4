"""When school, buddy and teacher look back: three moments, planned around the holidays of their regions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final

from ndt.calendars import ics
from wisselkracht.core.lifecycle_errors import PeriodTooShort
from wisselkracht.core.school_holidays import Region, school_days

# Below this the forms of one moment would still be open when the next begins.
LEAST_WEEKS: Final = 8
_TO_REMIND: Final = 3
_TO_ANSWER: Final = 5
WEEKDAYS: Final = frozenset(range(5))


class Moment(StrEnum):
    """One of the three evaluation moments, in their order."""

    WEEK_3 = "week-3"
    MIDDLE = "middle"
    LAST_WEEKS = "last-weeks"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day of an exchange, both included, and where it takes place.

    regions: of the schools that look back together. weekdays: on which the teacher is there, 0 = Monday .. 4.
    closed: further days off of these schools.
    """

    first: date
    last: date
    regions: frozenset[Region]
    weekdays: frozenset[int] = WEEKDAYS
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """A moment: the day on which the forms open, the day of the reminder and the last day to answer.

    Each is a day on which all the schools are open; on the first the teacher is there.
    """

    moment: Moment
    opens: date
    remind: date
    due: date


def plan(period: Period) -> tuple[Planned, ...]:
    """Give the three moments of a period: in the third school week, in the middle, and a week before the last.

    A school week is a week with at least one day on which the schools are open and the teacher is there, so that
    a holiday never counts as a week at the new school. Raises PeriodTooShort, HolidaysUnknown, BadPeriod.
    """
    open_days = _open(period)
    weeks = _weeks([day for day in open_days if day.weekday() in period.weekdays])
    if len(weeks) < LEAST_WEEKS:
        raise PeriodTooShort(weeks=len(weeks), least=LEAST_WEEKS)
    places = {Moment.WEEK_3: 2, Moment.MIDDLE: len(weeks) // 2, Moment.LAST_WEEKS: len(weeks) - 2}
    return tuple(_at(moment, _middle(weeks[place]), open_days) for moment, place in places.items())


def replan(before: Sequence[Planned], *, held: Collection[Moment], period: Period, today: date) -> tuple[Planned, ...]:
    """Give the moments of an exchange whose period changed: an early stop, an extension, or a return after illness.

    before: as planned until now. held: moments that were answered; they stay as they were. Of the moments that
    today has passed, the latest is still asked on the next possible day, if its forms close before the next opens.
    A period too short for a plan keeps one moment: the last, as late as the forms can still be answered.
    Raises HolidaysUnknown, BadPeriod.
    """
    kept = tuple(one for one in before if one.moment in held)
    open_days = _open(period)
    try:
        fresh = plan(period)
    except PeriodTooShort:
        fresh = _closing(period, open_days)
    asked = [one for one in fresh if one.moment not in held]
    ahead = [one for one in asked if one.opens > today]
    missed = [one for one in asked if one.opens <= today][-1:]
    possible = [day for day in open_days if day > today and day.weekday() in period.weekdays]
    late = [_at(one.moment, possible[0], open_days) for one in missed if possible]
    late = [one for one in late if not ahead or one.due < ahead[0].opens]
    return tuple(sorted((*kept, *late, *ahead), key=lambda one: list(Moment).index(one.moment)))


def events(
    moments: Sequence[Planned], *, uid: str, summaries: dict[Moment, str], description: str = "", sequence: int = 0
) -> tuple[ics.Event, ...]:
    """Give the moments for a calendar file, each on the day that its forms open.

    uid: of the placement, unique in the world. summaries: what the calendar shows, for each moment.
    """
    return tuple(
        ics.Event(f"{one.moment}.{uid}", one.opens, one.opens, summaries[one.moment], description, sequence=sequence)
        for one in moments
    )


def _open(period: Period) -> tuple[date, ...]:
    return school_days(period.first, period.last, period.regions, closed=period.closed)


def _weeks(days: Sequence[date]) -> list[list[date]]:
    return [list(week) for _number, week in groupby(days, key=lambda day: day.isocalendar()[:2])]


def _middle(week: Sequence[date]) -> date:
    return week[len(week) // 2]


def _at(moment: Moment, opens: date, open_days: Sequence[date]) -> Planned:
    """Give a moment with its days to answer, which never run past the last open day of the period."""
    place = open_days.index(opens)
    last = len(open_days) - 1
    return Planned(
        moment, opens, open_days[min(place + _TO_REMIND, last)], open_days[min(place + _TO_ANSWER, last)]
    )  # fmt: skip


def _closing(period: Period, open_days: Sequence[date]) -> tuple[Planned, ...]:
    there = [place for place, day in enumerate(open_days) if day.weekday() in period.weekdays]
    if not there:
        return ()
    early = [place for place in there if place + _TO_ANSWER < len(open_days)]
    return (_at(Moment.LAST_WEEKS, open_days[early[-1] if early else there[0]], open_days),)
