"""When a tutor is free: recurrence rules (a part of RFC 5545) with exceptions, in the wall time of a place.

The part: FREQ=DAILY, WEEKLY or MONTHLY with INTERVAL, BYDAY (plain days, with a place in the month for MONTHLY),
BYMONTHDAY, COUNT and UNTIL as a date. A week begins on Monday. Anything else is refused, never guessed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from bijles.core.errors import BadRecurrence

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY: Final = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_MOST: Final = 400


class Every(StrEnum):
    """How often."""

    DAY = "DAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence. days: (place in the month or 0, weekday from 0). month_days: 1 to 31, or -1 for the last."""

    every: Every
    interval: int = 1
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in UTC, the end not included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Availability:
    """A rule with the wall time at which it starts first, and how long each time lasts."""

    rule: Rule
    first: datetime
    minutes: int


def parse(text: str) -> Rule:
    """Read "FREQ=WEEKLY;BYDAY=MO,WE". Raises BadRecurrence with the part that is wrong."""
    parts: dict[str, str] = {}
    for piece in text.split(";"):
        name, _equals, value = piece.partition("=")
        if not value or name in parts or name not in {*_READERS, "FREQ"}:
            raise BadRecurrence(piece)
        parts[name] = value
    try:
        every = Every(parts.pop("FREQ"))
    except (KeyError, ValueError):
        raise BadRecurrence("FREQ") from None
    facts: dict[str, object] = {}
    for name, value in parts.items():
        field, reader = _READERS[name]
        try:
            facts[field] = reader(value)
        except ValueError:
            raise BadRecurrence(f"{name}={value}") from None
    rule = Rule(every, **facts)  # type: ignore[arg-type]
    _check(rule)
    return rule


def occurrences(availability: Availability, *, until: date, since: date | None = None) -> Iterator[datetime]:
    """Give the wall times (naive) at which the availability starts, in order, up to and with the day `until`.

    since: who needs no earlier day gets few of them, sooner: a rule without COUNT is not walked from its first day.
    The first start counts only if it fits the rule, as in dateutil and not as RFC 5545 leaves undefined.
    """
    rule, first = availability.rule, availability.first
    last = min(until, rule.until) if rule.until else until
    begin = first.date() if since is None or rule.count else max(first.date(), since)
    for day in islice(_dates(rule, first.date(), last, begin), rule.count):
        yield datetime.combine(day, first.time())


def expand(
    availability: Availability,
    *,
    since: date,
    until: date,
    without: Iterable[date] = (),
    zone: ZoneInfo = AMSTERDAM,
) -> list[Period]:
    """Give the periods that start on a day from `since` up to and with `until`, both in the zone.

    without: days on which the tutor is away; they still count for COUNT, as EXDATE does (RFC 5545, 3.8.5.1).
    A wall time that a spring night skips is read with the offset from before, so 02:30 becomes 03:30; one that an autumn
    night has twice is the first (RFC 5545, 3.3.5). Each period lasts exactly its minutes, whatever the night.
    """
    away = set(without)
    periods = []
    for wall in occurrences(availability, until=until, since=since):
        if wall.date() >= since and wall.date() not in away:
            start = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
            periods.append(Period(start, start + timedelta(minutes=availability.minutes)))
    return periods


def free(periods: Iterable[Period], busy: Iterable[Period]) -> list[Period]:
    """Give what is left of the periods, joined where they touch, when the busy ones are cut out. In order of time."""
    left: list[Period] = []
    taken, place = _joined(period for period in busy if period.start < period.end), 0
    for period in _joined(periods):
        start = period.start
        while place < len(taken) and taken[place].end <= start:
            place += 1
        # The last of them may reach into the next period, so it is looked at again there.
        for cut in islice(taken, place, None):
            if cut.start >= period.end:
                break
            if start < cut.start:
                left.append(Period(start, cut.start))
            start = cut.end
        if start < period.end:
            left.append(Period(start, period.end))
    return left


def _joined(periods: Iterable[Period]) -> list[Period]:
    """Give periods in order of time, joined where they touch or meet."""
    found: list[Period] = []
    for period in sorted(periods, key=lambda period: (period.start, period.end)):
        if found and period.start <= found[-1].end:
            found[-1] = Period(found[-1].start, max(found[-1].end, period.end))
        else:
            found.append(period)
    return found


def starts(open_periods: Sequence[Period], *, minutes: int, step: int, after: datetime) -> Iterator[datetime]:
    """Give the moments at which a lesson of so many minutes fits, on each `step` minutes of the clock, later than `after`."""
    grid, length = timedelta(minutes=step), timedelta(minutes=minutes)
    for period in open_periods:
        behind = period.start.minute % step
        start = period.start.replace(second=0, microsecond=0) + timedelta(minutes=(step - behind) if behind else 0)
        while start + length <= period.end:
            if start > after and start >= period.start:
                yield start
            start += grid


def _dates(rule: Rule, first: date, last: date, begin: date) -> Iterator[date]:
    if rule.every is Every.MONTH:
        yield from _month_dates(rule, first, last, begin)
        return
    weekdays = {day for _place, day in rule.days}
    if rule.every is Every.WEEK and not weekdays:
        weekdays = {first.weekday()}
    day = begin
    while day <= last:
        if rule.every is Every.DAY:
            fits = (day - first).days % rule.interval == 0
        else:
            fits = (_monday(day) - _monday(first)).days // 7 % rule.interval == 0
        in_month = not rule.month_days or _in_month(rule.month_days, day)
        if fits and in_month and (not weekdays or day.weekday() in weekdays):
            yield day
        day += timedelta(days=1)


def _month_dates(rule: Rule, first: date, last: date, begin: date) -> Iterator[date]:
    month_days = rule.month_days or (() if rule.days else (first.day,))
    number = first.year * 12 + first.month - 1
    behind = begin.year * 12 + begin.month - 1 - number
    number += behind - behind % rule.interval
    while (month := date(number // 12, number % 12 + 1, 1)) <= last:
        length = calendar.monthrange(month.year, month.month)[1]
        for day in (month.replace(day=place) for place in range(1, length + 1)):
            in_month = not month_days or _in_month(month_days, day)
            in_week = not rule.days or any(_is_place(day, place, weekday, length) for place, weekday in rule.days)
            if in_month and in_week and first <= day <= last:
                yield day
        number += rule.interval


def _is_place(day: date, place: int, weekday: int, length: int) -> bool:
    if day.weekday() != weekday:
        return False
    from_front, from_back = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
    return place in (0, from_front, from_back)


def _in_month(month_days: tuple[int, ...], day: date) -> bool:
    length = calendar.monthrange(day.year, day.month)[1]
    return day.day in month_days or day.day - length - 1 in month_days


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _whole(value: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,2}", value) or int(value) > _MOST:
        raise ValueError(value)
    return int(value)


def _by_day(value: str) -> tuple[tuple[int, int], ...]:
    found = [_BY_DAY.fullmatch(piece) for piece in value.split(",")]
    if not all(found):
        raise ValueError(value)
    return tuple((int(match[1] or 0), DAYS.index(match[2])) for match in found if match)


def _by_month_day(value: str) -> tuple[int, ...]:
    days = tuple(int(piece) for piece in value.split(","))
    if not all(1 <= abs(day) <= 31 for day in days):
        raise ValueError(value)
    return days


def _until(value: str) -> date:
    if not re.fullmatch(r"\d{8}", value):
        raise ValueError(value)
    return date(int(value[:4]), int(value[4:6]), int(value[6:]))


_READERS: Final = {
    "INTERVAL": ("interval", _whole),
    "BYDAY": ("days", _by_day),
    "BYMONTHDAY": ("month_days", _by_month_day),
    "COUNT": ("count", _whole),
    "UNTIL": ("until", _until),
}


def _check(rule: Rule) -> None:
    if rule.every is not Every.MONTH and any(place for place, _day in rule.days):
        raise BadRecurrence("BYDAY")
    if rule.every is Every.WEEK and rule.month_days:
        raise BadRecurrence("BYMONTHDAY")
    if rule.count is not None and rule.until is not None:
        raise BadRecurrence("COUNT")
