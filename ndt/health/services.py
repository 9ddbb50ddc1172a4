"""Note signs of life, and what browsers report."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

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


def count_violation(*, directive: str, blocked: str, day: date) -> None:
    """Count one report."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"directive": directive, "blocked": blocked, "day": day})
