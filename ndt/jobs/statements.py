"""Jobs as part of a larger statement, for the few places where one round trip matters."""

from __future__ import annotations

import re
from typing import Final

from ndt.jobs import registry

_KIND: Final = re.compile(r"[a-z_]+\.[a-z_]+")


def insert_from(source: str, *, kind: str, key: str, payload: str, now: str = "%(now)s") -> str:
    """Give an INSERT that writes a job for every row of `source`, a CTE of the caller's own statement.

    key, payload (jsonb), now: SQL over the columns of that CTE. The caller rings with
    `services.ring_on_commit()`. Raises KeyError for a kind that nobody registered.
    """
    assert _KIND.fullmatch(kind), kind
    priority = int(registry.kind(kind).priority)
    return f"""
        INSERT INTO jobs_job (
            id, kind, key, payload, recipient, domain, priority, state, attempts, not_before, created_at, last_error
        )
        SELECT gen_random_uuid(), '{kind}', {key}, {payload}, '', '', {priority}, 'queued', 0, {now}, {now}, ''
        FROM {source} ON CONFLICT (key) DO NOTHING
    """  # noqa: S608 -- constants of our own code, no input
