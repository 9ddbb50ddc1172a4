"""Letters to families, written into the outbox in the transaction of what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bijles import emails
from bijles.models import Booking
from bijles.models.lesson import BookingState
from bijles.queries import safety
from ndt.jobs import services as jobs
from ndt.jobs.models import Priority
from ndt.mail import services as mail

REMIND: Final = "bijles.remind"
BEFORE: Final = timedelta(hours=24)


def booked(bookings: Sequence[Booking], *, now: datetime) -> None:
    """Tell a family which lessons stand, and put a reminder a day before each."""
    first = bookings[0]
    mail.queue(emails.booked(bookings), key=f"bijles.booked:{first.pk}")
    for one in bookings:
        before = one.period.lower - BEFORE
        if before > now:
            jobs.enqueue(kind=REMIND, key=f"{REMIND}:{one.pk}", payload={"booking": one.pk}, not_before=before)


def remind(*, booking: int, now: datetime) -> bool:
    """Remind a family of a lesson that still stands. Safe to run twice."""
    found = (
        Booking.objects.filter(pk=booking, state=BookingState.CONFIRMED, period__startswith__gt=now)
        .exclude(child=None)
        .select_related(*emails.TOLD)
        .first()
    )
    return found is not None and mail.queue(emails.reminder(found), key=f"bijles.reminder:{found.pk}")


def dropped(bookings: Sequence[Booking]) -> None:
    """Tell families that lessons are off, and who else can teach."""
    for one in bookings:
        if one.child is not None:
            letter = emails.lesson_dropped(one, to=one.child.family.user, others=safety.others_for(one))
            mail.queue(letter, key=f"bijles.dropped:{one.pk}", priority=Priority.URGENT)


def asks(booking: Booking) -> bool:
    """Ask a family whether a lesson took place, once its tutor said something about it."""
    if booking.child_id is None:
        return False
    found = Booking.objects.select_related(*emails.TOLD).get(pk=booking.pk)
    return mail.queue(emails.asks(found), key=f"bijles.asks:{found.pk}")
