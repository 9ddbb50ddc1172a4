"""Whether one school can reach its thresholds in several domains at once, for the tight view.

Each domain's bounds are tight by themselves, but the domains share their pupils: filling in the counts so that arithmetic
is as high as can be may ask for other pupils than reading does. A school of which no filling-in reaches everything is below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspectie.core.frame import BELOW, HIGHER, Flags, Floats, Integers

MOST: Final = 5000


def reachable(low: Integers, high: Integers, columns: Sequence[tuple[int, int]], thresholds: Floats) -> Flags:
    """Give bool[R]: some filling-in reaches every threshold.

    low, high: int32[R, Y, 3, 3], bounds of the counts of R schools. columns: (indicator, domain) as positions in
    INDICATORS and DOMAINS. thresholds: float64[R, len(columns)], percent. Tries every number of pupils per year: cost
    is R times their product over the years; above 5,000 a school is said to be reachable, which is sound.
    """
    fewest, largest = low.sum(axis=3).max(axis=2), high.sum(axis=3).min(axis=2)
    room = largest - fewest
    found: Flags = np.prod(room + 1, axis=1) > MOST
    tried = np.flatnonzero(~found)
    for extra in _numbers(room[tried]):
        rows = tried[(extra <= room[tried]).all(axis=1) & ~found[tried]]
        pupils = fewest[rows] + extra
        reached = np.ones(len(rows), dtype=bool)
        for place, (indicator, domain) in enumerate(columns):
            most = _most(low[rows, :, domain], high[rows, :, domain], pupils, indicator).sum(axis=1)
            reached &= 100 * most / np.maximum(pupils.sum(axis=1), 1) >= thresholds[rows, place]
        found[rows] |= reached
    return found


def _numbers(room: Integers) -> Iterator[NDArray[np.int64]]:
    largest = room.max(axis=0, initial=0)
    for extra in product(*(range(int(number) + 1) for number in largest)):
        yield np.array(extra)


def _most(low: Integers, high: Integers, pupils: Integers, indicator: int) -> Integers:
    """Give the most pupils who can reach a level, int[R, Y], when so many pupils took the test."""
    if indicator == 1:
        found: Integers = np.minimum(high[..., HIGHER], pupils - low[..., :HIGHER].sum(axis=-1))
        return found
    others = high[..., BELOW + 1 :].sum(axis=-1)
    rest: Integers = pupils - np.maximum(low[..., BELOW], pupils - others)
    return rest
