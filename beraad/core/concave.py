"""The other objectives: only the least chance (maximin), or the product of all chances (nash).

Both are solved over the linear relaxation; the panels are then found as for leximin. Their optima are not small
fractions, so they hold to a tolerance, and the certificate bounds in exact fractions how far from the best they are.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import highspy
import numpy as np

from beraad.core import highs
from beraad.core.errors import Infeasible, NotProven
from beraad.core.model import Floats, Model
from beraad.core.stages import Leaf

SCALE: Final = 2**40
ROUNDS: Final = 60
CLOSE: Final = 2e-7
NEAR: Final = 1e-7
STEPS: Final = 12
SLACK: Final = 1e-9


def maximin(model: Model, least: Fraction) -> Floats:
    """Give the expected members per type where everybody has the least chance, and the highest is as low as can be."""
    counts = model.counts.astype(float)
    solver = highs.program(
        np.vstack([
            np.column_stack([model.matrix.astype(float), np.zeros(len(model.matrix))]),
            np.column_stack([np.eye(model.types), -counts]),
        ]),
        low=np.concatenate([model.lower, np.full(model.types, -np.inf)]),
        high=np.concatenate([model.upper, np.zeros(model.types)]),
        least=np.append(float(least) * counts, 0.0), most=np.append(counts, 1.0),
        cost=np.append(np.zeros(model.types), 1.0), maximise=False,
    )  # fmt: skip
    return snapped(model, _solved(solver)[0][:-1])


def nash(model: Model, start: Floats) -> tuple[Floats, Leaf]:
    """Give the expected members per type with the highest geometric mean of chances, and the multipliers that show it.

    start: expected members that keep the rules; where they are zero, no lottery has more. The logarithm of each type
    is bounded from above by tangents, in a linear program; every round adds tangents where the last answer was.
    Raises NotProven when the rounds end before the geometric mean is within 2e-7 of its bound.
    """
    program = _Tangents(model, np.flatnonzero(start > 0))
    points = [start[program.alive] * 1.5**step for step in range(-6, 7)]
    for _round in range(ROUNDS):
        for point in points:
            program.touch(np.minimum(point, model.counts[program.alive]))
        expected, multipliers = program.solve()
        weights = multipliers @ model.matrix
        growth = _growth(model, expected, multipliers, weights)
        if growth <= CLOSE * model.counts.sum():
            expected, multipliers = _sharpened(model, expected, multipliers)
            whole = np.rint(multipliers * SCALE).astype(np.int64)
            return snapped(model, expected), Leaf(tuple(whole.tolist()), SCALE)
        points = [expected[program.alive], _ideal(model, weights)[program.alive]]
    raise NotProven(stage=0)


def _sharpened(model: Model, expected: Floats, multipliers: Floats) -> tuple[Floats, Floats]:
    """Take Newton steps on the multipliers that are not zero until their ideal members keep the rules to rounding.

    Gives back what it got where that does not come out better.
    """
    used = np.flatnonzero(np.abs(multipliers) > 1e-6 * np.abs(multipliers).max())
    rows = model.matrix[used].astype(float)
    goal = np.where(multipliers[used] > 0, model.upper[used], model.lower[used])
    better, alive = multipliers.copy(), expected > 0
    for _step in range(STEPS):
        weights = better @ model.matrix
        ideal = np.where(alive, _ideal(model, weights), 0.0)
        bend = np.where(alive & (weights > 1.0), ideal / np.maximum(weights, 1.0), 0.0)
        better[used] += np.linalg.lstsq((rows * bend) @ rows.T, rows @ ideal - goal, rcond=1e-12)[0]
    ideal = np.where(alive, _ideal(model, better @ model.matrix), 0.0)
    sums = model.matrix @ ideal
    kept = bool(np.all((sums > model.lower - SLACK) & (sums < model.upper + SLACK)))
    if kept and _growth(model, ideal, better, better @ model.matrix) < _growth(
        model, expected, multipliers, multipliers @ model.matrix
    ):
        return ideal, better
    return expected, multipliers


def snapped(model: Model, expected: Floats) -> Floats:
    """Move a solver's answer onto the whole numbers and the rules that it meets within 1e-7."""
    whole = np.rint(expected)
    loose = np.abs(expected - whole) > NEAR
    result = np.where(loose, expected, whole)
    sums = model.matrix @ result
    goal = np.where(np.abs(sums - model.lower) < NEAR * model.types, model.lower, model.upper)
    tight = np.abs(sums - goal) < NEAR * model.types
    if loose.any() and tight.any():
        rows = model.matrix[tight][:, loose].astype(float)
        result[loose] += np.linalg.lstsq(rows, (goal - sums)[tight], rcond=1e-10)[0]
    moved: Floats = result
    return moved


def _ideal(model: Model, weights: Floats) -> Floats:
    """Per type, the members that would be best if each cost its weight: at most all of its people."""
    counts = model.counts.astype(float)
    best: Floats = np.where(weights > 1.0, counts / np.maximum(weights, 1.0), counts)
    return best


def _growth(model: Model, expected: Floats, multipliers: Floats, weights: Floats) -> float:
    """Bound how much the sum of logarithms of any lottery is above this one's; the checker does the same exactly."""
    alive = expected > 0
    ideal = _ideal(model, weights)
    rules = np.where(multipliers > 0, multipliers * model.upper, multipliers * model.lower).sum()
    gain = model.counts[alive] * (ideal[alive] / expected[alive] - 1.0) - weights[alive] * ideal[alive]
    return float(rules + gain.sum())


def _solved(solver: Any) -> tuple[Floats, Floats]:
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Infeasible
    answer = solver.getSolution()
    return np.array(answer.col_value), np.array(answer.row_dual)


class _Tangents:
    """Maximise the sum of counts * t, with t below the tangents of log x. Variables: x of all types, then t."""

    def __init__(self, model: Model, alive: np.ndarray[Any, np.dtype[np.int64]]) -> None:
        self.model, self.alive = model, alive
        own = len(alive)
        most = np.zeros(model.types)
        most[alive] = model.counts[alive]
        self.solver = highs.program(
            np.column_stack([model.matrix.astype(float), np.zeros((len(model.matrix), own))]),
            low=model.lower, high=model.upper,
            least=np.append(np.zeros(model.types), np.full(own, -100.0)), most=np.append(most, np.full(own, 100.0)),
            cost=np.append(np.zeros(model.types), model.counts[alive]),
        )  # fmt: skip

    def touch(self, points: Floats) -> None:
        """Add the tangent of each living type at its point: t - x / point <= log(point) - 1."""
        own = len(self.alive)
        index = np.column_stack([self.alive, self.model.types + np.arange(own)]).ravel().astype(np.int32)
        value = np.column_stack([-1.0 / points, np.ones(own)]).ravel()
        starts = np.arange(0, 2 * own, 2, dtype=np.int32)
        self.solver.addRows(own, np.full(own, -np.inf), np.log(points) - 1.0, 2 * own, starts, index, value)

    def solve(self) -> tuple[Floats, Floats]:
        """Give the expected members and the multipliers of the rules."""
        values, dual = _solved(self.solver)
        expected = np.where(values[: self.model.types] < 1e-12, 0.0, values[: self.model.types])
        return expected, dual[: len(self.model.matrix)]
