"""Which function handles which kind of job. Rooms register from `registrations.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ndt.jobs.models import Job, Priority

Handler = Callable[[Job], object]
Gate = Callable[[Job, datetime], datetime | None]
Daily = Callable[[datetime], object]
Alarm = Callable[[Job, datetime], object]
Remember = Callable[[Job, str, datetime], object]

KEEP: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job.

    handle: does the job, inside its transaction and under its row lock, at least once. gate: says
    until when a job has to wait, or None. refused: remembers a refusal (the job, its code, now), in the
    transaction in which the job ends. keep: how long the row stays after the job ended; so long
    its key keeps the same thing from being written twice.
    """

    name: str
    handle: Handler
    priority: Priority
    gate: Gate | None
    refused: Remember | None
    keep: timedelta


_kinds: dict[str, Kind] = {}
_daily: dict[str, Daily] = {}
_alarms: list[Alarm] = []
_after_sweep: list[Callable[[], object]] = []


def register(
    kind: str,
    handler: Handler,
    *,
    priority: Priority = Priority.NORMAL,
    gate: Gate | None = None,
    refused: Remember | None = None,
    keep: timedelta = KEEP,
) -> None:
    """Let `handler` do the jobs of `kind`; see Kind for the rest."""
    assert kind not in _kinds, f"{kind} has a handler already"
    _kinds[kind] = Kind(kind, handler, priority, gate, refused, keep)


def daily(name: str, call: Daily) -> None:
    """Call `call(now)` once a day, in the small hours; a missed day is made up for at the next start.

    The round is a job: it is tried again when it fails, and stands among the stopped jobs in the
    end. It runs in one transaction of at most 100 seconds. name: "<room>.<what>".
    """
    assert name not in _daily, f"{name} is registered already"
    _daily[name] = call


def alarm(call: Alarm) -> None:
    """Call `call(job, now)` in the transaction in which a job stops for good."""
    _alarms.append(call)


def after_sweep(call: Callable[[], object]) -> None:
    """Call `call()` when a sweep ends: to close what the handlers left open."""
    _after_sweep.append(call)


def kind(name: str) -> Kind:
    """Give a kind. Raises KeyError when nobody registered it."""
    return _kinds[name]


def kinds() -> dict[str, Kind]:
    """Give all kinds by name."""
    return _kinds


def daily_calls() -> dict[str, Daily]:
    """Give what is called every day, by name."""
    return _daily


def alarms() -> list[Alarm]:
    """Give what is called when a job stops for good."""
    return _alarms


def closers() -> list[Callable[[], object]]:
    """Give what is called when a sweep ends."""
    return _after_sweep
