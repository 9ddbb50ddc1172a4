"""The figures of a brief, ready for words. Counts have passed disclosure control."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspectie.core.briefing import Size, Tally, Year


class Scope(StrEnum):
    """What a brief is about. The value is the word in its address."""

    COUNTRY = "land"
    MUNICIPALITY = "gemeente"
    BOARD = "bestuur"


@dataclass(frozen=True, slots=True)
class Domain:
    """How schools divide on one domain: with the table of now, and with a norm that nine of ten reach."""

    domain: str
    same: Tally
    eased: Tally


@dataclass(frozen=True, slots=True)
class Rule:
    """What a norm set does to all schools together.

    pupils: of schools that are above now and below with it, at least and at most.
    known: False when the norm set has values that nobody published.
    """

    slug: str
    tally: Tally
    pupils: tuple[int, int]
    known: bool = True


@dataclass(frozen=True, slots=True)
class Dot:
    """One school in the funnel: pupils in three years and its distance from its own norm, in percentage points."""

    pupils: int
    margin: float


@dataclass(frozen=True, slots=True)
class Pin:
    """One school on the map. state: of `State`, each domain apart with the table of now."""

    latitude: float
    longitude: float
    state: int


@dataclass(frozen=True, slots=True)
class Line:
    """One school in the list, or one part of the country: how it is now and with each domain apart.

    Of a school: words for its states. Of a part: tallies.
    """

    name: str
    place: str
    now: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the country and how its schools divide, now and with each domain apart."""

    name: str
    now: Tally
    apart: Tally


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a brief says in figures."""

    scope: Scope
    code: str
    name: str
    version: str
    is_demo: bool
    schools: int
    years: tuple[Year, ...]
    now: Tally
    apart: Tally
    domains: tuple[Domain, ...]
    moves: tuple[tuple[int, ...], ...]
    newly: tuple[int, int]
    pupils: tuple[int, int]
    rules: tuple[Rule, ...]
    sizes: tuple[Size, ...]
    dots: tuple[Dot, ...]
    pins: tuple[Pin, ...]
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    sources: tuple[str, ...]

    @property
    def is_country(self) -> bool:
        """Say whether it is about all schools."""
        return self.scope is Scope.COUNTRY

    @property
    def below_now(self) -> int:
        """The schools below their own norm for the higher level now, over the classes of size."""
        return sum(size.below for size in self.sizes)

    @property
    def clear_now(self) -> int:
        """Those of them that chance alone seldom explains."""
        return sum(size.clear for size in self.sizes)
