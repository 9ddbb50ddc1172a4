"""What the daily round does for this room: each calls one service."""

from __future__ import annotations

from datetime import datetime

from inspectie.services import reminders


def remind_tracks(now: datetime) -> int:
    """Write who must do something for a school on an improvement track."""
    return reminders.remind(now=now)
