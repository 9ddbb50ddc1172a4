"""What runs by itself for this room: each calls one service."""

from __future__ import annotations

from datetime import datetime

from bijles.services import proving


def forget_tries(now: datetime) -> int:
    """Delete wrong tries that count no more."""
    return proving.forget_tries(now)
