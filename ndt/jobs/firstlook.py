"""A worker that starts looks at once: what was written while no worker ran does not wait for beat."""

from __future__ import annotations

import contextlib
from typing import Any

from celery import bootsteps
from kombu.exceptions import OperationalError


class FirstLook(bootsteps.StartStopStep):
    """Announce a sweep when the worker's processes are there."""

    requires = ("celery.worker.components:Pool",)

    def start(self, worker: Any) -> None:
        # Without a broker the worker waits for it, and beat's sweeps come first anyway.
        with contextlib.suppress(OperationalError):
            worker.app.send_task("ndt.jobs.tasks.sweep", ignore_result=True, expires=20)
