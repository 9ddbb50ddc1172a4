"""Do things at once, on connections of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.db import connection

# While the pool grows, no more than this many may wait for a connection (DB_POOL_WAITING).
WORKERS: Final = 6


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


def dawdle(seconds: float = 0.05) -> None:
    """Wait inside the database, so that the other one comes between."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])
