"""The link to somebody's calendar: made, replaced, taken away."""

from __future__ import annotations

from django.db import transaction

from ndt.people.models import User
from wisselkracht.models import Applicant, CalendarFeed
from wisselkracht.models.feed import new_key


@transaction.atomic
def renew(*, owner: User | Applicant) -> CalendarFeed:
    """Make a link; the one from before stops working."""
    feed, _is_new = CalendarFeed.objects.update_or_create(**CalendarFeed.whose(owner), defaults={"key": new_key()})
    return feed


def stop(*, owner: User | Applicant) -> None:
    """Let no link work any more. Safe to run twice."""
    CalendarFeed.objects.filter(**CalendarFeed.whose(owner)).delete()
