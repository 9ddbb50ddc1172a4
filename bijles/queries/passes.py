"""What a municipality sees of its passes: how many there are, its lists, and passes that were shown twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from bijles.models import EnrolledPass, EnrolmentList, Pass, PassScheme, SecondClaim
from bijles.models.family import PassState

LISTS = 5


@dataclass(frozen=True, slots=True)
class Known:
    """The passes of a scheme. valid: on the list and not over. used: proved by a family, and still theirs."""

    valid: int
    used: int
    lists: Sequence[EnrolmentList]


def known(scheme: PassScheme, *, today: date) -> Known:
    """Give what is known of a scheme's passes. Three queries."""
    valid = EnrolledPass.objects.filter(scheme=scheme, valid_until__gte=today).count()
    used = Pass.objects.filter(scheme=scheme, state=PassState.VERIFIED).count()
    return Known(valid, used, list(scheme.lists.select_related("by")[:LISTS]))


def twice(schemes: QuerySet[PassScheme]) -> QuerySet[SecondClaim]:
    """Give the passes that somebody else showed too and about which nobody decided, the oldest first."""
    ahead = Count("held__bookings", filter=Q(held__bookings__state="confirmed"))
    return (
        SecondClaim.objects.filter(held__scheme__in=schemes, handled_at=None)
        .select_related("held__scheme")
        .annotate(lessons=ahead)
        .order_by("at", "pk")
    )
