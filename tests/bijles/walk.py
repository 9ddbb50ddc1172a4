"""Random operations of everybody on one city, through the services, and what must be so whatever they did.

`python -m tests.bijles.walk SEED STEPS` walks in a process of its own, for a storm in which such processes are killed.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

if __name__ == "__main__":
    import django

    django.setup()

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from bijles.core import attendance
from bijles.core.attendance import Answer, Tick
from bijles.core.errors import BijlesError
from bijles.core.settlement import Step
from bijles.models import (
    Agreement,
    BankLine,
    Booking,
    Child,
    Claim,
    Invoice,
    PassScheme,
    Provider,
    Settlement,
    Tutor,
)
from bijles.models.lesson import BookingState
from bijles.services import (
    attending,
    booking,
    claiming,
    deciding,
    invoicing,
    paying,
    planning,
    posting,
    settling,
)
from ndt.people.models import User
from tests.bijles import city, factories, months

DAYS: Final = 130
TUTORS: Final = 4
CHILDREN: Final = 6
STAFF: Final = "beslist@voorbeeld.nl"
AT_ONCE: Final = 8
# After so many steps Postgres counts what there is.
COUNT_EVERY: Final = 100
HOUR: Final = timedelta(hours=1)
# Each is chosen as often as it is named.
WEIGHTS: Final = {
    "hold": 10, "stand": 20, "confirm": 5, "cancel": 4, "move": 4, "tick": 22, "answer": 18, "silence": 2, "decide": 4,
    "expire": 2, "suspend": 2, "lift": 4, "aside": 3, "accept": 3, "refuse": 2, "freeze": 5, "approve": 5, "invoice": 5,
    "export": 5, "bank": 7, "reconcile": 4,
}  # fmt: skip
# What must give nothing, each with what it means when it does.
_LAWS: Final = {
    "an account below zero": "SELECT id FROM bijles_account WHERE balance < 0 AND place <> 'fund'",
    "a child in two lessons": """
        SELECT a.id FROM bijles_booking a JOIN bijles_booking b ON a.child_id = b.child_id AND a.id < b.id
        WHERE a.state IN ('held', 'confirmed') AND b.state IN ('held', 'confirmed')
            AND a.period && b.period""",
    "a tutor in two places": """
        SELECT a.id FROM bijles_lesson a JOIN bijles_lesson b ON a.tutor_id = b.tutor_id AND a.id < b.id
        WHERE a.state = 'planned' AND b.state = 'planned' AND a.period && b.period""",
    "seats miscounted or sold twice": """
        SELECT l.id FROM bijles_lesson l LEFT JOIN bijles_booking b ON b.lesson_id = l.id
            AND b.state IN ('held', 'confirmed', 'attended', 'no_show', 'unpaid')
        GROUP BY l.id HAVING l.seats_taken <> count(b.id) OR l.seats_taken > l.capacity""",
    "two claims of a booking": "SELECT booking_id FROM bijles_claim GROUP BY booking_id HAVING count(*) > 1",
    "a claim in two lines": "SELECT claim_id FROM bijles_settlementline GROUP BY claim_id HAVING count(*) > 1",
    "a claim of a lesson that earned nothing": """
        SELECT c.id FROM bijles_claim c JOIN bijles_booking b ON b.id = c.booking_id
        WHERE b.state NOT IN ('attended', 'no_show', 'cancelled_late')""",
    "a lesson earned without a claim, or twice": """
        SELECT b.id FROM bijles_booking b LEFT JOIN bijles_claim c ON c.booking_id = b.id
        LEFT JOIN bijles_transfer t ON t.booking_id = b.id AND t.kind IN ('earn', 'no_show', 'late_cancel')
        WHERE b.state IN ('attended', 'no_show', 'cancelled_late')
        GROUP BY b.id HAVING count(c.id) <> 1 OR count(t.id) <> 1""",
    "money held for no lesson": """
        SELECT a.owner FROM bijles_account a LEFT JOIN bijles_booking b ON b.owner = a.owner
            AND b.state IN ('held', 'confirmed')
        WHERE a.place = 'held' AND a.unit = 'cents'
        GROUP BY a.id HAVING a.balance <> coalesce(sum(b.cents), 0)""",
    "a cent paid without an attended lesson": """
        SELECT x.id FROM bijles_settlementline x JOIN bijles_settlement s ON s.id = x.settlement_id
        JOIN bijles_claim c ON c.id = x.claim_id JOIN bijles_booking b ON b.id = c.booking_id
        WHERE s.step IN ('paid', 'reconciled') AND (c.state = 'rejected' OR x.cents <> c.cents
            OR NOT (b.state = 'attended' AND x.cents = b.cents OR b.state IN ('no_show', 'cancelled_late') AND x.cents <= b.cents))""",
    "an invoice paid twice": """
        SELECT invoice_id FROM bijles_bankline WHERE verdict = 'matched' GROUP BY invoice_id HAVING count(*) > 1""",
    "a gap in the numbers of a provider": """
        SELECT provider_id FROM bijles_invoice GROUP BY provider_id, year HAVING max(place) <> count(*)""",
}


def ground() -> None:
    """Make the city on which they walk: two providers, one of which teaches two at once, and families with little budget."""
    here = months.world(pot=60_000_000)
    for most in (1, 2):
        agreed, first = months.provider(here, no_show_percent=33, most_pupils=most)
        for tutor in (first, *(factories.tutor(agreed) for _tutor in range(TUTORS // 2 - 1))):
            city.there(tutor, first=agreed.first_day, minutes=240)
    for number in range(CHILDREN - 1):
        child = here.child if not number else factories.child(here.scheme)
        if number == 1:
            factories.sibling(child.shown)
    User.objects.create_user(STAFF)


def faults() -> list[str]:
    """Give what is wrong with the city; an empty list is the proof."""
    found = [*posting.faults(), *settling.faults()]
    with connection.cursor() as cursor:
        for what, statement in _LAWS.items():
            cursor.execute(statement)
            found += [f"{what}: {row[0]}" for row in cursor.fetchall()]
    return found


def _count_rows() -> None:
    """Let Postgres know how much there is: nobody else does for rows that are in a transaction yet."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@dataclass
class Walk:
    """One walker. Days pass as it walks; what is refused is refused in words, and everything else is an error."""

    seed: int
    steps: int
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    now: datetime = factories.NOON

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.scheme = PassScheme.objects.get()

    def go(self) -> None:
        """Take all steps."""
        names = random.Random(self.seed + 1).choices(list(WEIGHTS), list(WEIGHTS.values()), k=self.steps)
        for number, name in enumerate(names):
            if number % COUNT_EVERY == 0:
                _count_rows()
            # Some steps happen at one moment, so that a hold does not always lapse.
            self.now = factories.NOON + number // AT_ONCE * AT_ONCE * timedelta(days=DAYS) / self.steps
            verb: Callable[[], bool] = getattr(self, f"_{name}")
            try:
                self.done[name] += verb()
            except BijlesError:
                self.refused[name] += 1

    # --- families ---

    def _hold(self) -> bool:
        return bool(self._held())

    def _stand(self) -> bool:
        held = self._held()
        return bool(held and booking.confirm(booking=held, now=self.now))

    def _held(self) -> Booking | None:
        agreed = self._one(Agreement.objects.all())
        tutor = self._one(Tutor.objects.filter(provider=agreed.provider_id)) if agreed else None
        child = self._one(Child.objects.all())
        if agreed is None or tutor is None or child is None:
            return None
        wish = factories.wish(agreed, tutor, self._time(), key=self._key())
        return booking.hold(child=child, wish=wish, now=self.now)

    def _confirm(self) -> bool:
        held = Booking.objects.filter(state=BookingState.HELD)
        found = self._one(held.filter(held_until__gte=self.now)) or self._one(held)
        return bool(found and booking.confirm(booking=found, now=self.now))

    def _cancel(self) -> bool:
        found = self._one(Booking.objects.filter(period__startswith__gt=self.now - HOUR))
        return bool(found and booking.cancel(booking=found, now=self.now))

    def _move(self) -> bool:
        ahead = Booking.objects.filter(state=BookingState.CONFIRMED, period__startswith__gt=self.now)
        found = self._one(ahead)
        return bool(found and planning.move(moved=found, start=self._time(), key=self._key(), now=self.now))

    def _answer(self) -> bool:
        asked = Booking.objects.filter(state=BookingState.CONFIRMED, attendance__said="")
        late = attendance.TO_ANSWER * self.rng.choice([1, 1, 1, 2])
        found = self._one(asked.filter(attendance__ticked_at__gt=self.now - late))
        said = self.rng.choice([Answer.YES, Answer.YES, Answer.YES, Answer.YES, Answer.NO])
        return bool(found and attending.answer(booking=found, said=said, now=self.now))

    # --- tutors, and the clock ---

    def _tick(self) -> bool:
        begun = Booking.objects.filter(state=BookingState.CONFIRMED, attendance=None, period__startswith__lt=self.now)
        # Now and then it is too late.
        late = attendance.TO_TICK * self.rng.choice([1, 1, 1, 2])
        found = self._one(begun.filter(period__endswith__gt=self.now - late))
        said = self.rng.choice([Tick.PRESENT, Tick.PRESENT, Tick.PRESENT, Tick.NO_SHOW])
        code = found.code if found and self.rng.random() < 0.5 else ""
        return bool(found and attending.tick(booking=found, said=said, code=code, now=self.now))

    def _silence(self) -> bool:
        return bool(attending.judge_silence(now=self.now))

    def _expire(self) -> bool:
        return bool(booking.expire_holds(now=self.now))

    def _suspend(self) -> bool:
        found = self._one(Tutor.objects.filter(suspended_at=None))
        return found is not None and bool(booking.suspend(tutor=found, now=self.now))

    def _lift(self) -> bool:
        return bool(Tutor.objects.exclude(suspended_at=None).update(suspended_at=None))

    # --- the municipality ---

    def _decide(self) -> bool:
        found = self._one(Booking.objects.filter(state=BookingState.CONFIRMED).exclude(attendance=None))
        took_place, by = self.rng.random() < 0.6, User.objects.get(email=STAFF)
        return bool(
            found and deciding.decide(booking=found, took_place=took_place, reason="Gebeld.", by=by, now=self.now)
        )

    def _aside(self) -> bool:
        found = self._one(Claim.objects.all())
        return bool(found and claiming.put_aside(claim=found, why="Eerst bellen."))

    def _accept(self) -> bool:
        found = self._one(Claim.objects.filter(state="disputed"))
        return bool(found and claiming.accept(claim=found, why="Klopt."))

    def _refuse(self) -> bool:
        found = self._one(Claim.objects.all())
        return bool(found and claiming.refuse(claim=found, why="Klopt niet.", now=self.now))

    def _freeze(self) -> bool:
        found = self._one(Provider.objects.all())
        last = (timezone.localdate(self.now).replace(day=1) - timedelta(days=1)).replace(day=1)
        return bool(found and settling.freeze(scheme=self.scheme, provider=found, month=last, now=self.now))

    def _approve(self) -> bool:
        found = self._one(Settlement.objects.filter(step=Step.FROZEN))
        return bool(found and settling.approve(of=found, now=self.now))

    def _invoice(self) -> bool:
        found = self._one(Settlement.objects.filter(step=Step.APPROVED))
        return bool(found and invoicing.invoice(of=found, now=self.now))

    def _export(self) -> bool:
        found = self._one(Settlement.objects.filter(step=Step.INVOICED))
        day = timezone.localdate(self.now) + timedelta(days=2)
        return bool(found and paying.export(scheme=self.scheme, month=found.month, pays_on=day, now=self.now))

    def _bank(self) -> bool:
        found = self._one(Invoice.objects.filter(settlement__step__in=[Step.EXPORTED, Step.PAID]))
        if found is None:
            return False
        wrong = self.rng.random() < 0.3
        facts = {"bedrag": "-0,01", "kenmerk": f"X-{self._key()}"} if wrong else {}
        read = paying.read_bank(scheme=self.scheme, data=months.statement(found, **facts), now=self.now)
        waiting = self._one(BankLine.objects.filter(verdict="amount", handled_at=None))
        if waiting:
            paying.set_aside(line=waiting, now=self.now)
        return bool(read.matched)

    def _reconcile(self) -> bool:
        found = self._one(Settlement.objects.filter(step=Step.PAID))
        return bool(found and paying.reconcile(scheme=self.scheme, month=found.month))

    # --- chance ---

    def _time(self) -> datetime:
        """A whole hour in the afternoon of one of the next days."""
        day = (self.now + timedelta(days=self.rng.randint(0, 5))).replace(minute=0, second=0, microsecond=0)
        return day.replace(hour=self.rng.randint(14, 17))

    def _key(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128))

    def _one(self, among: QuerySet[Any]) -> Any:
        number = among.count()
        return among.order_by("pk")[self.rng.randrange(number) :].first() if number else None


if __name__ == "__main__":
    Walk(int(sys.argv[1]), int(sys.argv[2])).go()
