"""Notice that `make`, which started us, was told to stop.

On SIGINT and SIGHUP make waits for its children without telling them: a signal from a terminal
reaches the whole group anyway. When only make gets it (`kill -HUP` of its number, a service
manager), nobody tells us. But make then gives the signal back its default action, and that shows.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

WATCHED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Parent:
    """The process that started us, if it is make."""

    def __init__(self) -> None:
        self.pid = os.getppid()
        self.is_make = self._name() in {"make", "gmake"}
        self.caught = self._caught()

    def wants_us_to_stop(self) -> bool:
        """Say whether make is gone, or no longer catches a signal that it caught when we began."""
        if not self.is_make:
            return False
        return os.getppid() != self.pid or bool(self.caught - self._caught())

    def _name(self) -> str:
        try:
            return Path(f"/proc/{self.pid}/comm").read_text().strip()
        except OSError:
            return ""

    def _caught(self) -> set[signal.Signals]:
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return set()
        for line in status.splitlines():
            if line.startswith("SigCgt:"):
                mask = int(line.split()[1], 16)
                return {number for number in WATCHED if mask & (1 << (number - 1))}
        return set()
