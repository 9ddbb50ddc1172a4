"""How far a long job is, outside its transaction, so that a page can show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from ndt.jobs.models import Job, State

_KEPT_S: Final = 60 * 60


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. total is 0 while nobody knows; state is the job's own."""

    state: State
    done: int
    total: int

    @property
    def percentage(self) -> int:
        if self.state == State.DONE:
            return 100
        return min(100 * self.done // self.total, 99) if self.total else 0


def report(job: Job, done: int, total: int) -> None:
    """Say how far a job is. A handler calls this as often as it likes, but not for every row."""
    cache.set(_key(job.key), (done, total), _KEPT_S)


def read(key: str) -> Progress | None:
    """Give how far the job with this key is; None when there is no such job. One query."""
    state = Job.objects.filter(key=key).values_list("state", flat=True).first()
    if state is None:
        return None
    done, total = cache.get(_key(key), (0, 0))
    return Progress(State(state), done, total)


def _key(key: str) -> str:
    return f"jobs:progress:{key}"
