"""Note signs of life, and what browsers report."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from typing import Final

from django.db import DatabaseError, connection
from django.utils import timezone

from ndt.health.models import PolicyViolation

logger = logging.getLogger(__name__)
VIOLATIONS_KEPT: Final = timedelta(days=90)

# Hosts that sweep at the same second do not queue for one row.
BEAT = """
    INSERT INTO health_heartbeat AS beat (name, at) VALUES (%(name)s, %(now)s)
    ON CONFLICT (name) DO UPDATE SET at = %(now)s WHERE beat.at < %(now)s - interval '1 second'
"""
COUNT = """
    INSERT INTO health_policyviolation AS seen (day, directive, blocked, times) VALUES (%(day)s, %(directive)s, %(blocked)s, 1)
    ON CONFLICT (day, directive, blocked) DO UPDATE SET times = seen.times + 1
"""


def beat(*, name: str, now: datetime) -> None:
    """Note that `name` happened, e.g. "sweep". Never moves back."""
    with connection.cursor() as cursor:
        cursor.execute(BEAT, {"name": name, "now": now})


def note_sweep() -> None:
    """Note that a worker looked into the outbox; a database that is away does not stop it."""
    try:
        beat(name="sweep", now=timezone.now())
    except DatabaseError as problem:
        logger.warning("beat_lost", extra={"problem": type(problem).__name__})


def clean(now: datetime) -> int:
    """Delete counts that are old; give how many."""
    deleted, _by_model = PolicyViolation.objects.filter(day__lt=(now - VIOLATIONS_KEPT).date()).delete()
    return deleted


def count_violation(*, directive: str, blocked: str, day: date) -> None:
    """Count one report."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"directive": directive, "blocked": blocked, "day": day})
