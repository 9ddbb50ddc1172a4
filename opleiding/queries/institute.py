"""What an institute sees: how its codes do, in numbers, and hours that wait for it. Never who uses a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from opleiding.models import Batch, Experience, Institute, Use


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch with how many of its codes were used."""

    batch: Batch
    used: int
    is_alive: bool


def batches(institute: Institute, *, now: datetime) -> list[BatchRow]:
    """Give the batches of an institute, the last first."""
    found = institute.batches.select_related("agreement").annotate(
        used=Count("invitations", filter=Q(invitations__used_at__isnull=False))
    )
    return [BatchRow(one, one.used, one.is_alive(now)) for one in found]


def claims(institute: Institute) -> QuerySet[Experience]:
    """Give the hours of trainers of this institute who let it confirm them; those that wait stand first."""
    return (
        Experience.objects.filter(
            trainer__institute=institute,
            trainer__consents__use=Use.INSTITUTE,
            trainer__consents__withdrawn_at=None,
        )
        .select_related("subject", "confirmation", "trainer__user")
        .order_by(F("confirmation__at").asc(nulls_first=True), "trainer__user__name", "pk")
    )
