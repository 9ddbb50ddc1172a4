"""Did the lesson take place? The tutor ticks, the family answers or is silent, and the rest goes to the municipality."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from bijles.core.errors import TooLate

TO_TICK: Final = timedelta(hours=48)
TO_ANSWER: Final = timedelta(days=7)
CODE_WITHIN: Final = timedelta(minutes=15)
CHECKED: Final = Fraction(5, 100)
TOO_SILENT: Final = Fraction(20, 100)


class Tick(StrEnum):
    """What the tutor says."""

    PRESENT = "present"
    NO_SHOW = "no_show"


class Answer(StrEnum):
    """What the family says about the tick."""

    YES = "yes"
    NO = "no"


class Outcome(StrEnum):
    """What follows. UNTICKED: nothing is paid. DECIDE: the municipality decides from a list. DISPUTE: it asks both."""

    AHEAD = "ahead"
    WAITING = "waiting"
    UNTICKED = "unticked"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    DECIDE = "decide"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one booked lesson. with_code: the tick came with the family's right lesson code."""

    start: datetime
    end: datetime
    tick: Tick | None = None
    ticked_at: datetime | None = None
    with_code: bool = False
    answer: Answer | None = None


def check_may_tick(facts: Facts, *, now: datetime) -> None:
    """Raise TooLate after 48 hours. A tick before the lesson starts is refused too, as "early"."""
    if now < facts.start:
        raise TooLate("early")
    if now > facts.end + TO_TICK:
        raise TooLate("tick")


def check_may_answer(facts: Facts, *, now: datetime) -> None:
    """Raise TooLate more than seven days after the tick; nothing can be answered before it."""
    if facts.ticked_at is None:
        raise TooLate("early")
    if now > facts.ticked_at + TO_ANSWER:
        raise TooLate("answer")


def code_counts(facts: Facts, *, now: datetime) -> bool:
    """Say whether a right code counts now: from 15 minutes before the lesson to 15 minutes after it."""
    return facts.start - CODE_WITHIN <= now <= facts.end + CODE_WITHIN


def outcome(facts: Facts, *, now: datetime) -> Outcome:
    """Give what is decided by now.

    'No' opens a dispute at once. 'Yes' decides at once. Silence counts as the tick says only if the tick was for a lesson
    that took place and came with the code; every other silence is for the municipality.
    """
    if facts.tick is None or facts.ticked_at is None:
        if now <= facts.end:
            return Outcome.AHEAD
        return Outcome.WAITING if now <= facts.end + TO_TICK else Outcome.UNTICKED
    if facts.answer is Answer.NO:
        return Outcome.DISPUTE
    said = Outcome.ATTENDED if facts.tick is Tick.PRESENT else Outcome.NO_SHOW
    if facts.answer is Answer.YES:
        return said
    if now <= facts.ticked_at + TO_ANSWER:
        return Outcome.WAITING
    return said if facts.tick is Tick.PRESENT and facts.with_code else Outcome.DECIDE


def pays(decided: Outcome, *, no_show_percent: int) -> int:
    """Give the percentage of the price that a provider earns; 0 while nothing is decided."""
    if decided is Outcome.ATTENDED:
        return 100
    return no_show_percent if decided is Outcome.NO_SHOW else 0


def drawn(silent: Iterable[int], *, seed: str, month: str) -> list[int]:
    """Draw 5 % of the silent lessons of a month for a check, rounded up, in ascending order.

    silent: ids of bookings, order without meaning. The lowest SHA-256 of seed, month and id are drawn, so whoever knows
    the seed can do the draw again, and a lesson that joins changes no other's place.
    """
    ranked = sorted(set(silent), key=lambda booking: hashlib.sha256(f"{seed}:{month}:{booking}".encode()).digest())
    return sorted(ranked[: -(-len(ranked) * CHECKED.numerator // CHECKED.denominator)])


@dataclass(frozen=True, slots=True)
class Silence:
    """How often the families of a provider were silent about ticked lessons."""

    provider: int
    ticked: int
    silent: int

    @property
    def flagged(self) -> bool:
        """Whether more than 20 % was silent."""
        return self.ticked > 0 and Fraction(self.silent, self.ticked) > TOO_SILENT


def flagged(providers: Sequence[Silence]) -> list[int]:
    """Give the ids of the providers to look at, most silent first."""
    seen = [one for one in providers if one.flagged]
    return [one.provider for one in sorted(seen, key=lambda one: (-Fraction(one.silent, one.ticked), one.provider))]
