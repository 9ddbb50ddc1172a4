"""Lets Celery's worker and beat show life (`ndt.health.alive`)."""

from __future__ import annotations

from typing import Any, Final

from celery import bootsteps
from celery.beat import Scheduler

from ndt.health import alive

EVERY_S: Final = 5


class WorkerPulse(bootsteps.StartStopStep):
    """Touch the worker's sign from its own event loop: a loop that hangs goes silent."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker: Any, **_options: Any) -> None:
        self.entry: Any = None

    def start(self, worker: Any) -> None:
        alive.show_life("worker")
        self.entry = worker.timer.call_repeatedly(EVERY_S, alive.show_life, ("worker",), priority=10)

    def stop(self, worker: Any) -> None:
        if self.entry is not None:
            self.entry.cancel()


class LivingScheduler(Scheduler):
    """Beat's schedule from the settings, kept in memory; touches beat's sign at every tick."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        alive.show_life("beat")
        seconds: float = super().tick(*args, **kwargs)
        return min(seconds, EVERY_S)
