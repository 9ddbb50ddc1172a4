"""The link to the calendar of a family: made, replaced, taken away."""

from __future__ import annotations

from django.db import transaction

from bijles.models import CalendarFeed, Family
from bijles.models.family import new_key


@transaction.atomic
def renew(*, family: Family) -> CalendarFeed:
    """Make a link; the one from before stops working."""
    return CalendarFeed.objects.update_or_create(family=family, defaults={"key": new_key()})[0]


def stop(*, family: Family) -> None:
    """Let no link work any more. Safe to run twice."""
    CalendarFeed.objects.filter(family=family).delete()
