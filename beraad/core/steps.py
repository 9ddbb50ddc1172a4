"""The life of an assembly: which step may follow which, and what each step needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from beraad.core.errors import IllegalStep, NotReady


class State(StrEnum):
    """Where an assembly stands."""

    CONCEPT = "concept"
    STARTSCHOT = "startschot"
    OPEN = "open"
    FROZEN = "frozen"
    QUOTAS = "quotas"
    FEASIBLE = "feasible"
    PUBLISHED = "published"
    DRAWN = "drawn"
    INVITING = "inviting"
    DELIBERATING = "deliberating"


class PartyKind(StrEnum):
    """Who gives the startschot: at least one of each kind."""

    TEACHERS = "teachers"
    GOVERNMENT = "government"
    ORGANISATION = "organisation"


# Quotas may be taken up again until the panels are published; after that there is no way back.
LEGAL: Final[dict[State, tuple[State, ...]]] = {
    State.CONCEPT: (State.STARTSCHOT,),
    State.STARTSCHOT: (State.OPEN,),
    State.OPEN: (State.FROZEN,),
    State.FROZEN: (State.QUOTAS,),
    State.QUOTAS: (State.FEASIBLE, State.FROZEN),
    State.FEASIBLE: (State.PUBLISHED, State.FROZEN),
    State.PUBLISHED: (State.DRAWN,),
    State.DRAWN: (State.INVITING,),
    State.INVITING: (State.DELIBERATING,),
    State.DELIBERATING: (),
}
ORDER: Final = tuple(State)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step may ask about.

    signed: kinds of parties that signed with a mandate and a commitment. features: those with two values or more.
    in_pool: verified teachers. size: seats. accepted: who said yes. waiting: who may still say so, or be drawn.
    quota_faults: what is wrong with the quotas. untold: people whom nobody told yet that they are not known as teachers.
    """

    signed: Collection[PartyKind] = ()
    features: int = 0
    in_pool: int = 0
    size: int = 0
    quota_faults: int = 0
    accepted: int = 0
    waiting: int = 0
    untold: int = 0


def check(here: State, to: State, facts: Facts) -> None:
    """Refuse a step that the order forbids (IllegalStep) or whose conditions are not met (NotReady)."""
    if to not in LEGAL[here]:
        raise IllegalStep(here, to)
    missing = MISSING.get(to, _nothing)(facts)
    # Taking the quotas up again needs nothing: the pool stays as it was frozen.
    if missing and here not in (State.QUOTAS, State.FEASIBLE):
        raise NotReady(missing)


def is_past(here: State, state: State) -> bool:
    """Say whether an assembly that is here has reached a state."""
    return ORDER.index(here) >= ORDER.index(state)


def _nothing(_facts: Facts) -> str:
    return ""


def _startschot(facts: Facts) -> str:
    return "" if set(PartyKind) <= set(facts.signed) else "parties"


def _open(facts: Facts) -> str:
    return "" if facts.features else "features"


def _frozen(facts: Facts) -> str:
    if facts.in_pool < max(facts.size, 1):
        return "pool"
    return "told" if facts.untold else ""


def _quotas(facts: Facts) -> str:
    return "quotas" if facts.quota_faults else ""


def _deliberating(facts: Facts) -> str:
    if facts.waiting:
        return "waiting"
    return "" if facts.accepted else "accepted"


MISSING: Final = {
    State.STARTSCHOT: _startschot,
    State.OPEN: _open,
    State.FROZEN: _frozen,
    State.QUOTAS: _quotas,
    State.DELIBERATING: _deliberating,
}
