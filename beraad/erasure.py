"""Erasure of teachers: out of the list before the freeze, out of their ticket after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from beraad.services.registering import erase_one


def erase_registrations(rows: QuerySet[Any], _tombstone: str, now: datetime) -> int:
    """Erase a person's registrations; give how many. A draw that was held still verifies."""
    registrations = list(rows.select_for_update().order_by("pk"))
    for registration in registrations:
        erase_one(registration, now=now)
    return len(registrations)
