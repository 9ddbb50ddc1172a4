"""The life of a match round: its states, in one order, and the lists that may be handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from opleiding.core.admission import Finding
from opleiding.core.errors import OpleidingError


class State(StrEnum):
    """Where a round stands. The order is the only road."""

    DRAFT = "draft"
    OPEN = "open"
    FROZEN = "frozen"
    COMMITTED = "committed"
    DRAWN = "drawn"
    SOLVED = "solved"
    VERIFIED = "verified"
    PUBLISHED = "published"
    FILLED = "filled"


ROAD: Final = tuple(State)
TAKES_LISTS: Final = (State.OPEN,)
IS_PUBLIC: Final = ROAD[1:]
HAS_OUTCOME: Final = (State.PUBLISHED, State.FILLED)


class IllegalStep(OpleidingError):
    """A round goes one step at a time, and never back. here, there: the states."""

    code = "illegal-step"

    def __init__(self, here: State, there: State) -> None:
        super().__init__(f"{here} to {there}")
        self.here, self.there = here, there


class BadList(OpleidingError):
    """A list that cannot be. why: "unknown", "withdrawn", "twice" or "too-long"; place: from 1; offering: its code."""

    code = "bad-list"

    def __init__(self, why: str, place: int, offering: str) -> None:
        super().__init__(f"{why} at {place}: {offering}")
        self.why, self.place, self.offering = why, place, offering


def check_step(here: State, there: State) -> None:
    """Refuse a step that is not the next one. Raises IllegalStep."""
    if ROAD.index(there) != ROAD.index(here) + 1:
        raise IllegalStep(here, there)


def has_reached(here: State, there: State) -> bool:
    """Tell whether a round has come as far as a state."""
    return ROAD.index(here) >= ROAD.index(there)


def check_list(choices: Sequence[str], *, offered: Collection[str], withdrawn: Collection[str], longest: int) -> None:
    """Refuse a list with an offering that is unknown, was withdrawn, or stands in it twice, or that is too long.

    Raises BadList with the first place that is wrong.
    """
    for place, choice in enumerate(choices, 1):
        if choice in withdrawn:
            raise BadList("withdrawn", place, choice)
        if choice not in offered:
            raise BadList("unknown", place, choice)
        if choice in choices[: place - 1]:
            raise BadList("twice", place, choice)
        if place > longest:
            raise BadList("too-long", place, choice)


class Kind(StrEnum):
    """What a class asks. Hours count only when an institute confirmed them."""

    SUBJECT_HOURS = "subject_hours"
    HOURS = "hours"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Criterion:
    """Who is in a class: at least so many confirmed hours, in the subject of the offering or in any; or everybody."""

    kind: Kind
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of a candidate. hours: confirmed, by subject.

    closed: offerings that a hard rule closes to them, each with the findings that do.
    """

    hours: Mapping[str, int]
    closed: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


def class_of(standing: Standing, subject: str, criteria: Sequence[Criterion]) -> int | None:
    """Give the class of a candidate in a subject: the first criterion that is met, from 0; None: in no class."""
    for rank, criterion in enumerate(criteria):
        counted = {
            Kind.SUBJECT_HOURS: standing.hours.get(subject, 0),
            Kind.HOURS: sum(standing.hours.values()),
            Kind.EVERYBODY: criterion.hours,
        }[criterion.kind]
        if counted >= criterion.hours:
            return rank
    return None


@dataclass(frozen=True, slots=True)
class Offered:
    """An offering as a round has it. pool: a code, or "". withdrawn: nobody may rank it any more."""

    code: str
    subject: str
    places: int
    pool: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """Places that offerings share. inside: the pool that this one lies in, or ""."""

    code: str
    places: int
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """A candidate under a code that names nobody."""

    code: str
    preferences: tuple[str, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Rules:
    """By which rules a round is matched: its classes, best first, and how equals are ordered."""

    criteria: tuple[Criterion, ...]
    tie_breaking: str
    mode: str


def frozen(
    offered: Sequence[Offered], pools: Sequence[Shared], asking: Sequence[Asking], rules: Rules
) -> dict[str, Any]:
    """Give the bundle of a round, but for its lottery, which is not there yet. All in the order of the codes."""
    people = sorted(asking, key=lambda one: one.code)
    classes = {subject: _classes(people, subject, rules) for subject in {one.subject for one in offered}}
    shut: dict[str, set[str]] = defaultdict(set)
    for person in people:
        for code in person.standing.closed:
            shut[code].add(person.code)
    return {
        "candidates": [{"id": one.code, "preferences": list(one.preferences)} for one in people],
        "offerings": [
            _offering(one, classes[one.subject], shut[one.code]) for one in sorted(offered, key=lambda one: one.code)
        ],
        "pools": [
            {"id": pool.code, "places": pool.places, "members": sorted(o.code for o in pools if o.inside == pool.code)}
            for pool in sorted(pools, key=lambda pool: pool.code)
        ],
        "tie_breaking": rules.tie_breaking,
        "mode": rules.mode,
    }


def _classes(people: Sequence[Asking], subject: str, rules: Rules) -> list[list[str]]:
    """Give who is in which class of a subject, in the order of the codes. Worked out once for all its offerings."""
    classes: list[list[str]] = [[] for _criterion in rules.criteria]
    for person in people:
        rank = class_of(person.standing, subject, rules.criteria)
        if rank is not None:
            classes[rank].append(person.code)
    return classes


def _offering(one: Offered, classes: Sequence[Sequence[str]], shut: Set[str]) -> dict[str, Any]:
    """Give an offering of a bundle. shut: for whom a hard rule closes it; they stand in no class."""
    priorities = [[code for code in group if code not in shut] if shut else list(group) for group in classes]
    found = {"id": one.code, "places": one.places, "pool": one.pool or None, "priorities": priorities}
    return found | ({"withdrawn": True} if one.withdrawn else {})


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody who is elsewhere in a new outcome. before, after: codes of offerings, or "" for nowhere."""

    candidate: str
    before: str
    after: str


def without(bundle: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    """Give the same bundle where some gave their place back: they ask for nothing any more. All numbers stay."""
    people = [one | {"preferences": []} if one["id"] in gone else one for one in bundle["candidates"]]
    return {**bundle, "candidates": people}


def moves(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Move, ...]:
    """Give who is elsewhere. before, after: the placements of two outcomes."""
    return tuple(
        [
            Move(name, before.get(name, ""), after.get(name, ""))
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]
    )


def worse_off(moved: Sequence[Move], bundle: Mapping[str, Any], gone: Collection[str]) -> tuple[str, ...]:
    """Give who would lose by new outcome: elsewhere, and lower on the own list. Who gave the place back is not one.

    With asking candidates and the same numbers there are none: who leaves makes nobody's place worse. In other modes
    there may be, and then a round may not be run again.
    """
    lists = {one["id"]: one["preferences"] for one in bundle["candidates"]}

    def rank(name: str, offering: str) -> int:
        return lists[name].index(offering) if offering else len(lists[name])

    return tuple(
        [
            m.candidate
            for m in moved
            if m.candidate not in gone and rank(m.candidate, m.after) > rank(m.candidate, m.before)
        ]
    )
