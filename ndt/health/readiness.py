"""Can this process serve? Asked past the connection pool, which may be full when it matters most."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from functools import cache
from threading import Lock
from typing import Any, Final

import psycopg
import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from ndt.health.cache import SOCKET_TIMEOUT_S

CONNECT_TIMEOUT_S: Final = 2
STATEMENT_TIMEOUT_MS: Final = 1_500
REMEMBER_S: Final = 1.0
# Outbox sweeps come every few seconds; a minute without one means no worker or no beat.
SWEEP_LATE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found.

    pending: migrations that this code has and the database has not. sweep_s: seconds since a worker
    last looked into the outbox; None when none ever did.
    """

    postgres: bool
    broker: bool
    pending: tuple[str, ...] = ()
    sweep_s: float | None = None

    @property
    def ready(self) -> bool:
        """Postgres answers and has every table this code needs. Without broker or worker we still serve."""
        return self.postgres and not self.pending

    def as_json(self) -> dict[str, Any]:
        """Give the answer of /readyz."""
        late = self.sweep_s is None or self.sweep_s > SWEEP_LATE_S
        healthy = self.ready and self.broker and not late
        return {
            "status": "ok" if healthy else "degraded" if self.ready else "unavailable",
            "postgres": "ok" if self.postgres else "down",
            "pending_migrations": list(self.pending),
            "broker": "ok" if self.broker else "down",
            "seconds_since_sweep": None if self.sweep_s is None else round(self.sweep_s, 1),
        }


_lock = Lock()
_last: tuple[float, Readiness] | None = None


def readiness() -> Readiness:
    """Look, at most once a second: a flood of questions costs the database nothing."""
    global _last
    with _lock:
        if _last is None or time.monotonic() - _last[0] > REMEMBER_S:
            _last = (time.monotonic(), look())
        return _last[1]


def look() -> Readiness:
    """Ask Postgres and the broker now, each with a short patience."""
    found = Readiness(postgres=False, broker=_broker_answers())
    with contextlib.suppress(psycopg.Error, OSError), psycopg.connect(**_connection_parameters()) as database:
        found = replace(found, postgres=True)
        found = replace(found, pending=_pending(database))
        found = replace(found, sweep_s=_seconds_since_sweep(database))
    return found


def _connection_parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port", "service", "sslmode", "sslrootcert", "sslcert", "sslkey")
    return {name: parameters[name] for name in wanted if name in parameters} | {
        "connect_timeout": CONNECT_TIMEOUT_S,
        "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}",
        "autocommit": True,
        "application_name": "readyz",
    }


def _pending(database: psycopg.Connection[Any]) -> tuple[str, ...]:
    try:
        rows = database.execute("SELECT app, name FROM django_migrations").fetchall()
    except psycopg.errors.UndefinedTable:
        rows = []
    applied = {(row[0], row[1]) for row in rows}
    return tuple(f"{app}.{name}" for app, name in sorted(_migrations() - applied))


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Give every migration that this code has."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.disk_migrations or {})


def _seconds_since_sweep(database: psycopg.Connection[Any]) -> float | None:
    try:
        row = database.execute(
            "SELECT extract(epoch FROM now() - at)::float8 FROM health_heartbeat WHERE name = 'sweep'"
        ).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    return None if row is None else float(row[0])


def _broker_answers() -> bool:
    try:
        with redis.Redis.from_url(
            settings.CELERY_BROKER_URL,
            socket_timeout=SOCKET_TIMEOUT_S, socket_connect_timeout=SOCKET_TIMEOUT_S, retry=None,
        ) as broker:  # fmt: skip
            return bool(broker.ping())
    except (redis.RedisError, OSError):
        return False
