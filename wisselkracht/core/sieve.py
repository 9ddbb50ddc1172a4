"""Which pairs are worth a look: the rules that are plain numbers, for all pairs at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from wisselkracht.core.candidates import Candidate

Near = np.ndarray[tuple[int], np.dtype[np.bool_]]


def pairs(
    candidates: Sequence[Candidate], *, fte_apart: int, near: Sequence[Near], targets: Sequence[int]
) -> Iterator[tuple[str, str]]:
    """Give every pair that sector, days, size and travel do not rule out; who must know asks the rules themselves.

    near: per candidate, for each place with a school, whether it may be near enough. targets: per candidate, the place
    of the own school.
    """
    days = np.array([_mask(one.days) for one in candidates], dtype=np.int64)
    fte = np.array([one.fte for one in candidates], dtype=np.int64)
    codes = {sector: number for number, sector in enumerate(sorted({one.school.sector for one in candidates}))}
    sectors = np.array([codes[one.school.sector] for one in candidates], dtype=np.int64)
    places = np.array(targets, dtype=np.int64)
    for number, one in enumerate(candidates):
        fits = (days & ~_mask(one.free)) == 0
        fits &= np.abs(fte - one.fte) <= fte_apart
        fits &= near[number][places]
        if not one.wishes.other_sector:
            fits &= sectors == codes[one.school.sector]
        fits[number] = False
        for other in np.flatnonzero(fits).tolist():
            yield one.id, candidates[other].id


def _mask(days: frozenset[int]) -> int:
    return sum(1 << day for day in days)
