"""When a follower of a report gets a mail. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Rhythm(StrEnum):
    """How often somebody wants to hear."""

    MONTHLY = "monthly"
    CHANGE = "change"


def is_due(rhythm: Rhythm, *, last: date | None, today: date, changed: bool) -> bool:
    """Say whether a mail is due.

    last: the day of the last mail, None before the first. Monthly: once in each calendar month, from
    its first day. At a change: when the figures differ from those of the last mail, at most once a day.
    """
    if last is None:
        return True
    if rhythm is Rhythm.MONTHLY:
        return (last.year, last.month) < (today.year, today.month)
    return changed and last < today
