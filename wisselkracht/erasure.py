"""Erasure of one of the three: what an application is without them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from wisselkracht.services.leaving import erase_one


def erase_applicants(rows: QuerySet[Any], _tombstone: str, now: datetime) -> int:
    """Erase a person from all their applications; give how many places that were."""
    people = list(rows.order_by("application_id", "pk"))
    for person in people:
        erase_one(person, now=now)
    return len(people)
