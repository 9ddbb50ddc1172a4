"""Who may help whom at this moment, and what a family reads about it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from bijles import words
from bijles.models import Booking, Child, Family, HelpDesk, HelpStep, HelpVisit, Pass, PassScheme
from bijles.models.lesson import BookingState
from ndt.mail.addresses import NO_MAILBOX, canonical
from ndt.people.models import Membership, Organisation, Role, User

SHOWN: Final = 10
# So long after the last day of its pass a family on an account without a mailbox is kept.
KEPT_AFTER: Final = timedelta(days=365)
AHEAD: Final = (BookingState.HELD, BookingState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Helped:
    """A visit as the family reads it. steps: what was done, in words, with whether it worked."""

    visit: HelpVisit
    is_open: bool
    steps: Sequence[tuple[str, HelpStep]]


def desks(user: User, *, on: date) -> QuerySet[HelpDesk]:
    """Give the desks of the organisations where somebody helps on that day."""
    held = Organisation.objects.where(user, Role.HELPER, on=on)
    return HelpDesk.objects.filter(organisation__in=held).select_related("organisation", "scheme__municipality")


def helpers(scheme: PassScheme, *, on: date) -> QuerySet[Membership]:
    """Give who helps with a pass on that day."""
    held = Membership.objects.active(on).filter(role=Role.HELPER, organisation__help_desk__scheme=scheme)
    return held.select_related("user", "organisation").order_by("organisation__name", "user__email")


def helps(family: Family, address: str, *, on: date) -> bool:
    """Say whether a mailbox is of somebody who helped a family, or helps that day where it was helped. One query."""
    desks = HelpDesk.objects.filter(visits__family=family)
    now = Membership.objects.active(on).filter(role=Role.HELPER, organisation__help_desk__in=desks)
    helpers = User.objects.filter(Q(pk__in=now.values("user")) | Q(pk__in=family.help_visits.values("helper")))
    return canonical(address) in {canonical(email) for email in helpers.values_list("email", flat=True)}


def left(*, now: datetime) -> QuerySet[Family]:
    """Give the families on an account without a mailbox and phone whose passes ended a year ago and that have no lesson ahead, the oldest
    first: nobody can ask them, and they cannot come back with a pass that is over."""
    ended = timezone.localdate(now) - KEPT_AFTER
    passes = Pass.objects.filter(family=OuterRef("pk"), valid_until__gt=ended)
    ahead = Booking.objects.filter(child__family=OuterRef("pk"), state__in=AHEAD, period__endswith__gt=now)
    found = Family.objects.filter(user__email__endswith=NO_MAILBOX, user__phone=None, since__lt=now - KEPT_AFTER)
    return found.exclude(Exists(passes)).exclude(Exists(ahead)).select_related("user").order_by("since", "pk")


def visit(user: User, number: int, *, now: datetime, on: date) -> HelpVisit | None:
    """Give the visit with that number while it is this helper's and open; None for every other."""
    return (
        HelpVisit.objects.open(now)
        .filter(pk=number, helper=user, desk__in=desks(user, on=on))
        .select_related("family__user", "desk__organisation", "desk__scheme")
        .first()
    )


def of_family(family: Family, *, now: datetime) -> list[Helped]:
    """Give the last visits, with what was done in each. Two queries."""
    rows = family.help_visits.select_related("desk__organisation", "helper").prefetch_related("steps")[:SHOWN]
    return [
        Helped(
            row,
            row.closed_at is None and row.ends_at > now,
            [(str(words.STEPS.get(step.what, step.what)), step) for step in row.steps.all()],
        )
        for row in rows
    ]


def lessons_ahead(family: Family, *, now: datetime) -> list[tuple[Child, list[Booking]]]:
    """Give each child with its lessons that stand, as a slip of paper tells them. Two queries."""
    ahead = (
        Booking.objects.filter(child__family=family, state=BookingState.CONFIRMED, period__startswith__gt=now)
        .select_related("lesson__tutor", "lesson__agreement__provider__organisation")
        .order_by("period", "pk")
    )
    of_child: dict[int | None, list[Booking]] = {}
    for one in ahead:
        of_child.setdefault(one.child_id, []).append(one)
    return [(child, of_child.get(child.pk, [])) for child in family.children.order_by("pk")]
