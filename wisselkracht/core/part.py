"""Solve one part: the stages in their order, each with a proof, and after each the columns that it rules out left out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from wisselkracht.core import matching
from wisselkracht.core.columns import Columns, Ints
from wisselkracht.core.errors import OutOfTime, SolverBroke
from wisselkracht.core.objectives import LOTTERY, WORST, Stage
from wisselkracht.core.odd_sets import broken
from wisselkracht.core.relaxation import Cuts, Duals, Relaxation
from wisselkracht.core.search import SMALL, Answer, Ends, Program, close, reach

DUALS: Final = "duals"
SEARCH: Final = "search"
OPEN: Final = "open"
PATIENCE: Final = 4


@dataclass(frozen=True, slots=True)
class Proof:
    """The prices that bound a stage of a part. rows: of the part; sets: vertices of the part, with their price."""

    rows: Ints
    sets: tuple[tuple[tuple[int, ...], int], ...]
    earlier: tuple[int, ...]
    denominator: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a stage of a part ended.

    bound: None where time ended before there was one. closed: by DUALS (the prices alone bound it at its value), by SEARCH
    (an integer program says so), or OPEN.
    """

    stage: str
    value: int
    bound: int | None
    closed: str
    proof: Proof | None


@dataclass(slots=True)
class _Part:
    """A part on its way through the stages: the columns that are left, the choice yet, and what earlier stages reached."""

    columns: Columns
    cuts: Cuts
    chosen: Ints
    earlier: list[tuple[Ints, int]]

    def program(self) -> Program:
        return Program(self.columns.uses, self.columns.limits, self.earlier, self.cuts)

    def keep(self, kept: Ints) -> None:
        """Go on with some of the columns; the chosen ones are among them."""
        self.columns = self.columns.only(kept)
        self.cuts.only(kept)
        self.chosen = np.searchsorted(kept, self.chosen)
        self.earlier = [(values[kept], total) for values, total in self.earlier]


def solve(columns: Columns, left: Callable[[], float]) -> tuple[list[tuple[int, ...]], list[Outcome]]:
    """Give the chosen exchanges of a part and how each stage ended; stages after an open one are left out."""
    part = _Part(columns, Cuts(columns.uses, columns.vertices), np.zeros(0, dtype=np.int64), [])
    outcomes = []
    for number in range(len(columns.stages)):
        stage = part.columns.stages[number]
        outcome = _worst(part, stage, left) if stage.name == WORST else _additive(part, number, left)
        outcomes.append(outcome)
        if outcome.closed == OPEN:
            break
    return [part.columns.paths[number] for number in part.chosen.tolist()], outcomes


def _additive(part: _Part, number: int, left: Callable[[], float]) -> Outcome:
    stage = part.columns.stages[number]
    gain = stage.values
    most = int(np.maximum(gain, 0).sum())
    ends = Ends(part.chosen, int(gain[part.chosen].sum()), most)
    try:
        duals = _tightened(part, gain, ends, left)
    except (OutOfTime, SolverBroke):
        part.chosen = ends.chosen
        return Outcome(stage.name, ends.lower, None, OPEN, None)
    bound = duals.bound
    if not ends.closed:
        # A solver that breaks leaves the stage open: what was found stands, with the bound of the prices.
        with suppress(OutOfTime, SolverBroke):
            _search(part, number, duals, ends, left)
    part.chosen = ends.chosen
    proof = Proof(
        duals.rows,
        tuple((each, price) for each, price in zip(part.cuts.sets, duals.sets.tolist(), strict=False) if price),
        tuple(duals.earlier.tolist()),
        duals.denominator,
    )
    if not ends.closed:
        return Outcome(stage.name, ends.lower, ends.upper, OPEN, proof)
    part.earlier.append((gain, ends.lower))
    part.keep(np.flatnonzero(duals.reduced <= duals.exact - duals.denominator * ends.lower))
    return Outcome(stage.name, ends.lower, ends.lower, DUALS if bound == ends.lower else SEARCH, proof)


def _tightened(part: _Part, gain: Ints, ends: Ends, left: Callable[[], float]) -> Duals:
    """Solve the relaxation and cut off what breaks odd sets, until nothing more is gained. Raises OutOfTime."""
    program = part.program()
    relaxation = Relaxation(part.columns.uses, part.columns.limits, gain, part.earlier, part.cuts)
    best: Duals | None = None
    idle = 0
    while True:
        try:
            values = relaxation.solve(left)
        except OutOfTime:
            if best is None:
                raise
            return best
        duals = relaxation.duals()
        gained = best is None or duals.exact < best.exact - max(duals.denominator // 1000, 1)
        idle = 0 if gained else idle + 1
        if best is None or duals.exact < best.exact:
            best = duals
        ends.upper = min(ends.upper, best.bound)
        _rounded(program, gain, values, ends, first=not part.earlier)
        if ends.closed or idle > PATIENCE or left() <= 0:
            return best
        sets = broken(part.cuts.uses, values, grow=idle > 0)
        known = len(part.cuts)
        part.cuts.add(sets)
        if len(part.cuts) == known:
            if idle == 0:
                part.cuts.add(broken(part.cuts.uses, values, grow=True))
            if len(part.cuts) == known:
                return best


def _rounded(program: Program, gain: Ints, values: Any, ends: Ends, *, first: bool) -> None:
    """Make a choice of a fractional one: what is whole, and in the first stage what else fits, the largest part first."""
    whole = np.flatnonzero(values > 1 - 1e-6)
    if first:
        order = np.flatnonzero((values > 1e-6) & (gain > 0))
        order = order[np.argsort(-values[order], kind="stable")]
        whole = _fitting(program, order)
    if int(gain[whole].sum()) > ends.lower and program.holds(whole):
        ends.better(Answer(whole, int(gain[whole].sum()), proven=False))


def _fitting(program: Program, order: Ints) -> Ints:
    free = program.limits.copy()
    by_column = program.uses
    taken = []
    for column in order.tolist():
        low, high = by_column.indptr[column], by_column.indptr[column + 1]
        rows, uses = by_column.indices[low:high], by_column.data[low:high]
        if (free[rows] >= uses).all():
            free[rows] -= uses
            taken.append(column)
    return np.array(sorted(taken), dtype=np.int64)


def _search(part: _Part, number: int, duals: Duals, ends: Ends, left: Callable[[], float]) -> None:
    stage, program = part.columns.stages[number], part.program()
    if matching.is_one(part.columns):
        found = matching.best(part.columns, number, left())
        if found is not None:
            ends.better(Answer(found, int(stage.values[found].sum()), proven=True))
            ends.upper = ends.lower
            return
    alike = int((duals.reduced <= duals.exact - duals.denominator * ends.upper).sum())
    if alike > SMALL:
        reach(program, stage.values, _guide(part, number), ends, left)
    close(program, stage.values, duals, ends, left)


def _guide(part: _Part, number: int) -> Ints:
    """Give what tells columns apart that a stage does not: the next stage that can, or their own numbers, well mixed."""
    for stage in part.columns.stages[number + 1 :]:
        if stage.name not in (WORST, LOTTERY) and len(np.unique(stage.values)) > SMALL // 100:
            return stage.values
    mixed: Ints = (np.arange(len(part.columns), dtype=np.int64) * 2654435761 % 2**32) >> 20
    return mixed + 4096


def _worst(part: _Part, stage: Stage, left: Callable[[], float]) -> Outcome:
    """Lift the least value among the chosen, by halving: can a choice do without all columns below a mark?"""
    values = stage.values
    if not len(part.chosen):
        part.keep(np.arange(len(part.columns)))
        return Outcome(stage.name, 0, 0, SEARCH, None)
    marks = np.unique(values[values >= values[part.chosen].min()])
    low, high = 0, len(marks) - 1
    flat = np.zeros(len(part.columns), dtype=np.int64)
    while low < high and left() > 0:
        middle = (low + high + 1) // 2
        near = np.flatnonzero(values >= marks[middle])
        try:
            answer = part.program().best(flat, near, above=None, left=left(), any_will_do=True)
        except SolverBroke:
            break
        if answer.chosen is not None:
            part.chosen = answer.chosen
            low = int(np.searchsorted(marks, values[part.chosen].min()))
        elif answer.proven:
            high = middle - 1
        else:
            break
    if low < high:
        return Outcome(stage.name, int(marks[low]), int(marks[high]), OPEN, None)
    part.keep(np.flatnonzero(values >= marks[low]))
    return Outcome(stage.name, int(marks[low]), int(marks[low]), SEARCH, None)
