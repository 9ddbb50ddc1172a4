"""Letters to families, written into the outbox in the transaction of what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from bijles import emails
from bijles.models import Booking, Family, Pass
from bijles.models.lesson import BookingState
from bijles.queries import safety
from ndt.jobs import services as jobs
from ndt.jobs.models import Priority
from ndt.mail import services as mail
from ndt.people.models import Role

REMIND: Final = "bijles.remind"
DROPPED: Final = "bijles.dropped"
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
    """Let families know that lessons are off, in one job a tutor: a worker looks who else can teach, and no lock waits for it."""
    of_tutor: dict[int, list[int]] = {}
    for one in bookings:
        of_tutor.setdefault(one.lesson.tutor_id, []).append(one.pk)
    for numbers in of_tutor.values():
        key = f"{DROPPED}:{min(numbers)}"
        jobs.enqueue(kind=DROPPED, key=key, payload={"bookings": numbers}, priority=Priority.URGENT)


@transaction.atomic
def tell_dropped(*, bookings: Sequence[int]) -> int:
    """Tell families that lessons are off, and who else can teach: one letter a child, tutor and subject. Gives how many letters.

    Who has no mailbox and no phone is called by somebody. Safe to run twice.
    """
    found = Booking.objects.filter(pk__in=bookings).exclude(child=None).select_related(*emails.TOLD)
    together: dict[tuple[int | None, int, str], list[Booking]] = {}
    for one in found.order_by("period", "pk"):
        together.setdefault((one.child_id, one.lesson.tutor_id, one.lesson.subject), []).append(one)
    letters = 0
    for theirs in together.values():
        family = _family(theirs)
        if family.user.is_reachable:
            letter = emails.lesson_dropped(theirs, to=family.user, others=safety.others_for(theirs[0]))
            letters += mail.queue(letter, key=f"{DROPPED}:{theirs[0].pk}", priority=Priority.URGENT)
        else:
            letters += _ask_to_call(family, theirs)
    return letters


def released(held: Pass, bookings: Sequence[Booking]) -> None:
    """Tell a family that its pass was let go, and which lessons are off with it. Who has no mailbox and no phone is called by somebody."""
    family = held.family
    if family.user.is_reachable:
        mail.queue(emails.pass_released(held, bookings), key=f"bijles.released:{held.pk}", priority=Priority.URGENT)
    elif bookings:
        _ask_to_call(family, bookings)


def _ask_to_call(family: Family, bookings: Sequence[Booking]) -> int:
    """Ask the people who helped a family last to call it, else its municipality, else who coordinates; give how many letters."""
    visit = family.help_visits.select_related("desk__organisation").first()
    helpers = safety.contacts(visit.desk.organisation, Role.HELPER) if visit else []
    municipality = bookings[0].lesson.agreement.programme.scheme.municipality
    others = [] if helpers else safety.contacts(municipality, Role.POLICYMAKER) or safety.coordinators()
    letters = 0
    for person in [*helpers, *others]:
        letter = emails.call_family(bookings, to=person, visit=visit if helpers else None)
        letters += mail.queue(letter, key=f"bijles.call:{bookings[0].pk}:{person.pk}", priority=Priority.URGENT)
    return letters


def _family(bookings: Sequence[Booking]) -> Family:
    child = bookings[0].child
    assert child is not None, "a letter about a lesson goes to a family"
    return child.family


def asks(booking: Booking) -> bool:
    """Ask a family whether a lesson took place, once its tutor said something about it."""
    if booking.child_id is None:
        return False
    found = Booking.objects.select_related(*emails.TOLD).get(pk=booking.pk)
    return mail.queue(emails.asks(found), key=f"bijles.asks:{found.pk}")
