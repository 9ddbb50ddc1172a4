"""Do things at once, on connections of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.db import connection

# While the pool grows, no more than this many may wait for a connection (DB_POOL_WAITING).
WORKERS: Final = 6
# How long one waits for another who is on the way: a machine may be very slow, and only a fault waits so long.
PATIENCE_S: Final = 60


def at_once(work: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
    """Do `work` with each item, six at a time; give what came out, in the order of the items."""

    def closing(item: Any) -> Any:
        try:
            return work(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(closing, items))


def both(*works: Callable[[], Any]) -> list[Any]:
    """Do different things at once; give what each gave or raised."""

    def caught(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Exception as problem:  # noqa: BLE001  a race may end in any error, and the test looks at it
            return problem

    return at_once(caught, works)


class Meeting:
    """A place in the code where some wait until all of them are there; who comes later walks on.

    It makes the moment that a lock forbids: all have looked, and nobody has written.
    """

    def __init__(self, number: int = 2) -> None:
        self._missing, self._counting, self._complete = number, threading.Lock(), threading.Event()

    def __call__(self) -> None:
        with self._counting:
            self._missing -= 1
            if self._missing <= 0:
                self._complete.set()
        assert self._complete.wait(PATIENCE_S), "the others never came: something holds them up"

    def before(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """Give the same work, with the meeting in front of it."""

        def met(*args: Any, **facts: Any) -> Any:
            self()
            return work(*args, **facts)

        return met

    def after(self, look: Callable[..., Any]) -> Callable[..., Any]:
        """Give the same look, with the meeting behind it."""

        def met(*args: Any, **facts: Any) -> Any:
            found = look(*args, **facts)
            self()
            return found

        return met


def until_somebody_waits_for_us() -> None:
    """Return once another transaction waits for a lock that ours holds."""
    deadline = time.monotonic() + PATIENCE_S
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody came to wait for us")


def dawdle(seconds: float = 0.05) -> None:
    """Wait inside the database, so that the other one comes between."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])
