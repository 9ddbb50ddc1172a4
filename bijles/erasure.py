"""Erasure of families: what a child has booked is cancelled before its rows go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from bijles.models import Child, LessonNote
from bijles.services import booking


def erase_children(rows: QuerySet[Any], _tombstone: str, now: datetime) -> int:
    """Erase children; give how many. Their bookings stay as money, without a name."""
    booking.leave(children=rows, now=now)
    LessonNote.objects.filter(booking__child__in=rows).delete()
    return rows.delete()[1].get("bijles.Child", 0)


def erase_passes(rows: QuerySet[Any], _tombstone: str, now: datetime) -> int:
    """Erase passes with the children on them; give how many passes."""
    erase_children(Child.objects.filter(shown__in=rows), "", now)
    return rows.delete()[1].get("bijles.Pass", 0)


def erase_families(rows: QuerySet[Any], _tombstone: str, now: datetime) -> int:
    """Erase families with their children and passes; give how many families."""
    erase_children(Child.objects.filter(family__in=rows), "", now)
    return rows.delete()[1].get("bijles.Family", 0)
