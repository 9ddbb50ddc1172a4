"""Book a lesson: hold, confirm, cancel. Locks come first, in one order; the constraints stand behind them.

The order: family, tutor, lesson, accounts. Everything that takes or frees a seat goes through it, so nothing deadlocks, and
what is read after a lock is still so when it is written (READ COMMITTED).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from bijles.core import ledger, rules
from bijles.core.errors import LedgerRefuses, NotBookable, Refused
from bijles.core.ledger import Kind, Owner, Place
from bijles.models import Booking, Child, Family, Lesson, Tutor
from bijles.models.family import PassState
from bijles.models.lesson import LIVE, BookingState, LessonState
from bijles.models.programme import AgreementState
from bijles.queries import bookable
from bijles.queries.bookable import Agreed, Asked, Offered
from bijles.services import claiming, posting
from ndt.jobs import services as jobs

EXPIRE: Final = "bijles.expire"
HOLD: Final = timedelta(minutes=10)
_dice: Final = random.SystemRandom()
# Written by hand, and so is what `bookable` reads: to make a statement out of models takes longer than to ask it.
_IN_THE_WAY: Final = """
    SELECT b.id FROM bijles_booking b JOIN bijles_lesson l ON l.id = b.lesson_id
    WHERE b.state = 'held' AND b.held_until < %s AND b.period && tstzrange(%s, %s) AND (l.tutor_id = %s OR b.child_id = %s)
"""
_LOCK_SERIES: Final = """
    SELECT FROM bijles_tutor WHERE id IN (
        SELECT l.tutor_id FROM bijles_booking b JOIN bijles_lesson l ON l.id = b.lesson_id
        WHERE b.child_id = %s AND b.series = %s AND b.state IN ('held', 'confirmed')
    ) ORDER BY id FOR NO KEY UPDATE
"""
# A number without its type is an integer, for which the index of a tutor and a period (bigint) does not work.
_THERE: Final = """
    SELECT * FROM bijles_lesson WHERE tutor_id = %s::bigint AND state = 'planned' AND period && tstzrange(%s, %s)
    ORDER BY id FOR NO KEY UPDATE
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a family chose. key: of the form that was sent; sent twice, it books once. series: of lessons chosen together."""

    agreement: int
    tutor: int
    subject: str
    start: datetime
    minutes: int
    key: UUID
    area: str = ""
    series: UUID | None = None

    @property
    def period(self) -> tuple[datetime, datetime]:
        """The start and the end, the end not included."""
        return self.start, self.start + timedelta(minutes=self.minutes)


def hold(*, child: Child, wish: Wish, now: datetime) -> Booking:
    """Hold a seat for ten minutes, with its money.

    Raises NotBookable (gone, tutor, agreement, pass, busy, past) or Refused with the rules that say no. The same key gives the
    first booking again.
    """
    clear_the_way(child=child, wish=wish, now=now)
    return hold_cleared(child=child, wish=wish, now=now)


def clear_the_way(*, child: Child, wish: Wish, now: datetime) -> None:
    """Free what was held too long and stands in the way: nobody waits for the round that does it."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_THE_WAY, [now, *wish.period, wish.tutor, child.pk])
        lapsed = [number for (number,) in cursor.fetchall()]
    if lapsed:
        for booking in Booking.objects.filter(pk__in=lapsed).select_related("lesson"):
            _expire(booking, now=now)


@transaction.atomic
def hold_cleared(*, child: Child, wish: Wish, now: datetime) -> Booking:
    """Hold a seat where the way was cleared before, in a transaction of its own."""
    lock_family(child)
    tutor = _lock_tutor(wish.tutor)
    asked = bookable.asked(
        child=child, tutor=wish.tutor, agreement=wish.agreement, subject=wish.subject, period=wish.period, key=wish.key
    )
    if asked is None:
        raise NotBookable("agreement")
    if asked.known:
        return Booking.objects.get(pk=asked.known)
    _check(asked, tutor=tutor, wish=wish, now=now)
    lesson = _seat(asked.agreement, tutor, wish)
    if asked.is_busy:
        raise NotBookable("busy")
    cents = rules.price(wish.minutes, asked.agreement.cents_an_hour)
    decision = _decide(child, asked, wish, cents)
    booking = Booking.objects.create(
        lesson=lesson,
        child=child,
        shown_id=asked.shown.pk,
        owner=owner_of(child, asked.programme.pk),
        period=wish.period,
        key=wish.key,
        series=wish.series,
        code=f"{_dice.randrange(10_000):04d}",
        cents=cents,
        minutes=wish.minutes,
        rules_version=decision.version,
        made_at=now,
        held_until=now + HOLD,
    )
    if not asked.has_budget:
        _grant(booking.owner, asked.programme, now=now)
    _move(booking, Kind.HOLD, Place.BUDGET, Place.HELD, now=now)
    jobs.enqueue(kind=EXPIRE, key=f"{EXPIRE}:{booking.pk}", not_before=booking.held_until + timedelta(seconds=1))
    return booking


@transaction.atomic
def confirm(*, booking: Booking, now: datetime) -> Booking:
    """Make a hold a booking. A second time changes nothing. Raises NotBookable("lapsed") after ten minutes."""
    locked = _lock(booking)
    confirm_locked([locked], now=now)
    return locked


def confirm_locked(bookings: Sequence[Booking], *, now: datetime) -> list[Booking]:
    """Make holds bookings, all or none; give which were only held until now. Raises NotBookable("lapsed").

    Part of the caller's transaction, who locked their tutors and read them after that.
    """
    held = [one for one in bookings if one.state == BookingState.HELD]
    if any(one.state not in LIVE for one in bookings) or any(one.held_until < now for one in held):
        raise NotBookable("lapsed")
    if held:
        Booking.objects.filter(pk__in=[one.pk for one in held]).update(state=BookingState.CONFIRMED)
    for one in held:
        one.state = BookingState.CONFIRMED
    return held


@transaction.atomic
def cancel(*, booking: Booking, now: datetime) -> Booking:
    """Cancel for the family. Late, the agreement's part is earned by the provider and the rest comes back.

    What was only held lapses at once: nobody reads that a lesson is off that never stood. A second time changes nothing. Raises NotBookable("past") once the lesson has begun.
    """
    locked = _lock(booking)
    if locked.state not in LIVE:
        return locked
    if now >= locked.period.lower:
        raise NotBookable("past")
    agreement = locked.lesson.agreement
    hours = timedelta(hours=agreement.late_cancel_hours)
    if locked.state == BookingState.HELD:
        _free(locked, BookingState.EXPIRED, now=now)
        return locked
    if now <= locked.period.lower - hours:
        _free(locked, BookingState.CANCELLED, now=now)
        return locked
    locked.state = BookingState.CANCELLED_LATE
    locked.save(update_fields=["state"])
    posting.post(
        ledger.part(
            Kind.LATE_CANCEL,
            f"late_cancel:{locked.pk}",
            locked.owner,
            f"provider:{agreement.provider_id}",
            locked.owner,
            cents=locked.cents,
            minutes=locked.minutes,
            percent=agreement.late_cancel_percent,
        ),
        now=now,
        booking=locked,
    )
    claiming.claim(locked, ledger.share(locked.cents, agreement.late_cancel_percent), now=now)
    return locked


@transaction.atomic
def suspend(*, tutor: Tutor, now: datetime) -> list[Booking]:
    """Let a tutor teach no more from now on: lessons to come are off, and their families get all of it back.

    Who books at this moment comes before us, and is cancelled with the rest, or after us, and is refused. Gives the bookings
    that were dropped.
    """
    locked = _lock_tutor(tutor.pk)
    locked.suspended_at = now
    locked.save(update_fields=["suspended_at"])
    return drop(Lesson.objects.filter(tutor=locked), now=now)


def lock_tutors(provider: int) -> None:
    """Lock every tutor of a provider, in one order, so that nobody books or frees a lesson of theirs meanwhile."""
    list(Tutor.objects.filter(provider=provider).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def drop(lessons: QuerySet[Lesson], *, now: datetime) -> list[Booking]:
    """Cancel those of the lessons that are still to come, for the families without cost; give their bookings.

    Part of the caller's transaction, who holds the locks of the tutors.
    """
    lessons = lessons.filter(state=LessonState.PLANNED, period__startswith__gt=now)
    # In the order of their accounts: two suspensions at once lock the same children in the same order.
    dropped = list(
        Booking.objects.filter(lesson__in=lessons, state__in=LIVE)
        .select_related("lesson")
        .order_by("owner", "pk")
        .select_for_update(no_key=True, of=("self",))
    )
    Booking.objects.filter(pk__in=[one.pk for one in dropped]).update(state=BookingState.DROPPED)
    for booking in dropped:
        booking.state = BookingState.DROPPED
        _give_back(booking, now=now)
    lessons.update(state=LessonState.CANCELLED)
    return dropped


@transaction.atomic
def leave(*, children: Iterable[Child], now: datetime) -> list[Booking]:
    """Cancel what children have ahead, as their family would; give the lessons that stood. What has begun is left to its end."""
    lock_for_leaving(children, now=now)
    ahead = list(
        _ahead(children, now=now)
        .select_related("lesson__agreement")
        .order_by("owner", "pk")
        .select_for_update(no_key=True, of=("self",))
    )
    places = [Owner(place, one.owner) for one in ahead for place in (Place.HELD, Place.BUDGET)]
    places += [Owner(Place.RECEIVABLE, f"provider:{one.lesson.agreement.provider_id}") for one in ahead]
    posting.lock({ledger.Account(owner.place, owner.name, unit) for owner in places for unit in ledger.Unit})
    stood = [one for one in ahead if one.state == BookingState.CONFIRMED]
    for one in ahead:
        cancel(booking=one, now=now)
    return stood


def lock_for_leaving(children: Iterable[Child], *, now: datetime) -> None:
    """Take the first locks for all lessons that children have ahead: their families, then the tutors.

    Nobody books for them from here on, so no other tutor comes in.
    """
    families = Family.objects.filter(pk__in={child.family_id for child in children}).order_by("pk")
    list(families.select_for_update(no_key=True).values_list("pk"))
    tutors = Tutor.objects.filter(pk__in=_ahead(children, now=now).values("lesson__tutor")).order_by("pk")
    list(tutors.select_for_update(no_key=True).values_list("pk"))


def _ahead(children: Iterable[Child], *, now: datetime) -> QuerySet[Booking]:
    ours = [child.pk for child in children]
    return Booking.objects.filter(child__in=ours, state__in=LIVE, period__startswith__gt=now)


def expire_holds(*, now: datetime) -> int:
    """Free the seats of holds that nobody confirmed; give how many."""
    lapsed = Booking.objects.filter(state=BookingState.HELD, held_until__lt=now)
    return sum(_expire(booking, now=now) for booking in lapsed.select_related("lesson").order_by("pk")[:500])


def lock_family(child: Child) -> None:
    """Take the first lock of the order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM bijles_family WHERE id = %s FOR NO KEY UPDATE", [child.family_id])


def lock_series(child: Child, series: UUID) -> None:
    """Lock the tutors of a series, so that none of its lessons changes any more."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_SERIES, [child.pk, series])


def _lock_tutor(tutor: int) -> Tutor:
    (locked,) = Tutor.objects.raw("SELECT * FROM bijles_tutor WHERE id = %s FOR NO KEY UPDATE", [tutor])
    return locked


def _lock(booking: Booking) -> Booking:
    _lock_tutor(booking.lesson.tutor_id)
    return (
        Booking.objects.select_for_update(no_key=True, of=("self",))
        .select_related("lesson__agreement")
        .get(pk=booking.pk)
    )


def _check(asked: Asked, *, tutor: Tutor, wish: Wish, now: datetime) -> None:
    first, last = (timezone.localdate(moment) for moment in wish.period)
    if wish.start <= now:
        raise NotBookable("past")
    if tutor.suspended_at or tutor.vog_valid_until is None or tutor.vog_valid_until < last or not asked.teaches:
        raise NotBookable("tutor")
    agreement, held = asked.agreement, asked.shown
    ours = agreement.provider == tutor.provider_id and asked.programme.scheme == held.scheme
    if (
        not ours
        or agreement.state != AgreementState.ACTIVE
        or not agreement.first_day <= first <= last <= agreement.last_day
    ):
        raise NotBookable("agreement")
    if held.state != PassState.VERIFIED or held.valid_until < last:
        raise NotBookable("pass")


@transaction.atomic
def _expire(booking: Booking, *, now: datetime) -> bool:
    """Free one lapsed hold, in a transaction of its own: who holds one child's account never waits for another's."""
    locked = _lock(booking)
    if locked.state != BookingState.HELD or locked.held_until >= now:
        return False
    _free(locked, BookingState.EXPIRED, now=now)
    return True


def _seat(agreement: Agreed, tutor: Tutor, wish: Wish) -> Lesson:
    """Give the tutor's lesson at that time with a free seat, made when there is none. Raises NotBookable("gone")."""
    # A lesson that everybody left stands in nobody's way.
    for lesson in list(Lesson.objects.raw(_THERE, [tutor.pk, *wish.period])):
        same = (lesson.period.lower, lesson.period.upper) == wish.period and lesson.agreement_id == agreement.pk
        if (
            same
            and lesson.subject == wish.subject
            and lesson.area == wish.area
            and lesson.seats_taken < lesson.capacity
        ):
            return lesson
        if lesson.seats_taken:
            raise NotBookable("gone")
        lesson.state = LessonState.CANCELLED
        lesson.save(update_fields=["state"])
    return Lesson.objects.create(
        agreement_id=agreement.pk,
        tutor=tutor,
        subject=wish.subject,
        period=wish.period,
        area=wish.area,
        capacity=agreement.most_pupils,
    )


def _decide(child: Child, asked: Asked, wish: Wish, cents: int) -> rules.Decision:
    decision = rules.decide(
        asked.newest,
        rules.Child(child.pk, child.birth_month, child.level, asked.newest.signal and child.signals.exists()),
        rules.Lesson(child.pk, timezone.localdate(wish.start), wish.minutes, cents),
        asked.had,
        year=(asked.programme.first_day, asked.programme.last_day),
    )
    if not decision.allowed:
        raise Refused(tuple((refusal.rule, refusal.left) for refusal in decision.refusals))
    return decision


def owner_of(child: Child, programme: int) -> str:
    """Give whose budget it is in the ledger: a number, which says nothing once the child is gone."""
    return f"programme:{programme}:child:{child.pk}"


def _grant(owner: str, programme: Offered, *, now: datetime) -> None:
    """Give a child its budget of a programme, once. Raises NotBookable("pot") when the programme's pot is empty."""
    moved = ledger.move(
        Kind.GRANT,
        f"grant:{owner}",
        Owner(Place.POT, f"programme:{programme.pk}"),
        Owner(Place.BUDGET, owner),
        cents=programme.budget_cents,
        minutes=programme.budget_minutes,
    )
    try:
        posting.post(moved, now=now)
    except LedgerRefuses:
        raise NotBookable("pot") from None


def _move(booking: Booking, kind: Kind, source: Place, target: Place, *, now: datetime) -> None:
    """Move the money and minutes of a booking between two places of its child."""
    moved = ledger.move(
        kind,
        f"{kind}:{booking.pk}",
        Owner(source, booking.owner),
        Owner(target, booking.owner),
        cents=booking.cents,
        minutes=booking.minutes,
    )
    try:
        posting.post(moved, now=now, booking=booking)
    except LedgerRefuses:
        raise NotBookable("budget") from None


def _free(booking: Booking, state: BookingState, *, now: datetime) -> None:
    booking.state = state
    booking.save(update_fields=["state"])
    _give_back(booking, now=now)


def _give_back(booking: Booking, *, now: datetime) -> None:
    _move(booking, Kind.RELEASE, Place.HELD, Place.BUDGET, now=now)
