"""The link to a coordinator's calendar: made, replaced, taken away."""

from __future__ import annotations

from django.db import transaction

from ndt.people.models import User
from wisselkracht.models import CalendarFeed


@transaction.atomic
def renew(*, user: User) -> CalendarFeed:
    """Make a link; those from before stop working."""
    feed, is_new = CalendarFeed.objects.select_for_update().get_or_create(user=user)
    if not is_new:
        feed.serial, feed.is_on = feed.serial + 1, True
        feed.save(update_fields=["serial", "is_on"])
    return feed


def stop(*, user: User) -> None:
    """Let no link work any more. Safe to run twice."""
    CalendarFeed.objects.filter(user=user).update(is_on=False)
