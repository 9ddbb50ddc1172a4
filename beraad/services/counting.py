"""Links to an assembly: how many people begin to register by them and how many finish, a day at a time.

Nothing here knows a person: no cookie, no row of a visit, no link on a registration.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from beraad.core.errors import LinkTaken
from beraad.models import Assembly, Link, LinkDay


@transaction.atomic
def make_link(*, assembly: Assembly, title: str, slug: str, now: datetime) -> Link:
    """Make a link with a name. Raises LinkTaken when the assembly has it already."""
    link, made = Link.objects.get_or_create(assembly=assembly, slug=slug, defaults={"title": title, "created_at": now})
    if not made:
        raise LinkTaken
    return link


@transaction.atomic
def count_start(*, assembly: Assembly, slug: str, day: date) -> None:
    """Add one to those who began on a day; a link that is not there counts nothing."""
    _count(assembly, slug, day, "started")


@transaction.atomic
def count_registration(*, assembly: Assembly, slug: str, day: date) -> None:
    """Add one to the registrations of a day; a link that is not there counts nothing."""
    _count(assembly, slug, day, "registrations")


def _count(assembly: Assembly, slug: str, day: date, column: str) -> None:
    link = Link.objects.filter(assembly=assembly, slug=slug).first()
    if link is None:
        return
    LinkDay.objects.bulk_create([LinkDay(link=link, day=day)], ignore_conflicts=True)
    LinkDay.objects.filter(link=link, day=day).update(**{column: F(column) + 1})
