"""Panels near a given vector of expected members: on its minimal face, each entry its floor or its ceiling.

Every lottery with that expectation uses only panels that meet with equality each rule that the expectation meets
with equality. So every panel found here is of use, and a face of dimension d needs at most d + 1 of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Any, Final

import highspy
import numpy as np
from numpy.typing import NDArray

from beraad.core import highs
from beraad.core.model import Floats, Ints, Model, Small

CANDIDATES: Final = 80
ATTEMPTS: Final = 6
HITS: Final = 200
TINY: Final = 1e-7
Bits = NDArray[np.int8]
Singles = NDArray[np.floating[Any]]


class Face:
    """Panels base + b, with b zeros and ones over the types in `loose` and low <= matrix @ b <= high.

    expected: per type the expected number of members. part: its fractions over the loose types. lower and upper:
    the rules, made equalities where `tight` (within the tolerance, for an expectation that is not exact). dimension: of the smallest flat around all such b.
    """

    def __init__(self, model: Model, expected: Sequence[Fraction], *, tolerance: float = 0.0) -> None:
        self.exact = tuple(expected)
        self.expected: Floats = np.array([float(value) for value in expected])
        self.base: Ints = np.array([floor(value) for value in expected], dtype=np.int64)
        self.loose: Ints = np.flatnonzero([value.denominator != 1 for value in expected])
        self.part: Floats = np.array([float(expected[at] - int(self.base[at])) for at in self.loose.tolist()])
        self.lower, self.upper, self.tight = _tight(model, expected, tolerance)
        self.matrix: Ints = model.matrix[:, self.loose]
        fixed = model.matrix @ self.base
        self.low, self.high = self.lower - fixed, self.upper - fixed
        rank = int(np.linalg.matrix_rank(self.matrix[self.tight])) if len(self.loose) and self.tight.any() else 0
        self.dimension = len(self.loose) - rank
        self._double = self.matrix.astype(float)
        self._single = self.matrix.astype(np.float32)
        self._keys: Ints = np.random.default_rng(1).integers(1, 2**40, len(self.tight))
        self._hash: Ints = np.where(self.tight, self._keys, 0)
        self._open = len(self.loose)
        self._closed = np.zeros(len(self.loose), dtype=bool)
        self._all = model.matrix
        self._columns = np.arange(len(self.loose), dtype=np.int32)
        zero, one = np.zeros(len(self.loose)), np.ones(len(self.loose))
        self._lp = highs.program(self.matrix, low=self.low, high=self.high, least=zero, most=one, cost=zero)

    def narrow(self, least: Ints, most: Ints, lower: Ints, upper: Ints) -> None:
        """Look from now on for panels in these bounds per type (apart by one at most) and these per rule."""
        self.base = least
        fixed = self._all @ least
        self.low, self.high = lower - fixed, upper - fixed
        self._hash = np.where(lower == upper, self._keys, 0)
        room = (most - least)[self.loose].astype(float)
        self._open = int(room.sum())
        self._closed = room == 0.0
        self._lp.changeColsBounds(len(room), self._columns, np.zeros(len(room)), room)
        for row, (low, high) in enumerate(zip(self.low.tolist(), self.high.tolist(), strict=True)):
            self._lp.changeRowBounds(row, low, high)

    def whole(self, part: Bits) -> Small:
        """Give the panel of a vector over the loose types."""
        panel: Small = self.base.astype(np.int16)
        panel[self.loose] += part
        return panel

    def find(self, cost: Floats) -> Bits | None:
        """Give a vector b of the face with a high cost @ b, not always the highest. None where none was found."""
        self._lp.changeColsCost(len(cost), self._columns, cost)
        self._lp.run()
        if self._lp.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        answer = self._lp.getSolution()
        relaxed = np.array(answer.col_value)
        rounded = np.rint(relaxed).astype(np.int64)
        fractional = np.abs(relaxed - rounded) > TINY
        if not np.any(fractional):
            bits: Bits = rounded.astype(np.int8)
            return bits
        reduced = np.where(self._closed, np.inf, np.abs(np.array(answer.col_dual)))
        order = np.argsort(np.where(fractional, -1.0, reduced), kind="stable")[: self._open]
        part = self._repaired(relaxed, order, cost)
        return self._searched(rounded, order, cost) if part is None else part

    def _repaired(self, relaxed: Floats, order: Ints, cost: Floats) -> Bits | None:
        """Round, then flip types until every rule holds: pairs that bring the sums nearer, four at a time when stuck."""
        goal = np.clip(np.rint(self._sums(relaxed)).astype(np.int64), self.low, self.high)
        part = np.rint(relaxed).astype(np.int64)
        sums = self._sums(part).astype(np.int64)

        def flip(flips: Ints) -> None:
            nonlocal sums
            sums = sums + self.matrix[:, flips] @ (1 - 2 * part[flips])
            part[flips] = 1 - part[flips]

        for attempt in range(ATTEMPTS):
            chosen = order[: CANDIDATES * (1 + attempt // 2)]
            own = self._single[:, chosen]
            gram = own.T @ own
            while True:
                miss = goal - sums
                if not miss.any():
                    return part.astype(np.int8)
                flips = self._pair(part, chosen, gram, miss @ own, cost)
                if flips is None:
                    break
                flip(flips)
            flips = self._four(part, chosen, sums, miss)
            if flips is not None:
                flip(flips)
                return part.astype(np.int8)
            flip(np.unique(chosen[[(7 * attempt) % len(chosen), (11 * attempt + 5) % len(chosen)]]))
        return None

    def _sums(self, part: Floats | Ints) -> Floats:
        """Give the sum of every rule: exact for whole numbers, which are far below 2**53."""
        sums: Floats = self._double @ part.astype(float)
        return sums

    def _pair(self, part: Ints, chosen: Ints, gram: Singles, pull: Singles, cost: Floats) -> Ints | None:
        """Give the one or two flips that shorten the vector of misses most, or None where none does.

        pull: per chosen type the sum of the misses of its rules.
        """
        sign = (1 - 2 * part[chosen]).astype(float)
        single = np.diag(gram) - 2.0 * sign * pull - 1e-3 * np.tanh(cost[chosen] * sign)
        both = single[:, None] + single[None, :] + 2.0 * gram * np.outer(sign, sign)
        np.fill_diagonal(both, single)
        first, second = divmod(int(np.argmin(both)), len(chosen))
        return np.unique(chosen[[first, second]]) if both[first, second] < -0.5 else None

    def _four(self, part: Ints, chosen: Ints, sums: Ints, miss: Ints) -> Ints | None:
        """Give up to four flips that mend every tight rule and break no other, or None. Pairs meet in the middle."""
        sign = 1 - 2 * part[chosen]
        code = (self._hash @ self.matrix[:, chosen]) * sign
        first, second = np.triu_indices(len(chosen))
        pair = np.where(first == second, code[first], code[first] + code[second])
        order = np.argsort(pair, kind="stable")
        wanted = int(self._hash @ miss) - pair
        place = np.searchsorted(pair[order], wanted)
        place[place == len(pair)] = 0
        hits = np.flatnonzero(pair[order[place]] == wanted)[:HITS]
        others = order[place[hits]]
        four = np.stack([first[hits], second[hits], first[others], second[others]])
        steps = self.matrix[:, chosen] * sign
        moved = steps[:, four[0]] + steps[:, four[2]]
        moved += np.where(four[0] == four[1], 0, steps[:, four[1]]) + np.where(four[2] == four[3], 0, steps[:, four[3]])
        apart = (four[:2, None] != four[None, 2:]).all(axis=(0, 1))
        trial = sums[:, None] + moved
        kept = ((trial >= self.low[:, None]) & (trial <= self.high[:, None])).all(axis=0)
        good = np.flatnonzero(apart & kept)
        return np.unique(chosen[four[:, good[0]]]) if len(good) else None

    def _searched(self, rounded: Ints, order: Ints, cost: Floats) -> Bits | None:
        """Leave the fractional types and those of the smallest reduced cost to an integer program."""
        for width in (60, 120, 240, len(order)):
            chosen = order[:width]
            rest = rounded.copy()
            rest[chosen] = 0
            fixed = self.matrix @ rest
            size = len(chosen)
            solver = highs.program(
                self.matrix[:, chosen], low=self.low - fixed, high=self.high - fixed,
                least=np.zeros(size), most=np.ones(size), cost=cost[chosen], integer=True,
            )  # fmt: skip
            solver.setOptionValue("mip_abs_gap", 1.0)
            solver.setOptionValue("mip_max_nodes", 200 if width < len(order) else 20_000)
            solver.run()
            if solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
                rest[chosen] = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
                return rest.astype(np.int8)
            if width >= len(order):
                break
        return None


def _tight(model: Model, expected: Sequence[Fraction], tolerance: float) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    lower, upper = model.lower.copy(), model.upper.copy()
    for at, line in enumerate(model.matrix):
        total = sum((expected[kind] for kind in np.flatnonzero(line).tolist()), Fraction(0))
        if abs(total - int(lower[at])) <= tolerance:
            upper[at] = lower[at]
        elif abs(total - int(upper[at])) <= tolerance:
            lower[at] = upper[at]
    return lower, upper, lower == upper
