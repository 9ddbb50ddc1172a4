"""What the papers of a round hold: a proposal, an application without a partner, and the round as a whole.

Facts only, and only what the reader may know: no sheet has a place for a veto or an exclusion that is private.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class PartKind(StrEnum):
    """What a part of a score rewards or costs."""

    EXPERTISE = "expertise"
    STRENGTHS = "strengths"
    PERSONAL = "personal"
    TRAVEL = "travel"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score, in whole points; travel and days cost points. themes: that it is about."""

    kind: PartKind
    points: int
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Direction:
    """One teacher to one school. travel_minutes: one way. is_estimate: no measured time was given.

    learns: themes in which the host is good and the lender wants to grow. brings: the other way round.
    """

    teacher: str
    lender: str
    host: str
    place: str
    job: str
    fte: Fraction
    weekdays: frozenset[int]
    travel_minutes: int
    mode: str
    is_estimate: bool
    learns: tuple[str, ...]
    brings: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        """The sum of the parts."""
        return sum(part.points for part in self.parts)


@dataclass(frozen=True, slots=True)
class Alternative:
    """What it would cost to take another partner: exchanges that the round loses, and points.

    school: as the reader may know it, a place or a kind of school.
    """

    school: str
    exchanges_lost: int
    points_lost: int


@dataclass(frozen=True, slots=True)
class ProposalSheet:
    """Why these people: each direction with its score, and what other partners would cost the round.

    points: of the whole exchange. Raises ValueError when the directions do not add up to it.
    """

    number: str
    round_name: str
    first: date
    last: date
    answer_until: date
    directions: tuple[Direction, ...]
    points: int
    alternatives: tuple[Alternative, ...] = ()

    def __post_init__(self) -> None:
        if sum(direction.points for direction in self.directions) != self.points:
            raise ValueError("the parts do not add up to the score")


class Rule(StrEnum):
    """The first rule that a candidate failed, as far as the reader may know it. EXCLUDED: by the reader's own side."""

    SAME_BOARD = "same-board"
    QUALIFICATION = "qualification"
    SECTOR = "sector"
    DAYS = "days"
    FTE = "fte"
    TRAVEL = "travel"
    DENOMINATION = "denomination"
    PERIOD = "period"
    BUDDY = "buddy"
    SCORE = "score"
    EXCLUDED = "excluded"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FailedRule:
    """How many candidates failed a rule first."""

    rule: Rule
    candidates: int


class ChangeKind(StrEnum):
    """What an applicant could want otherwise."""

    TRAVEL = "travel"
    DAYS = "days"
    DENOMINATION = "denomination"
    SECTOR = "sector"
    FTE = "fte"
    OWN_BOARD = "own-board"
    THREE_WAY = "three-way"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to want otherwise. minutes: more to travel. weekdays: to work on as well. names: of denominations."""

    kind: ChangeKind
    minutes: int = 0
    weekdays: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnmatchedSheet:
    """Why an application has no partner, and what helps.

    looked_at: candidates in all; failed: per rule, together with `possible` they are all of them. possible:
    candidates that keep every rule. smallest: the smallest change that gives a candidate, its parts all together, when
    none is possible. gives: how many candidates it gives.
    forcing: exchanges and points that the round would lose by taking this one in, when some are possible.
    Raises ValueError when the counts do not add up, or when what helps does not go with them.
    """

    teacher: str
    school: str
    round_name: str
    looked_at: int
    failed: tuple[FailedRule, ...]
    possible: int = 0
    smallest: tuple[Change, ...] = ()
    gives: int = 0
    forcing: tuple[int, int] | None = None
    rounds_waited: int = 0
    next_round: date | None = None

    def __post_init__(self) -> None:
        if sum(one.candidates for one in self.failed) + self.possible != self.looked_at:
            raise ValueError("the candidates do not add up")
        if (self.possible > 0) != (self.forcing is not None) or (self.possible and self.smallest):
            raise ValueError("a change is for who has no candidate, a price for who has one")
        if bool(self.smallest) != (self.gives > 0):
            raise ValueError("a change is there for the candidates that it gives, a price for who has one")


class Stop(StrEnum):
    """How the search for the best set ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


@dataclass(frozen=True, slots=True)
class Level:
    """One goal of the search, in order: what was reached and the most that can be.

    name: in words. A level that was searched to the end has value = bound.
    """

    name: str
    value: int
    bound: int

    @property
    def is_proven(self) -> bool:
        """Say whether no set does better."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Theme:
    """How many schools offer a theme and how many want to grow in it."""

    name: str
    offered: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """From application to first day, in applications; what has not happened yet is None."""

    started: int
    confirmed: int
    verified: int
    in_run: int
    proposed: int
    accepted: int | None = None
    running: int | None = None

    @property
    def steps(self) -> Sequence[int]:
        """Those that are known, in order."""
        found = (
            self.started, self.confirmed, self.verified, self.in_run, self.proposed, self.accepted, self.running,
        )  # fmt: skip
        return [one for one in found if one is not None]


@dataclass(frozen=True, slots=True)
class RoundSheet:
    """A round for boards and policymakers: numbers, no people. unmatched: applications per first failing rule.

    two_ways, three_ways: exchanges. travel: minutes one way of each teacher in an exchange.
    instance_hash: of what was solved. commitment: of the lottery, published before; seed: shown after, or "".
    """

    name: str
    region: str
    first: date
    last: date
    funnel: Funnel
    two_ways: int
    three_ways: int
    unmatched: tuple[FailedRule, ...]
    lost_by_choice: int
    travel: tuple[int, ...]
    themes: tuple[Theme, ...]
    levels: tuple[Level, ...]
    stop: Stop
    instance_hash: str
    commitment: str
    seed: str = ""

    @property
    def teachers(self) -> int:
        """How many teachers exchange."""
        return 2 * self.two_ways + 3 * self.three_ways
