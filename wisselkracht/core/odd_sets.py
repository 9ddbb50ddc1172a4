"""Find odd sets that a fractional choice breaks.

A set of vertices is broken when the slack of its vertices and the columns that meet it an odd number of times together
weigh less than one (the {0, 1/2} cuts of Caprara and Fischetti, 1996, with the vertices as rows). Found by growth: from
every pair or triple that hangs together, add the two vertices that lower that weight most.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any, Final

import numpy as np
from scipy import sparse

from wisselkracht.core.highs import Floats

Sets = list[tuple[int, ...]]
BROKEN: Final = 0.97
A_ROUND: Final = 250
LARGEST: Final = 13
NEAR: Final = 8


def broken(uses: Any, values: Floats, *, grow: bool) -> Sets:
    """Give odd sets that the choice breaks, the most broken first.

    uses: vertices x columns, csr. values: per column. grow: look past sets of three and past components as well.
    """
    support = np.flatnonzero((values > 1e-7) & (values < 1 - 1e-7))
    if not len(support):
        return []
    fraction = _Fraction(uses[:, support].tocsc(), values[support].tolist())
    _components(fraction)
    triples = _triples(fraction)
    if grow:
        for seed in triples[: 2 * A_ROUND]:
            _grow(fraction, list(seed))
    best = sorted((weight, each) for each, weight in fraction.found.items())
    return [each for _weight, each in best[:A_ROUND]]


class _Fraction:
    """The columns that are taken in part. members: vertices of a column; of: columns of a vertex; slack: of a vertex.

    shared: per vertex how much it is taken together with each other one. found: broken sets with their weight.
    """

    def __init__(self, inside: Any, weights: list[float]) -> None:
        self.weights = weights
        ends = inside.indptr.tolist()
        rows = inside.indices.tolist()
        self.members = [tuple(sorted(rows[low:high])) for low, high in pairwise(ends)]
        self.of: defaultdict[int, list[int]] = defaultdict(list)
        self.shared: defaultdict[int, dict[int, float]] = defaultdict(dict)
        for column, own in enumerate(self.members):
            for one in own:
                self.of[one].append(column)
                around = self.shared[one]
                for other in own:
                    if other != one:
                        around[other] = around.get(other, 0.0) + weights[column]
        self.slack = {vertex: 1.0 - sum(weights[column] for column in own) for vertex, own in self.of.items()}
        self.found: dict[tuple[int, ...], float] = {}

    def odd(self, chosen: list[int]) -> list[int]:
        """Give the columns that meet a set an odd number of times."""
        met: dict[int, int] = {}
        for vertex in chosen:
            for column in self.of[vertex]:
                met[column] = met.get(column, 0) + 1
        return [column for column, times in met.items() if times % 2]

    def note(self, chosen: list[int], odd: list[int]) -> None:
        """Keep a set that is broken."""
        weight = sum(self.slack[vertex] for vertex in chosen) + sum(self.weights[column] for column in odd)
        if weight < BROKEN:
            self.found[tuple(sorted(chosen))] = weight


def _components(fraction: _Fraction) -> None:
    """Take the odd components of what is fractional: all that matchings need until their graph is dense."""
    rows = np.array([vertex for own in fraction.members for vertex in own], dtype=np.int64)
    columns = np.repeat(np.arange(len(fraction.members)), [len(own) for own in fraction.members])
    known, place = np.unique(rows, return_inverse=True)
    count = len(known)
    size = count + len(fraction.members)
    joined = sparse.csr_matrix((np.ones(len(rows)), (place, count + columns)), shape=(size, size))
    _number, label = sparse.csgraph.connected_components(joined, directed=False)
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for vertex, part in zip(known.tolist(), label[:count].tolist(), strict=True):
        parts[part].append(vertex)
    for chosen in parts.values():
        if len(chosen) % 2 and len(chosen) > 1:
            fraction.note(chosen, fraction.odd(chosen))


def _triples(fraction: _Fraction) -> Sets:
    """Give the triples that hang together, the heaviest first, and note those that are broken."""
    whole: dict[tuple[int, ...], float] = {}
    for column, own in enumerate(fraction.members):
        if len(own) == 3:
            whole[own] = whole.get(own, 0.0) + fraction.weights[column]
    scored: dict[tuple[int, ...], float] = {}
    for middle, around in fraction.shared.items():
        near = sorted(around)
        for place, one in enumerate(near):
            beside = fraction.shared[one]
            for other in near[place + 1 :]:
                total = around[one] + around[other] + beside.get(other, 0.0)
                if total > 0.6:
                    key = tuple(sorted((middle, one, other)))
                    scored[key] = total - 2 * whole.get(key, 0.0)
    for key, total in scored.items():
        if total > 1 + (1 - BROKEN) / 2:
            fraction.found[key] = 3.0 - 2 * total
    return sorted((key for key, total in scored.items() if total > 0.6), key=lambda key: (-scored[key], key))


def _grow(fraction: _Fraction, chosen: list[int]) -> None:
    while len(chosen) < LARGEST:
        odd = fraction.odd(chosen)
        fraction.note(chosen, odd)
        pair = _pair(fraction, set(chosen), odd)
        if pair is None:
            return
        chosen += pair


def _pair(fraction: _Fraction, chosen: set[int], odd: list[int]) -> tuple[int, int] | None:
    """Give the two vertices near the set that lower its weight most when both come in, or None where none do.

    A vertex turns its odd columns even and its others odd: that costs 1 less twice its odd columns. A column of both
    vertices stays as it was.
    """
    pull: dict[int, float] = {}
    both: dict[tuple[int, int], float] = {}
    for column in odd:
        outside = [vertex for vertex in fraction.members[column] if vertex not in chosen]
        for place, one in enumerate(outside):
            pull[one] = pull.get(one, 0.0) + fraction.weights[column]
            for other in outside[place + 1 :]:
                both[one, other] = both.get((one, other), 0.0) + fraction.weights[column]
    near = sorted(pull, key=lambda vertex: (-pull[vertex], vertex))
    best, least = None, 1e-9
    for one in near[: 4 * NEAR]:
        around = fraction.shared[one]
        for other in {*around, *near[:NEAR]} - chosen - {one}:
            key = (one, other) if one < other else (other, one)
            change = 2 - 2 * (pull[one] + pull.get(other, 0.0)) - 2 * (around.get(other, 0.0) - 2 * both.get(key, 0.0))
            if change < least - 1e-9 or (abs(change - least) <= 1e-9 and best is not None and key < best):
                best, least = key, change
    return best
