"""Kinds of jobs that this process leaves alone for a moment, because their service is gone."""

from __future__ import annotations

import time
from typing import Final

PAUSE_S: Final = 15.0
_until: dict[str, float] = {}


def pause(kind: str, seconds: float = PAUSE_S) -> None:
    """Leave jobs of the kind alone."""
    _until[kind] = time.monotonic() + seconds


def paused() -> list[str]:
    """Give the kinds to leave alone now."""
    return [kind for kind, until in _until.items() if until > time.monotonic()]


def resume() -> None:
    """Forget all pauses."""
    _until.clear()
