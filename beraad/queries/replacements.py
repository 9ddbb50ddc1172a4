"""What was asked of whom after the draw: standing of the seats, the log of replacement rounds, and their files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from beraad.models import Assembly, ReplacementRound
from beraad.models.invitation import FIXED_ROUND, Answer


@dataclass(frozen=True, slots=True)
class Left:
    """What a round asks of the open seats for one answer. had: what was left of the quota before any relaxation."""

    feature: str
    value: str
    least: int
    most: int
    had_least: int
    had_most: int

    @property
    def is_relaxed(self) -> bool:
        return (self.least, self.most) != (self.had_least, self.had_most)


@dataclass(frozen=True, slots=True)
class LoggedRound:
    """A replacement round for a page or a report; nothing in it says who somebody is.

    seats: how many were open. stays: who holds a seat. people: who could still be drawn. minimum, largest: chances
    in percent, None where nothing was computed. relaxed: what was left of a quota and could not hold. answers: how
    many of those drawn in this round stand where. beacon: what was announced, as in commitment.json.
    """

    number: int
    state: str
    shown: str
    seats: int
    stays: int
    people: int
    panels: int
    quotas: tuple[Left, ...]
    relaxed: tuple[Left, ...]
    minimum: float | None
    largest: float | None
    reason: str
    commitment: str
    beacon: str
    published_at: datetime | None
    draws_at: datetime | None
    drawn_at: datetime | None
    index: int | None
    recording: Any
    drawn: tuple[str, ...]
    answers: dict[str, int]

    @property
    def is_exact(self) -> bool:
        return not self.relaxed


def replacement_log(assembly: Assembly) -> list[LoggedRound]:
    """Give the approved replacement rounds of an assembly in order, for everybody to read."""
    rounds = assembly.rounds.filter(state__in=FIXED_ROUND).prefetch_related("invitations")
    return [logged(found) for found in rounds]


def logged(found: ReplacementRound) -> LoggedRound:
    """Give one round, approved or not yet."""
    quotas = quotas_left(found)
    chances = [float(Fraction(chance)) * 100 for chance in found.chances.values()]
    answers = Counter(invitation.state for invitation in found.invitations.all())
    return LoggedRound(
        number=found.number,
        state=found.state,
        shown=found.get_state_display(),
        seats=len(found.open_tickets),
        stays=len(found.stays),
        people=len(found.chances),
        panels=len(found.panels),
        quotas=quotas,
        relaxed=tuple(left for left in quotas if left.is_relaxed),
        minimum=min(chances, default=None),
        largest=max(chances, default=None),
        reason=found.reason,
        commitment=found.commitment_sha256,
        beacon=found.get_beacon_display() if found.beacon else "",
        published_at=found.published_at,
        draws_at=found.draws_at,
        drawn_at=found.drawn_at,
        index=found.index,
        recording=found.recording,
        drawn=tuple(found.drawn),
        answers={state.value: answers[state] for state in Answer},
    )


def quotas_left(found: ReplacementRound) -> tuple[Left, ...]:
    """Give per answer what the open seats need, beside what was left of the quota."""
    had = {(feature, value): (least, most) for feature, value, least, most in found.report.get("left", [])}
    return tuple(
        Left(feature, value, least, most, *had[feature, value])
        for feature, value, least, most in found.report.get("quotas", [])
    )
