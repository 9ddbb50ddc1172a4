"""From a lesson to a claim: the tutor ticks, the family answers, silence is judged, and what was earned is claimed."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from bijles.core import attendance, ledger
from bijles.core.attendance import Answer, Facts, Outcome, Tick
from bijles.core.errors import NotBookable
from bijles.core.ledger import Kind, Owner, Place
from bijles.models import Attendance, Booking
from bijles.models.lesson import BookingState
from bijles.services import claiming, posting, telling

BATCH: Final = 500


@transaction.atomic
def tick(*, booking: Booking, said: Tick, code: str, now: datetime) -> Attendance:
    """Write what the tutor says, once; a second tick changes nothing.

    code: what the family told in the lesson, or empty. A wrong code is no error: the tick counts as one without. Raises TooLate
    ("early", "tick") and NotBookable("lapsed") for what was not booked.
    """
    locked = _lock(booking)
    known = Attendance.objects.filter(booking=locked).first()
    if known:
        return known
    if locked.state != BookingState.CONFIRMED:
        raise NotBookable("lapsed")
    facts = Facts(locked.period.lower, locked.period.upper)
    attendance.check_may_tick(facts, now=now)
    right = hmac.compare_digest(code.encode(), locked.code.encode()) and attendance.code_counts(facts, now=now)
    made = Attendance.objects.create(booking=locked, tick=said, ticked_at=now, with_code=right)
    telling.asks(locked)
    return made


@transaction.atomic
def answer(*, booking: Booking, said: Answer, now: datetime) -> Outcome:
    """Write what the family says, once, and give what follows. Raises TooLate ("early", "answer")."""
    locked = _lock(booking)
    told = Attendance.objects.filter(booking=locked).first()
    facts = told.facts() if told else Facts(locked.period.lower, locked.period.upper)
    attendance.check_may_answer(facts, now=now)
    assert told is not None
    if not told.said:
        told.said, told.said_at = said, now
        told.save(update_fields=["said", "said_at"])
    return _settle(locked, told.facts(), now=now)


@transaction.atomic
def decide(*, booking: Booking, took_place: bool, now: datetime) -> Booking:
    """Let the municipality decide a dispute or a silence without a code. Raises NotBookable("decided") for anything else."""
    locked = _lock(booking)
    told = Attendance.objects.filter(booking=locked).first()
    open_ones = (Outcome.DISPUTE, Outcome.DECIDE)
    if locked.state != BookingState.CONFIRMED or not told or attendance.outcome(told.facts(), now=now) not in open_ones:
        raise NotBookable("decided")
    if not took_place:
        _return(locked, now=now)
    else:
        _earn(locked, Outcome.ATTENDED if told.tick == Tick.PRESENT else Outcome.NO_SHOW, now=now)
    return locked


def judge_silence(*, now: datetime) -> int:
    """Settle what is decided by time: silence after a tick with the code, and lessons that nobody ticked. Gives how many."""
    unticked = Q(attendance=None, period__endswith__lt=now - attendance.TO_TICK)
    silent = Q(
        attendance__said="",
        attendance__tick=Tick.PRESENT,
        attendance__with_code=True,
        attendance__ticked_at__lt=now - attendance.TO_ANSWER,
    )
    begun = Booking.objects.filter(state=BookingState.CONFIRMED, period__startswith__lt=now)
    waiting = begun.filter(unticked | silent).order_by("pk")[:BATCH]
    return sum(_judge(booking, now=now) for booking in waiting)


@transaction.atomic
def _judge(booking: Booking, *, now: datetime) -> bool:
    locked = _lock(booking)
    told = Attendance.objects.filter(booking=locked).first()
    facts = told.facts() if told else Facts(locked.period.lower, locked.period.upper)
    before = locked.state
    _settle(locked, facts, now=now)
    return locked.state != before


def _settle(booking: Booking, facts: Facts, *, now: datetime) -> Outcome:
    decided = attendance.outcome(facts, now=now)
    if booking.state != BookingState.CONFIRMED:
        return decided
    if decided in (Outcome.ATTENDED, Outcome.NO_SHOW):
        _earn(booking, decided, now=now)
    elif decided is Outcome.UNTICKED:
        _return(booking, now=now)
    return decided


def _earn(booking: Booking, decided: Outcome, *, now: datetime) -> None:
    agreement = booking.lesson.agreement
    provider = f"provider:{agreement.provider_id}"
    percent = attendance.pays(decided, no_show_percent=agreement.no_show_percent)
    booking.state = BookingState.ATTENDED if decided is Outcome.ATTENDED else BookingState.NO_SHOW
    booking.save(update_fields=["state"])
    if decided is Outcome.ATTENDED:
        moved = ledger.move(
            Kind.EARN,
            f"earn:{booking.pk}",
            Owner(Place.HELD, booking.owner),
            Owner(Place.RECEIVABLE, provider),
            cents=booking.cents,
            minutes=booking.minutes,
        )
    else:
        moved = ledger.part(
            Kind.NO_SHOW,
            f"no_show:{booking.pk}",
            booking.owner,
            provider,
            booking.owner,
            cents=booking.cents,
            minutes=booking.minutes,
            percent=percent,
        )
    posting.post(moved, now=now, booking=booking)
    claiming.claim(booking, ledger.share(booking.cents, percent), now=now)


def _return(booking: Booking, *, now: datetime) -> None:
    booking.state = BookingState.UNPAID
    booking.save(update_fields=["state"])
    moved = ledger.move(
        Kind.RELEASE,
        f"release:{booking.pk}",
        Owner(Place.HELD, booking.owner),
        Owner(Place.BUDGET, booking.owner),
        cents=booking.cents,
        minutes=booking.minutes,
    )
    posting.post(moved, now=now, booking=booking)


def _lock(booking: Booking) -> Booking:
    return (
        Booking.objects.select_for_update(no_key=True, of=("self",))
        .select_related("lesson__agreement__provider")
        .get(pk=booking.pk)
    )
