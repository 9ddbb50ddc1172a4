"""Leximin over the linear relaxation of all panels: exact levels, each with the inequality that proves it.

Every stage raises the least chance of all types that are still free as far as it goes. The multipliers y of the
rules give each type a weight pi = y @ matrix; every panel v has pi @ v <= y+ @ upper - y- @ lower, so no lottery
gives all free types more than the stage's level, and types with a positive weight have exactly that level.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import highspy
import numpy as np

from beraad.core import rational
from beraad.core.errors import Infeasible, NotProven
from beraad.core.highs import quiet
from beraad.core.model import Floats, Ints, Model
from beraad.core.stages import FREE, Leaf, Stage, level_of


def stages(model: Model, *, out_of_time: Callable[[], bool], first_only: bool = False) -> tuple[Stage, ...]:
    """Give the stages of the leximin of the relaxation, in rising order, until every type has its level.

    Raises Infeasible when even the relaxation has no panel, NotProven when multipliers cannot be made exact.
    """
    program = _Program(model)
    found: list[Stage] = []
    state = np.full(model.types, FREE, dtype=np.int64)
    while np.any(state == FREE):
        z, y, weights = program.solve()
        if z > 1 - 1e-10:
            rest = tuple(np.flatnonzero(state == FREE).tolist())
            stage = Stage(Fraction(1), rest)
        else:
            stage = _exact(model, y, weights, z, state, found)
        for kind in stage.fixed:
            state[kind] = len(found)
        found.append(stage)
        program.fix(stage)
        if first_only or out_of_time():
            break
    return tuple(found)


def _exact(model: Model, y: Floats, weights: Floats, z: float, state: Ints, found: list[Stage]) -> Stage:
    for guess in (rational.whole, lambda values: _by_equations(model, values, weights, state)):
        multipliers = guess(y)
        if multipliers is None:
            continue
        exact = multipliers @ model.matrix
        bound = int(np.sum(np.where(multipliers > 0, multipliers * model.upper, multipliers * model.lower)))
        proven = level_of(model, exact, bound, state, found)
        if proven is not None and abs(float(proven[0]) - z) < 1e-9:
            return Stage(proven[0], proven[1], exact, bound, Leaf(tuple(multipliers.tolist())), plain=True)
    raise NotProven(stage=len(found))


def _by_equations(model: Model, y: Floats, weights: Floats, state: Ints) -> Ints | None:
    used = np.flatnonzero(np.abs(y) > 1e-9 * np.max(np.abs(y)))
    zero = (state == FREE) & (np.abs(weights) < 1e-9 * np.max(np.abs(weights)))
    solved = rational.kernel(model.matrix[np.ix_(used, np.flatnonzero(zero))].T, y[used])
    if solved is None:
        return None
    numbers = rational.to_integers(solved)
    if max(abs(number) for number in numbers) > 10**12:
        return None
    result = np.zeros(len(y), dtype=np.int64)
    result[used] = numbers
    return result


class _Program:
    """Maximise z with z * counts <= x <= counts for free types, within the rules. Variables: x, then z."""

    def __init__(self, model: Model) -> None:
        self.model, self.types = model, model.types
        self.solver = quiet()
        lp = highspy.HighsLp()
        rules = len(model.matrix)
        lp.num_col_, lp.num_row_ = self.types + 1, rules + self.types
        lp.col_cost_ = np.append(np.zeros(self.types), 1.0)
        lp.col_lower_ = np.zeros(self.types + 1)
        lp.col_upper_ = np.append(model.counts.astype(float), 1.0)
        lp.row_lower_ = np.append(model.lower.astype(float), np.zeros(self.types))
        lp.row_upper_ = np.append(model.upper.astype(float), np.full(self.types, highspy.kHighsInf))
        lp.sense_ = highspy.ObjSense.kMaximize
        index: list[int] = []
        value: list[float] = []
        start = [0]
        for kind in range(self.types):
            mine = np.flatnonzero(model.matrix[:, kind]).tolist()
            index += [*mine, rules + kind]
            value += [1.0] * (len(mine) + 1)
            start.append(len(index))
        index += range(rules, rules + self.types)
        value += (-model.counts.astype(float)).tolist()
        start.append(len(index))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start, index, value
        self.solver.passModel(lp)

    def solve(self) -> tuple[float, Floats, Floats]:
        """Give z, the multiplier of each rule and the weight of each type."""
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Infeasible
        answer = self.solver.getSolution()
        rules = len(self.model.matrix)
        dual = np.array(answer.row_dual)
        reduced = np.array(answer.col_dual)[:-1]
        return float(answer.col_value[-1]), dual[:rules], -dual[rules:] - reduced

    def fix(self, stage: Stage) -> None:
        """Hold the types of a stage at its level."""
        rules = len(self.model.matrix)
        for kind in stage.fixed:
            held = float(stage.level * int(self.model.counts[kind]))
            self.solver.changeColBounds(kind, held, held)
            self.solver.changeRowBounds(rules + kind, -highspy.kHighsInf, highspy.kHighsInf)
