"""Search a part by integer programs over the columns that can still matter.

A choice that beats `z` when the bound is `b` holds no column whose reduced cost is above b - z. So a program over the
columns with a reduced cost of at most d says something about all columns: either its best is above b - d and is the best
there is, or no choice lies above b - d. The steps take d from small to large, until the gap is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np
from scipy import sparse

from wisselkracht.core.columns import Ints
from wisselkracht.core.errors import SolverBroke
from wisselkracht.core.highs import model, quiet
from wisselkracht.core.relaxation import Cuts, Duals, NoChoice, Relaxation

SMALL: Final = 2500
STEPS: Final = (1500, 3000, 5000, 8000, 12000, 18000, 30000)
LEAN: Final = {
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_allow_restart": False,
    "mip_pscost_minreliable": 4,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said. chosen: columns, or None where there are none. proven: is that the best (or are there none)?"""

    chosen: Ints | None
    value: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Program:
    """A part as integer program: what every choice must keep."""

    uses: Any
    limits: Ints
    earlier: Sequence[tuple[Ints, int]]
    cuts: Cuts

    def best(
        self, gain: Ints, columns: Ints, *, above: int | None, left: float, lean: bool = False, any_will_do: bool = False,
        nodes: int | None = None, cuts: Ints | None = None,
    ) -> Answer:  # fmt: skip
        """Give the best choice among some columns that gains more than `above`.

        left: seconds. lean: without the solver's own ways to look for a choice. any_will_do: stop at the first.
        nodes: stop after so many. cuts: which odd sets to hand over.
        """
        if not len(columns):
            empty = above is None and not any(total for _values, total in self.earlier)
            return Answer(columns if empty else None, 0, True)
        options: dict[str, object] = {"time_limit": max(left, 0.01), "mip_rel_gap": 0.0, "mip_abs_gap": 0.99}
        if lean:
            options |= LEAN
        if any_will_do:
            options |= {"mip_max_improving_sols": 1}
        if nodes is not None:
            options |= {"mip_max_nodes": nodes}
        if above is not None:
            options |= {"objective_bound": -(above + 0.5)}
        solver = quiet(**options)
        solver.passModel(self._model(gain, columns, cuts))
        solver.run()
        return self._answer(solver, gain, columns, above)

    def _model(self, gain: Ints, columns: Ints, cuts: Ints | None) -> Any:
        local = self.uses[:, columns].tocsr()
        rows = np.flatnonzero(np.diff(local.indptr))
        blocks = [local[rows]]
        low, high = [np.full(len(rows), -highspy.kHighsInf)], [self.limits[rows].astype(float)]
        if self.earlier:
            totals = np.array([total for _values, total in self.earlier], dtype=np.float64)
            blocks.append(sparse.csr_matrix(np.array([values[columns] for values, _total in self.earlier])))
            low.append(totals)
            high.append(totals)
        if cuts is not None and len(cuts):
            blocks.append(self.cuts.matrix[cuts][:, columns])
            low.append(np.full(len(cuts), -highspy.kHighsInf))
            high.append(self.cuts.limits[cuts].astype(float))
        matrix = sparse.vstack(blocks, format="csc").astype(np.float64)
        return model(
            matrix, low=np.concatenate(low), high=np.concatenate(high), gain=gain[columns].astype(float), integer=True
        )

    def _answer(self, solver: Any, gain: Ints, columns: Ints, above: int | None) -> Answer:
        status, kinds = solver.getModelStatus(), highspy.HighsModelStatus
        if status in (kinds.kInfeasible, kinds.kObjectiveBound):
            return Answer(None, 0, True)
        stopped = (kinds.kTimeLimit, kinds.kSolutionLimit, kinds.kInterrupt, kinds.kIterationLimit)
        if status not in (kinds.kOptimal, *stopped):
            raise SolverBroke(solver.modelStatusToString(status))
        found = None
        if solver.getInfo().primal_solution_status == 2:
            found = columns[np.array(solver.getSolution().col_value) > 0.5]
            if not self.holds(found):
                raise SolverBroke("a choice that breaks a limit")
        value = int(gain[found].sum()) if found is not None else 0
        if found is not None and above is not None and value <= above:
            found = None
        return Answer(found, value if found is not None else 0, status == kinds.kOptimal)

    def holds(self, chosen: Ints) -> bool:
        """Does a choice keep every limit and what earlier stages reached?"""
        used = np.asarray(self.uses[:, chosen].sum(axis=1)).ravel()
        kept = all(int(values[chosen].sum()) == total for values, total in self.earlier)
        return kept and bool((used <= self.limits).all())


@dataclass(slots=True)
class Ends:
    """How far a stage is. chosen: the best choice yet, its value `lower`; upper: no choice is better than that."""

    chosen: Ints
    lower: int
    upper: int

    @property
    def closed(self) -> bool:
        """Is the best known to be the best?"""
        return self.lower >= self.upper

    def better(self, answer: Answer) -> None:
        """Take a better choice."""
        if answer.chosen is not None and answer.value > self.lower:
            self.chosen, self.lower = answer.chosen, answer.value


def close(program: Program, gain: Ints, duals: Duals, ends: Ends, left: Callable[[], float]) -> None:
    """Close the gap of a stage, or leave it open where the time ends. left: seconds that are left."""
    near = np.flatnonzero(duals.sets > 0)
    while not ends.closed and left() > 0:
        matter = np.flatnonzero(duals.reduced <= duals.exact - duals.denominator * (ends.lower + 1))
        step = _step(duals, matter, ends)
        columns = matter if step is None else np.flatnonzero(duals.reduced <= step)
        above = ends.lower if step is None else max(ends.lower, _below(duals, step))
        answer = program.best(gain, columns, above=above, left=left(), lean=len(columns) > SMALL, cuts=near)
        ends.better(answer)
        if answer.proven:
            ends.upper = ends.lower if answer.chosen is not None else min(ends.upper, above)


def _below(duals: Duals, step: int) -> int:
    """Give the value above which a choice has only columns with a reduced cost of at most `step`."""
    return -((step - duals.exact) // duals.denominator) - 1


def _step(duals: Duals, matter: Ints, ends: Ends) -> int | None:
    """Give the next largest reduced cost to look at, or None for all that matter."""
    costs = np.sort(duals.reduced[matter])
    for size in STEPS:
        if 4 * size > 3 * len(costs) or len(costs) <= SMALL:
            return None
        step = int(costs[size - 1])
        if max(ends.lower, _below(duals, step)) < ends.upper and np.searchsorted(costs, step, "right") < 2 * size:
            return step
    return None


def reach(program: Program, gain: Ints, guide: Ints, ends: Ends, left: Callable[[], float]) -> None:
    """Close a stage whose columns are nearly all as good as each other: look for a choice that reaches the bound.

    Nothing tells such columns apart, so another gain, the guide, does: of the choices that reach the bound the search
    looks for one that is good by the guide, and takes the first.
    """
    while not ends.closed and left() > 0:
        earlier = [*program.earlier, (gain, ends.upper)]
        relaxation = Relaxation(program.uses, program.limits, guide, earlier, program.cuts)
        try:
            relaxation.solve(left)
        except NoChoice:
            ends.upper -= 1
            continue
        duals = relaxation.duals()
        aimed = Program(program.uses, program.limits, earlier, program.cuts)
        costs = np.sort(duals.reduced)
        for size in (*(size for size in STEPS if 4 * size < 3 * len(costs)), len(costs)):
            columns = np.flatnonzero(duals.reduced <= int(costs[size - 1]))
            answer = aimed.best(guide, columns, above=None, left=left(), lean=False, any_will_do=True)
            if answer.chosen is not None:
                ends.better(Answer(answer.chosen, ends.upper, proven=True))
                return
            if not answer.proven:
                return
        ends.upper -= 1
