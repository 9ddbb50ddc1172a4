"""What a municipality sees of its passes: how many there are, its lists, and passes that were shown twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet

from bijles.models import EnrolledPass, EnrolmentList, ListFetch, Pass, PassScheme, SecondClaim
from bijles.models.family import PassState
from ndt.jobs import progress
from ndt.jobs.models import State

LISTS: Final = 5
FETCH: Final = "bijles.fetch"


@dataclass(frozen=True, slots=True)
class Known:
    """The passes of a scheme. valid: on the list and not over. used: proved by a family, and still theirs."""

    valid: int
    used: int
    lists: Sequence[EnrolmentList]


@dataclass(frozen=True, slots=True)
class Asked:
    """The last list that was asked from a municipality's computer. read: passes so far. is_stuck: its job ended without a word."""

    fetch: ListFetch
    read: int = 0
    is_stuck: bool = False

    @property
    def is_going(self) -> bool:
        """Whether it may still come."""
        return self.fetch.ended_at is None and not self.is_stuck


def asked(scheme: PassScheme) -> Asked | None:
    """Give the last list that was asked from a municipality's computer, unless a later one was taken. Three queries."""
    fetch = scheme.fetches.first()
    if fetch is None or (fetch.ended_at and scheme.lists.filter(at__gt=fetch.ended_at).exists()):
        return None
    return Asked(fetch) if fetch.ended_at else going(fetch)


def going(fetch: ListFetch) -> Asked:
    """Say how far a list is that did not come yet. One query."""
    how_far = progress.read(fetch_key(fetch))
    if how_far is None or how_far.state in (State.DEAD, State.DROPPED):
        return Asked(fetch, is_stuck=True)
    return Asked(fetch, read=how_far.done)


def fetch_key(fetch: ListFetch) -> str:
    """Give the key of the job that fetches a list."""
    return f"{FETCH}:{fetch.pk}"


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
