"""Rate limits that hold in Postgres, with or without a cache."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from ndt.limits.models import Bucket
from ndt.privacy.keyed import keyed_hash

# Generic cell rate algorithm in one statement: a use moves `whole_at` one interval on; it is refused
# when `whole_at` would lie more than the whole allowance ahead. Two at once queue on the row lock.
USE = """
    INSERT INTO limits_bucket AS bucket (key, whole_at) VALUES (%(key)s, %(now)s + %(interval)s)
    ON CONFLICT (key) DO UPDATE SET whole_at = greatest(bucket.whole_at, %(now)s) + %(interval)s
    WHERE greatest(bucket.whole_at, %(now)s) + %(interval)s <= %(now)s + %(window)s
"""


def allow(*, purpose: str, subject: str, limit: int, window: timedelta, now: datetime) -> bool:
    """Use one of `limit` per `window` of a subject; give False when none is left.

    purpose: what is limited, "allies.offer". subject: who, e.g. an address block or mailbox; stored
    only as a keyed hash. A refusal uses nothing. Allowance returns evenly, one each window / limit.
    """
    key = keyed_hash(f"limit:{purpose}", subject)
    facts: dict[str, Any] = {"key": key, "now": now, "interval": window / limit, "window": window}
    with connection.cursor() as cursor:
        cursor.execute(USE, facts)
        return bool(cursor.rowcount == 1)


def left(*, purpose: str, subject: str, limit: int, window: timedelta, now: datetime) -> bool:
    """Say whether `allow` would give True, and use nothing: to refuse who already had all of them, where only misses count."""
    latest = now + window - window / limit
    return not Bucket.objects.filter(key=keyed_hash(f"limit:{purpose}", subject), whole_at__gt=latest).exists()


def forget(*, purpose: str, subject: str) -> None:
    """Give a subject its whole allowance back, e.g. after the right code."""
    Bucket.objects.filter(key=keyed_hash(f"limit:{purpose}", subject)).delete()


def clean(*, now: datetime) -> int:
    """Delete buckets that are whole again; give how many."""
    deleted, _by_model = Bucket.objects.filter(whole_at__lt=now).delete()
    return deleted
