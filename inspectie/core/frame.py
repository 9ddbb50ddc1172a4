"""What is known of every OVT in one judged year, as arrays. Everything the norms judge comes from here.

S counts OVTs, Y school years. Levels are disjoint: below 1F, 1F but not the higher level, and the higher level (2F; 1S
for rekenen), so the three of a domain add up to the pupils that took it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

DOMAINS: Final = ("lezen", "taalverzorging", "rekenen")
TOGETHER: Final = "samen"
LEVELS: Final = ("below_1f", "at_1f", "higher")
INDICATORS: Final = ("1F", "1S/2F")
BELOW, AT, HIGHER = range(3)

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Counts = NDArray[np.int16]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The data of one judged year, aligned on `ovt`. Equal only to itself, so that answers can be kept by frame.

    ovt: S codes as "00AP|C1", sorted. years: Y first calendar years, ascending (2022 is school year 2022/23).
    percentage: float64[S, Y, 2], published per year and indicator, 0-100, nan where blank or hidden.
    pupils: int32[S, Y], published test takers of group 8, -1 where blank or hidden.
    starred: bool[S, Y], published as '*': some year has fewer than five pupils, which hides all years.
    pooled: float64[S, 2], published percentage of three years, nan where blank. pooled_pupils: int32[S], -1 where blank.
    outcome: int8[S, 2], published outcome as `engine.Status`.
    weging: float64[S], schoolweging of the three-year window, 20-40, nan where missing.
    mapped: bool[S], exactly one vestiging, so that the counts are of this OVT.
    low, high: int16[S, Y, 3, 3], bounds of the count per domain and level as the source masks them, -1 where no row.
    enrolled: int32[S], pupils on the school, -1 unknown.
    board, municipality: int32[S], position in `boards` and `municipalities` (codes), -1 unknown.
    version: hash over the publications it was made from.
    """

    ovt: tuple[str, ...]
    years: tuple[int, ...]
    percentage: Floats
    pupils: Integers
    starred: Flags
    pooled: Floats
    pooled_pupils: Integers
    outcome: Codes
    weging: Floats
    mapped: Flags
    low: Counts
    high: Counts
    enrolled: Integers
    board: Integers
    municipality: Integers
    boards: tuple[str, ...]
    municipalities: tuple[str, ...]
    version: str

    def __len__(self) -> int:
        return len(self.ovt)

    @property
    def masked(self) -> Flags:
        """Give bool[S, Y, 3, 3]: the cells that the source masks."""
        found: Flags = self.low != self.high
        return found

    def columns(self) -> tuple[NDArray[np.generic], ...]:
        """Give the arrays that have a row per OVT."""
        return (
            self.percentage, self.pupils, self.starred, self.pooled, self.pooled_pupils, self.outcome, self.weging,
            self.mapped, self.low, self.high, self.enrolled, self.board, self.municipality,
        )  # fmt: skip

    def inputs(self, row: int) -> str:
        """Give the SHA-256 of all that is known of one OVT, for `Verdicts.inputs_of`."""
        digest = hashlib.sha256(self.ovt[row].encode())
        digest.update(repr(self.years).encode())
        for column in self.columns():
            digest.update(np.ascontiguousarray(column[row]).tobytes())
        return digest.hexdigest()


def check(frame: Frame) -> None:
    """Raise ValueError when arrays do not fit each other: a fault of who made the frame, never of a reader."""
    schools, years = len(frame.ovt), len(frame.years)
    shapes = {
        "percentage": (schools, years, 2), "pupils": (schools, years), "starred": (schools, years),
        "pooled": (schools, 2), "pooled_pupils": (schools,), "outcome": (schools, 2), "weging": (schools,),
        "mapped": (schools,), "low": (schools, years, 3, 3), "high": (schools, years, 3, 3), "enrolled": (schools,),
        "board": (schools,), "municipality": (schools,),
    }  # fmt: skip
    for name, shape in shapes.items():
        found = getattr(frame, name).shape
        if found != shape:
            raise ValueError(f"{name} is {found}, not {shape}")
    if list(frame.ovt) != sorted(set(frame.ovt)):
        raise ValueError("ovt is not sorted or not unique")
    if (frame.low > frame.high).any():
        raise ValueError("a lower bound lies above its upper bound")
    with np.errstate(invalid="ignore"):
        if ((frame.weging < 20) | (frame.weging > 40)).any():
            raise ValueError("a schoolweging lies outside 20-40")
