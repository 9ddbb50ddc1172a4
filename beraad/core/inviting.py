"""When an invited person is reminded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

LAST_CALL: Final = timedelta(days=2)
APART: Final = timedelta(days=1)


def reminder_moments(invited_at: datetime, deadline: datetime) -> tuple[datetime, ...]:
    """Give when to remind: half-way, and two days before the deadline.

    Less than a day after the invitation there is none, and two of them are a day apart at least.
    """
    half = invited_at + (deadline - invited_at) / 2
    last = deadline - LAST_CALL
    wanted = (half, last) if last - half >= APART else (half,)
    return tuple(moment for moment in wanted if moment - invited_at >= APART)


def reminders_due(invited_at: datetime, deadline: datetime, *, now: datetime) -> int:
    """Give how many reminders somebody should have had by now who did not answer; none once the deadline passed."""
    if now >= deadline:
        return 0
    return sum(moment <= now for moment in reminder_moments(invited_at, deadline))
