"""The days of a round: its period within one school year, its deadlines, and which round comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from wisselkracht.core.refusals import BadPeriod
from wisselkracht.core.school_holidays import school_year

SHORTEST: Final = timedelta(days=28)


def check_period(starts_on: date, ends_on: date) -> None:
    """Refuse a period that ends before it begins, takes less than four weeks or leaves its school year (BadPeriod)."""
    if ends_on <= starts_on:
        raise BadPeriod("order")
    if ends_on - starts_on < SHORTEST:
        raise BadPeriod("short")
    if school_year(starts_on) != school_year(ends_on):
        raise BadPeriod("school-year")


def check_deadlines(opens: date, closes: date, decides_on: date, starts_on: date) -> None:
    """Refuse deadlines that are not in this order: open, close, proposals, start (BadPeriod)."""
    if not opens < closes <= decides_on < starts_on:
        raise BadPeriod("deadlines")


@dataclass(frozen=True, slots=True)
class Slot:
    """A round as the choice of the next one sees it. number: its key."""

    number: int
    opens_at: datetime
    closes_at: datetime
    starts_on: date


def next_slot(slots: Iterable[Slot], *, now: datetime) -> Slot | None:
    """Give the round that an application goes to when it is late: the first to start of those that close later."""
    later = [slot for slot in slots if slot.closes_at > now]
    return min(later, key=lambda slot: (slot.starts_on, slot.number), default=None)
