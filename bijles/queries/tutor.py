"""What a tutor sees: a week of lessons, with of each child no more than its first name, level and languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from bijles import words
from bijles.core import recurrence
from bijles.core.attendance import TO_TICK
from bijles.models import Booking, Tutor
from bijles.models.lesson import BookingState

SHOWN: Final = (BookingState.CONFIRMED, BookingState.ATTENDED, BookingState.NO_SHOW, BookingState.UNPAID)
AHEAD: Final = 5


@dataclass(frozen=True, slots=True)
class Seat:
    """One child in one lesson. number: of the booking."""

    number: int
    starts: datetime
    ends: datetime
    name: str
    subject: str
    level: str
    area: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its lessons in order."""

    day: date
    seats: Sequence[Seat]


@dataclass(frozen=True, slots=True)
class Times:
    """Times that come back, with the next moments at which they begin."""

    number: int
    form: str
    minutes: int
    area: str
    next: Sequence[datetime]


def monday_of(day: date) -> date:
    """Give the Monday of a week."""
    return day - timedelta(days=day.weekday())


def week(tutor: Tutor, monday: date) -> list[Day]:
    """Give the days of a week on which the tutor has a lesson with somebody in it. One query."""
    start, end = (timezone.make_aware(datetime.combine(monday + timedelta(days=7 * w), time())) for w in (0, 1))
    days: dict[date, list[Seat]] = {}
    rows = bookings(tutor).filter(period__startswith__gte=start, period__startswith__lt=end).order_by("period", "pk")
    for one in rows:
        seat = Seat(
            number=one.pk,
            starts=one.period.lower,
            ends=one.period.upper,
            name=one.child.first_name if one.child else "",
            subject=words.subject(one.lesson.subject),
            level=words.level(one.child.level) if one.child else "",
            area=one.lesson.area,
            ticked=hasattr(one, "attendance"),
        )
        days.setdefault(timezone.localdate(one.period.lower), []).append(seat)
    return [Day(day, seats) for day, seats in days.items()]


def to_tick(tutor: Tutor, *, now: datetime) -> QuerySet[Booking]:
    """Give the lessons that have begun and can still be ticked, the oldest first."""
    return (
        Booking.objects.filter(
            lesson__tutor=tutor,
            state=BookingState.CONFIRMED,
            attendance=None,
            period__startswith__lte=now,
            period__endswith__gte=now - TO_TICK,
        )
        .select_related("lesson", "child")
        .order_by("period", "pk")
    )


def bookings(tutor: Tutor) -> QuerySet[Booking]:
    """Give the booked lessons of a tutor."""
    return Booking.objects.filter(lesson__tutor=tutor, state__in=SHOWN).select_related(
        "lesson__tutor", "child__family__user", "attendance", "note"
    )


def times(tutor: Tutor, *, today: date) -> list[Times]:
    """Give a tutor's times that come back, with their next moments; days away are left out."""
    away = set(tutor.absences.filter(day__gte=today).values_list("day", flat=True))
    found = []
    for one in tutor.availability.order_by("pk"):
        periods = recurrence.expand(one.facts(), since=today, until=today + timedelta(days=120), without=away)
        following = [period.start for period in periods[:AHEAD]]
        found.append(Times(one.pk, str(one.get_form_display()), one.minutes, one.area, following))
    return found
