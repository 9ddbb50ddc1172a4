"""A series: some weeks with the same tutor at the same time of day, held and confirmed together, and moved one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet

from bijles.core.errors import BijlesError, NotBookable
from bijles.core.recurrence import AMSTERDAM
from bijles.models import Booking, Child
from bijles.models.lesson import LIVE, BookingState
from bijles.queries import supply
from bijles.services import booking, telling, waiting
from bijles.services.booking import Wish

WEEKS: Final = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a family pressed. start: of the first lesson. weeks: how many. key: of the form; the lessons' keys follow from it."""

    tutor: int
    agreement: int
    subject: str
    start: datetime
    weeks: int
    key: UUID


@dataclass(frozen=True, slots=True)
class Held:
    """What is held now, and the later weeks that could not be, each with its reason."""

    bookings: tuple[Booking, ...]
    missed: tuple[tuple[datetime, BijlesError], ...]


def hold(*, child: Child, chosen: Chosen, now: datetime) -> Held:
    """Hold the first lesson and those of the next weeks at the same wall time.

    Raises what booking.hold raises for the first lesson, and nothing is held then. A later week that is taken is left out
    and told. The same key gives the same lessons again.
    """
    held: list[Booking] = []
    missed: list[tuple[datetime, BijlesError]] = []
    for week in range(chosen.weeks):
        start = later(chosen.start, week)
        try:
            held.append(_hold(child, chosen, start, now=now))
        except BijlesError as problem:
            if not week:
                raise
            missed.append((start, problem))
    return Held(tuple(held), tuple(missed))


def later(start: datetime, weeks: int) -> datetime:
    """Give the moment so many weeks later at the same time on the clock, whatever the clock did meanwhile."""
    return start.astimezone(AMSTERDAM) + timedelta(weeks=weeks)


@transaction.atomic
def confirm(*, child: Child, series: UUID, now: datetime) -> list[Booking]:
    """Confirm what is held of a series, with its letter and reminders. A second time changes nothing.

    Raises NotBookable("lapsed") when a lesson of it is free again, and then nothing is confirmed.
    """
    booking.lock_series(child, series)
    lessons = list(of_series(child, series))
    if not lessons:
        raise NotBookable("lapsed")
    if booking.confirm_locked(lessons, now=now):
        for one in lessons:
            # As it was read with its family, which the letter goes to.
            one.child = child
        waiting.leave(child=child, subject=lessons[0].lesson.subject, now=now)
        telling.booked(lessons, now=now)
    return lessons


def release(*, child: Child, series: UUID, now: datetime) -> None:
    """Let go of what is held of a series. What was confirmed stays."""
    for one in of_series(child, series).filter(state=BookingState.HELD):
        booking.cancel(booking=one, now=now)


def of_series(child: Child, series: UUID) -> QuerySet[Booking]:
    """Give the lessons of a series that a child still has, in order of time."""
    return (
        Booking.objects.filter(child=child, series=series, state__in=LIVE)
        .select_related("lesson__tutor", "lesson__agreement__provider__organisation")
        .order_by("period")
    )


def move(*, moved: Booking, start: datetime, key: UUID, now: datetime) -> Booking:
    """Put a lesson at another time with the same tutor: the old one goes, and the new one stands, or nothing changes.

    Late, the old one is cancelled late. Raises what booking.hold raises.
    """
    child = moved.child
    assert child is not None, "only a family moves a lesson"
    agreement, tutor = moved.lesson.agreement, moved.lesson.tutor
    area = supply.is_there(tutor=tutor.pk, agreement=agreement.pk, start=start)
    if area is None:
        raise NotBookable("gone")
    wish = Wish(
        agreement.pk, tutor.pk, moved.lesson.subject, start, supply.MINUTES, key, area=area, series=moved.series
    )
    booking.clear_the_way(child=child, wish=wish, now=now)
    with transaction.atomic():
        # In the order of all bookings; cancelling alone would begin with the tutor.
        booking.lock_family(child)
        booking.cancel(booking=moved, now=now)
        new = booking.confirm(booking=booking.hold_cleared(child=child, wish=wish, now=now), now=now)
        telling.booked([new], now=now)
    return new


def _hold(child: Child, chosen: Chosen, start: datetime, *, now: datetime) -> Booking:
    area = supply.is_there(tutor=chosen.tutor, agreement=chosen.agreement, start=start)
    if area is None:
        raise NotBookable("gone")
    key = uuid5(chosen.key, start.isoformat())
    wish = Wish(
        chosen.agreement, chosen.tutor, chosen.subject, start, supply.MINUTES, key, area=area, series=chosen.key
    )
    return booking.hold(child=child, wish=wish, now=now)
