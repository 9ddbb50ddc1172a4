"""The linear relaxation of one part, tightened by odd sets, with a bound that is exact.

A column may use half of each of two vertices in the relaxation; an odd set says that of 2k + 1 vertices at most k pairs
can be taken at once: the columns x with floor(|x and set| / 2) as coefficients sum to at most k. Sets of three are the
subset-row cuts of Jepsen et al. (2008); for exchanges of two these are the blossoms of Edmonds (1965).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np
from scipy import sparse

from wisselkracht.core.columns import Ints
from wisselkracht.core.errors import OutOfTime, SolverBroke
from wisselkracht.core.highs import Floats, model, quiet

ALL_AT_ONCE: Final = 6000
A_VERTEX: Final = 12
A_ROUND: Final = 4000
TOLERANCE: Final = 1e-6
PARTS_OF: Final = 2**20


@dataclass(frozen=True, slots=True)
class Duals:
    """Whole numbers that bound a stage: for every column, what its rows ask is at least `denominator` times its value.

    rows: per row, from 0. sets: per odd set, from 0. earlier: per earlier stage, of any sign. bound: the most that any
    choice can reach, rounded down. reduced: per column, what it asks above its value, times the denominator.
    exact: the bound times the denominator, not rounded.
    """

    rows: Ints
    sets: Ints
    earlier: Ints
    denominator: int
    exact: int
    reduced: Ints

    @property
    def bound(self) -> int:
        """Give the bound, rounded down."""
        return self.exact // self.denominator


class Relaxation:
    """A linear program over the columns of a part. Starts with few columns, and takes in those that pay."""

    def __init__(self, uses: Any, limits: Ints, gain: Ints, earlier: Sequence[tuple[Ints, int]], cuts: Cuts) -> None:
        self.uses, self.limits, self.gain = uses.tocsr(), limits, gain
        self.earlier, self.cuts = earlier, cuts
        self.taken_cuts = len(cuts)
        self.active = self._first()
        self.solver: Any = quiet()
        self.solver.passModel(self._model())
        self.values: Floats = np.zeros(len(gain))

    def _matrix(self, columns: Ints | slice) -> Any:
        blocks = [self.uses[:, columns]]
        if self.earlier:
            blocks.append(sparse.csr_matrix(np.array([values[columns] for values, _total in self.earlier])))
        if self.taken_cuts:
            blocks.append(self.cuts.matrix[: self.taken_cuts, columns])
        return sparse.vstack(blocks, format="csc").astype(np.float64)

    def _model(self) -> Any:
        totals = np.array([total for _values, total in self.earlier], dtype=np.float64)
        free = np.full(len(self.limits), -highspy.kHighsInf)
        loose = np.full(self.taken_cuts, -highspy.kHighsInf)
        low = np.concatenate([free, totals, loose])
        high = np.concatenate([self.limits, totals, self.cuts.limits[: self.taken_cuts]]).astype(np.float64)
        return model(
            self._matrix(self.active), low=low, high=high, gain=self.gain[self.active].astype(float), integer=False
        )

    def _first(self) -> Ints:
        """Choose the columns to begin with: all if they are few, else the best of each vertex."""
        count = len(self.gain)
        if count <= ALL_AT_ONCE:
            return np.arange(count)
        rank = np.argsort(-self.gain * 4 // np.maximum(np.diff(self.uses.tocsc().indptr), 1), kind="stable")
        place = np.empty(count, dtype=np.int64)
        place[rank] = np.arange(count)
        best: set[int] = set()
        for row in range(self.uses.shape[0]):
            own = self.uses.indices[self.uses.indptr[row] : self.uses.indptr[row + 1]]
            best.update(own[np.argsort(place[own], kind="stable")[:A_VERTEX]].tolist())
        return np.array(sorted(best), dtype=np.int64)

    def solve(self, left: Callable[[], float]) -> Floats:
        """Give a best fractional choice, per column. left: seconds that are left. Raises OutOfTime."""
        self._cut()
        while True:
            self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(left(), 0.01))
            self.solver.run()
            status = self.solver.getModelStatus()
            if status == highspy.HighsModelStatus.kTimeLimit:
                raise OutOfTime
            if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
                raise SolverBroke(self.solver.modelStatusToString(status))
            if len(self.active) == len(self.gain):
                break
            missing = self._missing(feasible=status == highspy.HighsModelStatus.kOptimal)
            if not len(missing):
                break
            self._take(missing)
        if status == highspy.HighsModelStatus.kInfeasible:
            raise NoChoice
        self.values = np.zeros(len(self.gain))
        self.values[self.active] = np.array(self.solver.getSolution().col_value)
        return self.values

    def _missing(self, *, feasible: bool) -> Ints:
        absent = np.ones(len(self.gain), dtype=bool)
        absent[self.active] = False
        if not feasible:
            return np.flatnonzero(absent)
        asks = self._asks(-np.array(self.solver.getSolution().row_dual)) - self.gain
        pays = np.flatnonzero(absent & (asks < -TOLERANCE * max(1.0, float(np.abs(self.gain).max()) * 1e-3)))
        return np.sort(pays[np.argsort(asks[pays], kind="stable")[:A_ROUND]])

    def _asks(self, prices: Floats) -> Floats:
        rows, earlier = len(self.limits), len(self.earlier)
        asks: Floats = prices[:rows] @ self.uses
        for price, (values, _total) in zip(prices[rows : rows + earlier], self.earlier, strict=True):
            asks = asks + price * values
        if self.taken_cuts:
            asks = asks + prices[rows + earlier :] @ self.cuts.matrix[: self.taken_cuts]
        return asks

    def _take(self, columns: Ints) -> None:
        if not len(columns):
            return
        matrix = self._matrix(columns)
        count = len(columns)
        self.solver.addCols(
            count, -self.gain[columns].astype(float), np.zeros(count), np.full(count, highspy.kHighsInf),
            matrix.nnz, matrix.indptr[:-1], matrix.indices, matrix.data,
        )  # fmt: skip
        self.active = np.concatenate([self.active, columns])

    def _cut(self) -> None:
        fresh = self.cuts.matrix[self.taken_cuts :, self.active].tocsr().astype(np.float64)
        count = fresh.shape[0]
        if count:
            high = self.cuts.limits[self.taken_cuts :].astype(np.float64)
            self.solver.addRows(
                count, np.full(count, -highspy.kHighsInf), high, fresh.nnz, fresh.indptr[:-1], fresh.indices, fresh.data
            )
            self.taken_cuts += count

    def duals(self) -> Duals:
        """Make the prices of the last solve whole, and raise them until they bound every column: exact from here on."""
        prices = -np.array(self.solver.getSolution().row_dual)
        largest = max(1, int(np.abs(self.gain).max(initial=0)))
        denominator = max(1, min(PARTS_OF, 2 ** (45 - largest.bit_length())))
        whole = np.rint(prices * denominator).astype(np.int64)
        rows, earlier = len(self.limits), len(self.earlier)
        own, before, sets = np.split(whole, [rows, rows + earlier])
        own, sets = np.maximum(own, 0), np.maximum(sets, 0)
        reduced = own @ self.uses - denominator * self.gain
        for price, (values, _total) in zip(before.tolist(), self.earlier, strict=True):
            reduced = reduced + price * values
        if len(sets):
            reduced = reduced + sets @ self.cuts.matrix[: len(sets)]
        own, reduced = _raised(own, np.asarray(reduced), self.uses)
        exact = int(own @ self.limits) + int(sets @ self.cuts.limits[: len(sets)])
        exact += sum(price * total for price, (_values, total) in zip(before.tolist(), self.earlier, strict=True))
        return Duals(own, sets, before, denominator, exact, reduced)


class NoChoice(Exception):
    """No choice keeps what earlier stages reached."""


def _raised(own: Ints, reduced: Ints, uses: Any) -> tuple[Ints, Ints]:
    """Raise the price of a vertex wherever a column asks too little."""
    by_column = uses.tocsc()
    while True:
        short = np.flatnonzero(reduced < 0)
        if not len(short):
            return own, reduced
        first = by_column.indices[by_column.indptr[short]]
        more = np.zeros_like(own)
        np.maximum.at(more, first, -reduced[short])
        own = own + more
        reduced = reduced + np.asarray(more @ uses)


class Cuts:
    """The odd sets found so far in a part. They hold for every choice, so each stage goes on with them."""

    def __init__(self, uses: Any, vertices: int) -> None:
        self.uses = uses[:vertices].tocsr()
        self.sets: list[tuple[int, ...]] = []
        self.matrix: Any = sparse.csr_matrix((0, uses.shape[1]), dtype=np.int64)
        self.limits: Ints = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.sets)

    def add(self, sets: Sequence[tuple[int, ...]]) -> None:
        """Add odd sets of vertices that are not there yet."""
        known = set(self.sets)
        fresh = [each for each in dict.fromkeys(sets) if each not in known]
        if not fresh:
            return
        self.sets += fresh
        lines = np.repeat(np.arange(len(fresh)), [len(each) for each in fresh])
        members = np.array([vertex for each in fresh for vertex in each], dtype=np.int64)
        chosen = sparse.csr_matrix(
            (np.ones(len(members), dtype=np.int64), (lines, members)), shape=(len(fresh), self.uses.shape[0])
        )
        found = (chosen @ self.uses).tocsr()
        found.data //= 2
        found.eliminate_zeros()
        self.matrix = sparse.vstack([self.matrix, found], format="csr")
        self.limits = np.concatenate([self.limits, np.array([len(each) // 2 for each in fresh], dtype=np.int64)])

    def only(self, kept: Ints) -> None:
        """Forget the columns that are not kept."""
        self.uses = self.uses[:, kept]
        self.matrix = self.matrix[:, kept]
