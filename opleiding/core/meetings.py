"""When a series of meetings comes together, and what a moment by a phone's clock is worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LEAST_OPINIONS: Final = 5


def repeated(first: datetime, *, weeks: int, times: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Give `times` moments, `weeks` weeks apart, at the same time by the clock on the wall, also over summer time.

    first: aware. Of an hour that the clock skips, the moment an hour later is given.
    """
    wall = first.astimezone(zone).replace(tzinfo=None)
    moments = (wall + timedelta(weeks=weeks * number) for number in range(times))
    return tuple(moment.replace(tzinfo=zone).astimezone(first.tzinfo) for moment in moments)


def counted_moment(scanned_at: datetime, *, opens_at: datetime, received_at: datetime) -> datetime:
    """Give when somebody came in: by the phone's clock, or when we heard of it where that clock cannot be right."""
    return scanned_at if opens_at <= scanned_at <= received_at else received_at


def shown(grades: Sequence[int]) -> bool:
    """Say whether so many answers may be shown: of fewer, somebody could tell who said what."""
    return len(grades) >= LEAST_OPINIONS
