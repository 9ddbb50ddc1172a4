"""A quarter of a year of lessons in an invented city: who goes to whom each week, and what became of it.

Written as rows, many at once: a neighbourhood through the services would take minutes. The tables refuse what may not be, the
core says what follows from a tick and an answer, and the test of the demo proves the ledger.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from bijles.core import attendance, ledger, recurrence, rules
from bijles.core.attendance import Answer, Facts, Outcome, Tick
from bijles.core.ledger import Kind, Owner, Place, Unit
from bijles.models import (
    Account,
    Agreement,
    Attendance,
    Booking,
    Child,
    Claim,
    Decision,
    Entry,
    Lesson,
    Programme,
    Transfer,
    Tutor,
)
from bijles.models.lesson import BookingState
from bijles.models.programme import AgreementState, Form
from bijles.queries.supply import MINUTES
from bijles.services import booking, planning

# So many weeks lie behind us, so that a whole month can be paid and the next one frozen, whatever day it is.
BEHIND: Final = 13
AHEAD: Final = 5
LONGEST: Final = 10
AT_ONCE: Final = 500
REASON: Final = "Gebeld met het gezin en met de aanbieder."
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
EARNS: Final = {Outcome.ATTENDED: BookingState.ATTENDED, Outcome.NO_SHOW: BookingState.NO_SHOW}


@dataclass(slots=True)
class Slot:
    """An hour of a tutor that comes back each week. subject: what it is about, once somebody took it."""

    tutor: Tutor
    agreement: Agreement
    first: datetime
    area: str
    skills: frozenset[tuple[str, str]]
    subject: str = ""
    pupils: int = 0

    def may_take(self, subject: str, level: str) -> bool:
        """Whether a child of that level can join for that subject."""
        has_room = self.pupils < self.agreement.most_pupils and self.subject in {"", subject}
        return has_room and (subject, level) in self.skills


@dataclass(frozen=True, slots=True)
class Course:
    """Weeks of one child in one slot, counted from the first week of the demo. told: the family always answers, until now."""

    child: Child
    slot: Slot
    weeks: range
    told: bool = False


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a lesson at a moment. decided: what the municipality said, where it was asked."""

    state: BookingState
    at: datetime
    told: Attendance | None = None
    decided: bool | None = None


@dataclass(slots=True)
class Books:
    """What is written at the end, in the order of time."""

    moves: list[tuple[datetime, Booking | None, ledger.Transfer]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def slots_of(programme: Programme, now: datetime) -> list[Slot]:
    """Give every hour that the tutors of a programme offer each week, from the first week of the demo on."""
    agreements = {
        (one.provider_id, one.form): one
        for one in Agreement.objects.filter(programme=programme, state=AgreementState.ACTIVE).select_related("provider")
    }
    tutors = Tutor.objects.filter(provider__in={provider for provider, _form in agreements}, suspended_at=None)
    monday = timezone.localdate(now) - timedelta(days=timezone.localdate(now).weekday(), weeks=BEHIND)
    found = []
    for tutor in tutors.order_by("pk").prefetch_related("availability", "skills"):
        skills = frozenset((one.subject, one.level) for one in tutor.skills.all())
        for row in sorted(tutor.availability.all(), key=lambda one: one.pk):
            day = monday + timedelta(days=recurrence.DAYS.index(row.rule[-2:]))
            for hour in range(row.minutes // MINUTES):
                wall = datetime.combine(
                    day, time(row.starts.hour + hour, row.starts.minute), tzinfo=recurrence.AMSTERDAM
                )
                found.append(Slot(tutor, agreements[tutor.provider_id, row.form], wall, row.area, skills))
    return found


def course(
    child: Child, subject: str, form: Form, slots: Sequence[Slot], taken: Iterable[Slot], rng: random.Random
) -> Course | None:
    """Let a child take an hour near its home, rather with others where that may be; None when there is none."""
    busy = {
        (one.first.date(), hour) for one in taken for hour in (one.first.hour - 1, one.first.hour, one.first.hour + 1)
    }
    free = [
        slot
        for slot in slots
        if slot.agreement.form == form
        and slot.may_take(subject, child.level)
        and (slot.first.date(), slot.first.hour) not in busy
    ]
    if not free:
        return None
    best = min(free, key=lambda slot: (slot.pupils == 0, slot.area not in {child.postcode, ""}, rng.random()))
    first = rng.randrange(BEHIND)
    last = BEHIND + AHEAD if rng.random() < 0.75 else min(first + rng.choice((5, 10)), BEHIND + AHEAD)
    return take(child, subject, best, range(first, last))


def take(child: Child, subject: str, slot: Slot, weeks: range, *, told: bool = False) -> Course:
    """Put a child in a slot."""
    slot.subject, slot.pupils = subject, slot.pupils + 1
    return Course(child, slot, weeks, told)


def write(
    programme: Programme, courses: Sequence[Course], silence: dict[int, float], now: datetime, rng: random.Random
) -> None:
    """Write the lessons of a city, with their money. silence: of each provider, how many of its families never answer."""
    lessons = _lessons(courses)
    books = Books()
    granted = {one.child.pk: one.child for one in courses}
    for child in granted.values():
        books.moves.append((now - timedelta(weeks=BEHIND + 1), None, _grant(child, programme)))
    made, fates = [], []
    for one in courses:
        silent = silence.get(one.slot.agreement.provider_id, 0.1)
        for new in _bookings(one, programme, lessons, now, rng):
            made.append(new)
            fates.append(_fate(new, one, now, rng, silent=silent))
    Booking.objects.bulk_create(made, batch_size=AT_ONCE)
    for new, fate in zip(made, fates, strict=True):
        _book(books, new, fate, now)
    Attendance.objects.bulk_create([fate.told for fate in fates if fate.told], batch_size=AT_ONCE)
    _take_states(made, fates)
    _post(books.moves)
    Claim.objects.bulk_create(books.claims, batch_size=AT_ONCE)
    Decision.objects.bulk_create(books.decisions)
    _prove()


def _lessons(courses: Sequence[Course]) -> dict[tuple[int, int], Lesson]:
    """Make each lesson once, by slot and week, whoever is in it."""
    made = {}
    for one in courses:
        slot = one.slot
        for week in one.weeks:
            start = planning.later(slot.first, week)
            made[id(slot), week] = Lesson(
                agreement=slot.agreement, tutor=slot.tutor, subject=slot.subject, area=slot.area,
                period=(start, start + timedelta(minutes=MINUTES)), capacity=slot.agreement.most_pupils,
            )  # fmt: skip
    Lesson.objects.bulk_create(made.values(), batch_size=AT_ONCE)
    return made


def _bookings(
    of: Course, programme: Programme, lessons: dict[tuple[int, int], Lesson], now: datetime, rng: random.Random
) -> list[Booking]:
    """Make the bookings of a course, in series of ten weeks at most."""
    made = []
    cents = rules.price(MINUTES, of.slot.agreement.cents_an_hour)
    for start in range(of.weeks.start, of.weeks.stop, LONGEST):
        series = _number(rng)
        first = lessons[id(of.slot), start].period[0]
        at = min(first - rng.randrange(2, 6) * DAY, now - rng.randrange(3, 60) * HOUR)
        for week in range(start, min(start + LONGEST, of.weeks.stop)):
            lesson = lessons[id(of.slot), week]
            made.append(
                Booking(
                    lesson=lesson, child=of.child, shown=of.child.shown, owner=booking.owner_of(of.child, programme.pk),
                    period=lesson.period, state=BookingState.CONFIRMED, key=_number(rng), series=series,
                    code=f"{rng.randrange(10_000):04d}", cents=cents, minutes=MINUTES, rules_version=1, made_at=at,
                    held_until=at + booking.HOLD,
                )
            )  # fmt: skip
    return made


def _fate(made: Booking, of: Course, now: datetime, rng: random.Random, *, silent: float) -> Fate:
    """Say what became of a booking by now."""
    start, end = made.period
    roll = 1.0 if of.told else rng.random()
    if roll < 0.03:
        return Fate(BookingState.CANCELLED, max(made.made_at + HOUR, min(start - 3 * DAY, now)))
    if roll < 0.06 and start < now:
        return Fate(BookingState.CANCELLED_LATE, start - 5 * HOUR)
    ticked = end + timedelta(minutes=5)
    if ticked > now or (now < end + attendance.TO_TICK and not of.told and roll < 0.5):
        return Fate(BookingState.CONFIRMED, now)
    if roll < 0.075:
        at = end + attendance.TO_TICK + HOUR
        return Fate(BookingState.UNPAID if at < now else BookingState.CONFIRMED, at)
    told = Attendance(
        booking=made,
        tick=Tick.NO_SHOW if roll < 0.12 else Tick.PRESENT,
        ticked_at=ticked,
        with_code=of.told or rng.random() < 0.8,
    )
    # Whoever is asked in the demo still has a lesson to answer about.
    says = not (of.told and now <= ticked + attendance.TO_ANSWER) and rng.random() >= silent
    at = ended(end, rng)
    if says and at < now:
        told.said, told.said_at = (Answer.NO if not of.told and rng.random() < 0.03 else Answer.YES), at
    return _judged(told, start, end, now, rng)


def ended(end: datetime, rng: random.Random) -> datetime:
    """Give when a family answers: some hours after the lesson, or some days."""
    return end + rng.randrange(2, 60) * HOUR


def _judged(told: Attendance, start: datetime, end: datetime, now: datetime, rng: random.Random) -> Fate:
    answer = Answer(told.said) if told.said else None
    facts = Facts(start, end, Tick(told.tick), told.ticked_at, told.with_code, answer)
    outcome = attendance.outcome(facts, now=now)
    at = told.said_at or min(now, told.ticked_at + attendance.TO_ANSWER)
    if outcome in EARNS:
        return Fate(EARNS[outcome], at, told)
    decided_at = end + 13 * DAY
    if outcome not in (Outcome.DISPUTE, Outcome.DECIDE) or decided_at > now - DAY:
        return Fate(BookingState.CONFIRMED, now, told)
    if rng.random() < 0.3:
        return Fate(BookingState.UNPAID, decided_at, told, decided=False)
    paid = BookingState.ATTENDED if told.tick == Tick.PRESENT else BookingState.NO_SHOW
    return Fate(paid, decided_at, told, decided=True)


def _book(books: Books, made: Booking, fate: Fate, now: datetime) -> None:
    """Put down what moves with a booking."""
    books.moves.append((made.made_at, made, _move(Kind.HOLD, made, Place.BUDGET, Place.HELD)))
    agreement = made.lesson.agreement
    provider, asked = f"provider:{agreement.provider_id}", 0
    percent = {
        BookingState.NO_SHOW: agreement.no_show_percent, BookingState.CANCELLED_LATE: agreement.late_cancel_percent
    }.get(fate.state)  # fmt: skip
    if fate.state == BookingState.ATTENDED:
        earned = ledger.move(
            Kind.EARN, f"earn:{made.pk}", Owner(Place.HELD, made.owner), Owner(Place.RECEIVABLE, provider),
            cents=made.cents, minutes=made.minutes,
        )  # fmt: skip
        asked = made.cents
        books.moves.append((fate.at, made, earned))
    elif percent is not None:
        kind = Kind.NO_SHOW if fate.state == BookingState.NO_SHOW else Kind.LATE_CANCEL
        earned = ledger.part(
            kind, f"{kind}:{made.pk}", made.owner, provider, made.owner, cents=made.cents, minutes=made.minutes,
            percent=percent,
        )  # fmt: skip
        asked = ledger.share(made.cents, percent)
        books.moves.append((fate.at, made, earned))
    elif fate.state != BookingState.CONFIRMED:
        books.moves.append((fate.at, made, _move(Kind.RELEASE, made, Place.HELD, Place.BUDGET)))
    if asked:
        books.claims.append(Claim(booking=made, provider_id=agreement.provider_id, cents=asked, made_at=fate.at))
    if fate.decided is not None:
        books.decisions.append(Decision(booking=made, took_place=fate.decided, reason=REASON, at=min(fate.at, now)))


def _take_states(made: Sequence[Booking], fates: Sequence[Fate]) -> None:
    """Let each booking take its step, so that seats and history follow."""
    by_state: dict[BookingState, list[int]] = defaultdict(list)
    for one, fate in zip(made, fates, strict=True):
        if fate.state != BookingState.CONFIRMED:
            by_state[fate.state].append(one.pk)
    for state, numbers in by_state.items():
        Booking.objects.filter(pk__in=numbers).update(state=state)


def _grant(child: Child, programme: Programme) -> ledger.Transfer:
    owner = booking.owner_of(child, programme.pk)
    return ledger.move(
        Kind.GRANT, f"grant:{owner}", Owner(Place.POT, f"programme:{programme.pk}"), Owner(Place.BUDGET, owner),
        cents=programme.budget_cents, minutes=programme.budget_minutes,
    )  # fmt: skip


def _move(kind: Kind, made: Booking, source: Place, target: Place) -> ledger.Transfer:
    owners = Owner(source, made.owner), Owner(target, made.owner)
    return ledger.move(kind, f"{kind}:{made.pk}", *owners, cents=made.cents, minutes=made.minutes)


def _post(moves: list[tuple[datetime, Booking | None, ledger.Transfer]]) -> None:
    """Write transfers in the order of time, so that no account is below zero on the way."""
    moves.sort(key=lambda one: one[0])
    named = sorted({entry.account for _at, _booking, moved in moves for entry in moved.entries})
    Account.objects.bulk_create(
        [Account(place=one.place, owner=one.owner, unit=one.unit) for one in named],
        ignore_conflicts=True,
        batch_size=AT_ONCE,
    )
    owners = {one.owner for one in named}
    rows = {
        ledger.Account(Place(row.place), row.owner, Unit(row.unit)): row
        for row in Account.objects.filter(owner__in=owners)
    }
    written = Transfer.objects.bulk_create(
        [Transfer(kind=moved.kind, key=moved.key, booking=of, at=at) for at, of, moved in moves], batch_size=AT_ONCE
    )
    Entry.objects.bulk_create(
        [
            Entry(transfer=row, account=rows[entry.account], amount=entry.amount)
            for row, (_at, _of, moved) in zip(written, moves, strict=True)
            for entry in moved.entries
        ],
        batch_size=AT_ONCE,
    )


def _prove() -> None:
    """Let the tables look now whether every transfer sums to zero, with plans that know how large they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE bijles_account, bijles_transfer, bijles_entry, bijles_lesson, bijles_booking, bijles_claim"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _number(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
