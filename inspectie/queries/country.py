"""The figures of the whole country: counts of schools, as intervals, let through by disclosure control."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

DOMAINS: Final = ("lezen", "taalverzorging", "rekenen")


@dataclass(frozen=True, slots=True)
class Told:
    """How many schools are so, between `low` (certain) and `high` (possible), of how many. Rounded as disclosure asks."""

    low: int
    high: int
    of: int

    @property
    def is_certain(self) -> bool:
        """Say whether nothing is open."""
        return self.low == self.high

    @property
    def of_hundred(self) -> tuple[int, int]:
        """Give how many of every hundred: certain, and at most."""
        if not self.of:
            return 0, 0
        return round(100 * self.low / self.of), round(100 * self.high / self.of)


@dataclass(frozen=True, slots=True)
class Raised:
    """What a reading norm higher by `points` percentage points gives, for reading alone."""

    points: float
    below: Told


@dataclass(frozen=True, slots=True)
class Judged:
    """A published count of judgements, with its source and the visits behind it. words: `schools`, or a share."""

    period: str
    dated: date
    label: str
    schools: int | None
    share: float | None
    total: int | None
    visits: int | None
    about: bool
    source: str


@dataclass(frozen=True, slots=True)
class Country:
    """All figures of the overview. years: first calendar years. version: of the data."""

    version: str
    is_demo: bool
    years: tuple[int, ...]
    now: Told
    signals: Told
    signal_pupils: int
    apart: Told
    apart_by_domain: tuple[Told, Told, Told]
    hidden: Told
    calibrated: Told
    calibrated_by_domain: tuple[Told, Told, Told]
    reading: tuple[Raised, ...]
