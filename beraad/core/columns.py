"""Leximin over the panels themselves, by column generation: for when the relaxation promises too much.

Each stage is a linear program over the panels found so far; an exact integer program looks for a panel that would
raise the level, until there is none. Its multipliers are then made integers and proven anew by branching.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

import highspy
import numpy as np

from beraad.core import highs, rational
from beraad.core.branching import prove
from beraad.core.errors import Infeasible, NotProven, OutOfTime
from beraad.core.hull import Herd
from beraad.core.model import Floats, Ints, Model
from beraad.core.stages import FREE, Stage, level_of

GAIN: Final = 1e-8


class Pricing:
    """The panel with the highest value of integers or floats per type: exact, over all panels."""

    def __init__(self, model: Model) -> None:
        self._columns = np.arange(model.types, dtype=np.int32)
        zero = np.zeros(model.types)
        self._solver = highs.program(
            model.matrix, low=model.lower, high=model.upper, least=zero, most=model.counts, cost=zero, integer=True
        )
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        self._solver.setOptionValue("mip_abs_gap", 1e-9)

    def best(self, cost: Floats | Ints) -> Ints:
        """Give the best panel. Raises Infeasible where there is no panel at all."""
        self._solver.changeColsCost(len(cost), self._columns, np.asarray(cost, dtype=float))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Infeasible
        return highs.rounded(self._solver.getSolution().col_value)


def stages(model: Model, herd: Herd, *, out_of_time: Callable[[], bool]) -> tuple[Stage, ...]:
    """Give the stages of the leximin over all panels, in rising order; adds the panels it needs to the herd.

    Types that are in no panel have the level 0. Raises Infeasible, NotProven, or OutOfTime with the stages so far.
    """
    pricing = Pricing(model)
    herd.add(pricing.best(np.zeros(model.types)))
    found: list[Stage] = []
    state = np.full(model.types, FREE, dtype=np.int64)
    while np.any(state == FREE):
        z, weights = _generate(model, herd, pricing, state, found, out_of_time)
        if z > 1 - 1e-9:
            stage = Stage(Fraction(1), tuple(np.flatnonzero(state == FREE).tolist()))
        else:
            stage = _exact(model, herd, pricing, weights, z, state, found)
        for kind in stage.fixed:
            state[kind] = len(found)
        found.append(stage)
    return tuple(found)


def _generate(
    model: Model, herd: Herd, pricing: Pricing, state: Ints, found: list[Stage], out_of_time: Callable[[], bool]
) -> tuple[float, Floats]:
    while True:
        if out_of_time():
            raise OutOfTime(tuple(found))
        z, weights, ceiling = _master(model, herd, state, found)
        panel = pricing.best(weights)
        if float(weights @ panel) < ceiling + GAIN * max(1.0, float(np.abs(weights).max())) or not herd.add(panel):
            return z, weights


def _master(model: Model, herd: Herd, state: Ints, found: list[Stage]) -> tuple[float, Floats, float]:
    """Solve one stage over the known panels: z, the weight of each type, and the value no known panel is above."""
    panels = np.array(herd.panels, dtype=float).T
    free = state == FREE
    matrix = np.vstack([np.column_stack([panels, np.where(free, -model.counts, 0.0)]), np.ones(panels.shape[1] + 1)])
    matrix[-1, -1] = 0.0
    held = np.array([0.0 if at == FREE else float(found[at].level) for at in state.tolist()]) * model.counts
    slack = np.where(free, 0.0, 1e-11)
    solver = highs.program(
        matrix, low=np.append(held - slack, 1.0), high=np.append(np.where(free, np.inf, held + slack), 1.0),
        least=np.zeros(matrix.shape[1]), most=np.append(np.full(panels.shape[1], np.inf), 1.0),
        cost=np.append(np.zeros(panels.shape[1]), 1.0),
    )  # fmt: skip
    solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
    solver.setOptionValue("dual_feasibility_tolerance", 1e-9)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise NotProven(stage=len(found))
    answer = solver.getSolution()
    dual = -np.array(answer.row_dual)
    return float(answer.col_value[-1]), dual[:-1], -float(dual[-1])


def _exact(
    model: Model, herd: Herd, pricing: Pricing, weights: Floats, z: float, state: Ints, found: list[Stage]
) -> Stage:
    for guess in (rational.whole, lambda values: _by_equations(herd, values)):
        whole = guess(weights)
        if whole is None:
            continue
        best = pricing.best(whole)
        herd.add(best)
        bound = int(whole @ best)
        proven = level_of(model, whole, bound, state, found)
        if proven is not None and abs(float(proven[0]) - z) < 1e-8:
            return Stage(proven[0], proven[1], whole, bound, prove(model, whole, bound))
    raise NotProven(stage=len(found))


def _by_equations(herd: Herd, weights: Floats) -> Ints | None:
    used = np.flatnonzero(np.abs(weights) > 1e-9 * np.abs(weights).max())
    panels = np.array(herd.panels, dtype=np.int64)
    values = panels @ weights
    near = values > values.max() - 1e-8 * max(1.0, float(np.abs(weights).max()))
    equations = np.column_stack([panels[np.ix_(near, used)], -np.ones(int(near.sum()), dtype=np.int64)])
    solved = rational.kernel(equations, np.append(weights[used], values.max()))
    if solved is None:
        return None
    numbers = rational.to_integers(solved[:-1])
    if max(abs(number) for number in numbers) > 10**9:
        return None
    result = np.zeros(len(weights), dtype=np.int64)
    result[used] = numbers
    return result
