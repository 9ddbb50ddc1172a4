"""Tell a worker to look. A dead broker costs a request nothing: a thread of its own rings.

A ring that fails is tried again until it succeeds: after a broker's death nobody has to wait for the
next request. The bell only makes work start sooner: beat looks every two seconds, and every worker when it starts.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Final

from django.core.cache import cache

from ndt.celery import app

logger = logging.getLogger(__name__)

SWEEP: Final = "ndt.jobs.tasks.sweep"
# After a ring, rings of this process wait so long and become one; after a failure, so long.
REST_S: Final = 0.1
PAUSE_S: Final = 5.0
# A bell that hangs rung is not rung again until a worker heard it; or until it may have been lost.
UNHEARD_S: Final = 20
_HANGING: Final = "jobs:bell"


def announce() -> None:
    """Send Celery one message that says 'look', unless one is on its way."""
    if not cache.add(_HANGING, 1, timeout=UNHEARD_S):
        return
    try:
        app.send_task(SWEEP, ignore_result=True, expires=UNHEARD_S)
    except Exception:
        # Nothing is on its way: a key that stays would swallow the rings of every process. If this
        # fails too, the key goes by itself.
        heard()
        raise


def heard() -> None:
    """Let the next ring through. A worker calls this before it looks, so that no row is overlooked."""
    cache.delete(_HANGING)


class Doorbell:
    """Rings from a thread, so that the caller never waits. One a process, safe for threads and forks."""

    def __init__(self, send: Callable[[], object], *, rest_s: float = REST_S, pause_s: float = PAUSE_S) -> None:
        self._send = send
        self._rest_s = rest_s
        self._pause_s = pause_s
        self.failures = 0
        self.forget()
        os.register_at_fork(after_in_child=self.forget)

    def forget(self) -> None:
        """Start anew: a fork copies the thread's state, not the thread."""
        self._start = threading.Lock()
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Ask for a ring, soon."""
        self._wanted.set()
        if self._thread is None:
            with self._start:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            if self._try():
                time.sleep(self._rest_s)
            else:
                time.sleep(self._pause_s)
                self._wanted.set()

    def _try(self) -> bool:
        try:
            self._send()
        except Exception as problem:  # noqa: BLE001  whatever the broker's client raises, the row is safe
            self.failures += 1
            logger.warning("doorbell_failed", extra={"problem": type(problem).__name__, "failures": self.failures})
            return False
        return True


_bell: Final = Doorbell(announce)


def ring() -> None:
    """Ask Celery to sweep, soon; what goes wrong is counted and logged."""
    _bell.ring()


def failures() -> int:
    """Give how many rings of this process failed."""
    return _bell.failures
