"""The figures of a policy brief: how schools divide under norms, how they move, how sure that is. Pure.

Schools are rows. A state says what a norm set says of a school as a whole, over all that it judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspectie.core.engine import Status

States = NDArray[np.int8]
Numbers = NDArray[np.int32]
Shares = NDArray[np.float64]

# Two-sided: chance alone brings a school further from its norm than this in 1 of 20 cases.
SURE: Final = 1.96
RARE: Final = 3.09


class State(IntEnum):
    """What a norm set says of a whole school."""

    BELOW = 0  # below on at least one thing that is judged
    OPEN = 1  # it may be below: masked figures decide
    ABOVE = 2  # at or above on all
    OUTSIDE = 3  # not judged: too few pupils or figures


@dataclass(frozen=True, slots=True)
class Tally:
    """How many schools are in each state."""

    below: int
    open: int
    above: int
    outside: int

    @property
    def judged(self) -> int:
        """The schools that a norm says something about."""
        return self.below + self.open + self.above

    @property
    def most(self) -> int:
        """As many as may be below."""
        return self.below + self.open


@dataclass(frozen=True, slots=True)
class Size:
    """Schools with between `low` and `high` pupils in three years. high: None is no upper end.

    clear: those below their norm by more than chance easily brings.
    """

    low: int
    high: int | None
    judged: int
    below: int
    clear: int


@dataclass(frozen=True, slots=True)
class Year:
    """One school year: pupils who took the test, and which share of their results reached the levels (0-100)."""

    first: int
    basic: float
    higher: float
    pupils: int


SIZES: Final = ((15, 29), (30, 59), (60, 99), (100, None))


def whole(status: NDArray[np.int8]) -> States:
    """Give the state of each school from its verdicts. status: int8[S, K] of `Status`.

    One thing below makes the school below; without that, one unknown thing leaves it open; it is above only
    when everything is above, and outside otherwise.
    """
    out = np.full(len(status), State.OUTSIDE, np.int8)
    out[(status == Status.BOVEN).all(axis=1)] = State.ABOVE
    out[(status == Status.ONBEPAALD).any(axis=1)] = State.OPEN
    out[(status == Status.ONDER).any(axis=1)] = State.BELOW
    return out


def tally(states: States) -> Tally:
    """Count the states."""
    counts = np.bincount(states, minlength=len(State))
    return Tally(*(int(counts[state]) for state in State))


def moves(before: States, after: States) -> tuple[tuple[int, ...], ...]:
    """Give how many schools go from each state (row) to each state (column)."""
    side = len(State)
    flat = np.bincount(before.astype(np.int64) * side + after, minlength=side * side)
    return tuple(tuple(int(count) for count in row) for row in flat.reshape(side, side))


def newly_below(before: States, after: States) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Give which schools are above now and certainly, or possibly, below afterwards."""
    passes = before == State.ABOVE
    return passes & (after == State.BELOW), passes & np.isin(after, (State.BELOW, State.OPEN))


def pupils_of(enrolled: Numbers, rows: NDArray[np.bool_]) -> int:
    """Sum the pupils of some schools; a school whose number is unknown (-1) counts as none."""
    return int(np.maximum(enrolled, 0)[rows].sum())


def through_years(
    years: Sequence[int], percentage: Shares, pupils: Numbers, rows: NDArray[np.intp] | NDArray[np.bool_] | slice
) -> list[Year]:
    """Give each year's share of results at the levels, weighed by pupils, over schools whose year is published.

    percentage: float64[S, Y, 2] with nan for blank; pupils: int32[S, Y] with -1 for blank.
    A year without any published school is left out.
    """
    found = []
    for at, first in enumerate(years):
        shares, weights = percentage[rows, at], pupils[rows, at]
        known = (weights > 0) & ~np.isnan(shares).any(axis=1)
        total = int(weights[known].sum())
        if total:
            basic, higher = (float(value) for value in weights[known] @ shares[known] / total)
            found.append(Year(first, basic, higher, total))
    return found


def reach(pupils: float, centre: float, times: float = SURE) -> float:
    """Give how far chance brings a school of so many pupils from its norm, in percentage points.

    centre: the share that is expected, 0-100. Binomial with one trial a pupil: pupils' three results hang
    together, so this is on the wide side.
    """
    share = min(max(centre, 0.0), 100.0) / 100
    return times * 100 * sqrt(share * (1 - share) / pupils)


def by_size(margin: Shares, threshold: Shares, pupils: Numbers) -> list[Size]:
    """Give per class of size how many schools are below their norm, and how many clearly so.

    margin: value minus threshold in percentage points, nan for what is not judged.
    """
    judged = ~np.isnan(margin) & (pupils > 0)
    share = np.clip(np.nan_to_num(threshold), 0, 100) / 100
    room = SURE * 100 * np.sqrt(share * (1 - share) / np.maximum(pupils, 1))
    below = judged & (np.nan_to_num(margin) < 0)
    clear = below & (np.nan_to_num(margin) < -room)
    found = []
    for low, high in SIZES:
        within = (pupils >= low) & (pupils <= high if high is not None else True)
        counts = (int((rows & within).sum()) for rows in (judged, below, clear))
        found.append(Size(low, high, *counts))
    return found
