"""How often a job took its worker down with it.

The database cannot tell: a crash rolls back what the job wrote. So a mark in the cache says that a
job is being tried; a mark that is still there at the next try means that the worker died.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.core.cache import cache

# A worker that is killed in the middle of a job says nothing about the job, not even twice.
SUSPECT: Final = 3
_KEPT_S: Final = 6 * 60 * 60


def begin(job: UUID) -> int:
    """Mark that the job is being tried; give how many tries before this one left their mark."""
    before = int(cache.get(_key(job), 0))
    cache.set(_key(job), before + 1, _KEPT_S)
    return before


def end(job: UUID) -> None:
    """Take the mark away: the worker outlived the job."""
    cache.delete(_key(job))


def _key(job: UUID) -> str:
    return f"jobs:trying:{job}"
