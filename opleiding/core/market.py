"""A match round in numbers: who asks for what, who may, how many places, and in what order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

Mode = Literal["candidate_optimal", "offering_optimal", "most_places"]
TieBreaking = Literal["single", "multiple"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
TIE_BREAKINGS: Final[tuple[TieBreaking, ...]] = get_args(TieBreaking)
NOWHERE: Final = -1


@dataclass(frozen=True, slots=True)
class Pool:
    """Places that offerings share. offerings: by index; of two pools one lies inside the other, or they are apart."""

    id: str
    places: int
    offerings: frozenset[int]


@dataclass(frozen=True, slots=True)
class Lottery:
    """Where numbers come from: a seed, or numbers that were drawn elsewhere. Both absent: nothing needs a number.

    numbers: by candidate id, or with multiple tie-breaking by `offering|candidate`.
    """

    seed: bytes | None = None
    numbers: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Market:
    """A bundle that was read. Candidates and offerings stand in the order of their ids; all else uses that index.

    preferences: per candidate, offerings, best first. classes: per offering, candidate to class, 0 is the best; who is
    absent is not admissible. pools: innermost first.
    """

    candidates: tuple[str, ...]
    preferences: tuple[tuple[int, ...], ...]
    offerings: tuple[str, ...]
    places: tuple[int, ...]
    classes: tuple[dict[int, int], ...]
    pools: tuple[Pool, ...]
    lottery: Lottery
    tie_breaking: TieBreaking
    mode: Mode

    def chain(self, offering: int) -> tuple[Pool, ...]:
        """Give the pools that an offering is in, innermost first."""
        return tuple(pool for pool in self.pools if offering in pool.offerings)

    def options(self) -> tuple[int, ...]:
        """Give per candidate at how many offerings with places the candidate is admissible."""
        found = [0] * len(self.candidates)
        for places, group in zip(self.places, self.classes, strict=True):
            for person in group if places else ():
                found[person] += 1
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Matching:
    """Who is placed where. placed: per candidate the offering, or NOWHERE.

    promotions: per candidate how often the mode `most_places` put the candidate before others of the same class.
    """

    placed: tuple[int, ...]
    promotions: tuple[int, ...]
