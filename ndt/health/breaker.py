"""A circuit breaker: after a failure nobody tries again for a moment, then one does."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class Breaker:
    """Remembers, for all threads of a process, that a service is gone.

    pause_s: how long nobody tries. While it is open one caller in each pause is let through.
    """

    def __init__(self, pause_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause_s = pause_s
        self._clock = clock
        self._open_until: float | None = None
        self._lock = Lock()

    def may_try(self) -> bool:
        """Say whether the caller should try the service."""
        if self._open_until is None:
            return True
        with self._lock:
            if self._clock() < (self._open_until or 0):
                return False
            self._open_until = self._clock() + self._pause_s
            return True

    def failed(self) -> bool:
        """Note a failure; give True when the service was not known to be gone."""
        with self._lock:
            fresh = self._open_until is None
            self._open_until = self._clock() + self._pause_s
            return fresh

    def worked(self) -> bool:
        """Note a success; give True when the service was gone before."""
        if self._open_until is None:
            return False
        with self._lock:
            back = self._open_until is not None
            self._open_until = None
            return back
