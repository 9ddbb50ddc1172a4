"""Links to an assembly: how often they are opened and how many registrations begin with them, a day at a time.

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
def count_visit(*, link: Link, day: date) -> None:
    """Add one to the visits of a day."""
    _count(link, day, "visits")


@transaction.atomic
def count_registration(*, assembly: Assembly, slug: str, day: date) -> None:
    """Add one to the registrations of a day; a link that is not there counts nothing."""
    link = Link.objects.filter(assembly=assembly, slug=slug).first()
    if link is not None:
        _count(link, day, "registrations")


def _count(link: Link, day: date, column: str) -> None:
    LinkDay.objects.bulk_create([LinkDay(link=link, day=day)], ignore_conflicts=True)
    LinkDay.objects.filter(link=link, day=day).update(**{column: F(column) + 1})
