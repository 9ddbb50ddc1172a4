"""Lessons that wait for a municipality's decision, and how often families were silent."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bijles.core.attendance import TO_ANSWER, Answer, Silence, Tick
from bijles.models import Agreement, Booking, PassScheme
from bijles.models.lesson import BookingState

_SHOWN = ("lesson__tutor__provider__organisation", "lesson__agreement__programme", "attendance")


def to_decide(schemes: QuerySet[PassScheme], *, now: datetime) -> QuerySet[Booking]:
    """Give the lessons that a municipality decides about: a family says no, or is silent and no code proves the lesson."""
    silent = Q(attendance__said="", attendance__ticked_at__lt=now - TO_ANSWER)
    proven = Q(attendance__tick=Tick.PRESENT, attendance__with_code=True)
    waiting = Q(attendance__said=Answer.NO) | (silent & ~proven)
    return (
        # Only what has begun was ticked; said once more, the index on the start of what stands is enough to find it.
        Booking.objects.filter(
            waiting,
            state=BookingState.CONFIRMED,
            period__startswith__lt=now,
            lesson__agreement__in=_agreements(schemes),
        )
        .select_related(*_SHOWN)
        .order_by("period", "pk")
    )


def silent_in(scheme: PassScheme, month: date) -> QuerySet[Booking]:
    """Give the ticked lessons of a month about which the family said nothing."""
    start, following = month, (month + timedelta(days=32)).replace(day=1)
    return Booking.objects.filter(
        lesson__agreement__programme__scheme=scheme,
        period__startswith__gte=_midnight(start),
        period__startswith__lt=_midnight(following),
        attendance__said="",
    )


def silences(schemes: QuerySet[PassScheme], *, now: datetime) -> list[Silence]:
    """Give for each provider how many lessons it ticked whose family had its seven days, and how many stayed silent."""
    counted = (
        Booking.objects.filter(lesson__agreement__in=_agreements(schemes), attendance__ticked_at__lt=now - TO_ANSWER)
        .values("lesson__agreement__provider")
        .annotate(ticked=Count("pk"), silent=Count("pk", filter=Q(attendance__said="")))
        .order_by("lesson__agreement__provider")
    )
    return [Silence(row["lesson__agreement__provider"], row["ticked"], row["silent"]) for row in counted]


def _agreements(schemes: QuerySet[PassScheme]) -> list[int]:
    """Give the agreements one by one: Postgres takes those of a scheme for one, and would look at all lessons for each."""
    return list(Agreement.objects.filter(programme__scheme__in=schemes).values_list("pk", flat=True))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
