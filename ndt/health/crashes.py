"""Tell the operators that a page crashed: what and where, never about whom."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from ndt.mail import operators

logger = logging.getLogger(__name__)
# What this process told already: a page that crashes a thousand times writes one row.
MOST_REMEMBERED: Final = 1_000
_told: set[str] = set()


def tell(problem: BaseException, *, number: str, now: datetime) -> None:
    """Queue a letter about a crash, at most one an hour for each place. Never raises: a page waits for this."""
    kind, place = type(problem).__name__, where(problem)
    key = f"crash:{kind}:{place}:{now:%Y-%m-%dT%H}"[:180]
    if key in _told:
        return
    if len(_told) >= MOST_REMEMBERED:
        _told.clear()
    _told.add(key)
    try:
        operators.tell(template="health/crash", context={"kind": kind, "place": place, "number": number}, key=key)
    except Exception:
        logger.exception("crash_untold")


def where(problem: BaseException) -> str:
    """Give the last place in our own code that the exception came through, as file:line."""
    frames = traceback.extract_tb(problem.__traceback__)
    base = Path(settings.BASE_DIR)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(base) and ".venv" not in frame.filename]
    if not ours:
        return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{Path(ours[-1].filename).relative_to(base)}:{ours[-1].lineno}"
