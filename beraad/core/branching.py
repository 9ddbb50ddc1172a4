"""A proof that no panel is worth more than a bound, as a tree of cases that exact arithmetic can check."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import highspy
import numpy as np

from beraad.core import highs
from beraad.core.errors import NotProven
from beraad.core.model import Floats, Ints, Model
from beraad.core.stages import Branch, Leaf, Proof

SCALE: Final = 2**24
CASES: Final = 20_000


class Exceeded(NotProven):
    """There is no proof, for this panel is worth more than the bound."""

    def __init__(self, panel: Ints) -> None:
        super().__init__(stage=-1)
        self.panel = panel


def prove(model: Model, weights: Ints, bound: int, *, unit: int = 1) -> Proof:
    """Prove that weights @ panel <= bound for every panel (weights are integers, so below bound + 1 is enough).

    unit: what the weights are divided by for the solver, which counts in floats; the proof is about the weights.
    Raises Exceeded when a panel is worth more, NotProven when the tree would be larger than CASES.
    """
    prover = _Prover(model, weights, bound, unit)
    return prover.prove(np.zeros(model.types, dtype=np.int64), model.counts.copy())


def root(model: Model, weights: Ints, *, unit: int = 1) -> tuple[Leaf, int]:
    """Give the best proof of one case, and the bound on weights @ panel that it shows: true, and maybe far."""
    return _Prover(model, weights, 0, unit).root()


class _Prover:
    def __init__(self, model: Model, weights: Ints, bound: int, unit: int) -> None:
        self.model, self.weights, self.bound, self.unit = model, weights, bound, unit
        self.cases = 0
        self._columns = np.arange(model.types, dtype=np.int32)
        self._solver = highs.program(
            model.matrix,
            low=model.lower,
            high=model.upper,
            least=np.zeros(model.types),
            most=model.counts,
            cost=weights / unit,
        )
        self._solver.setOptionValue("presolve", "off")

    def prove(self, least: Ints, most: Ints) -> Proof:
        self.cases += 1
        if self.cases > CASES:
            raise NotProven(stage=-1)
        self._run(least, most)
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            _status, _has, ray = self._solver.getDualRay()
            empty = self._empty(np.array(ray), least, most)
            return empty or self._branched(self._split(least, most), least, most)
        leaf = self._multipliers()
        if self.value(leaf, least, most) < (self.bound + 1) * leaf.scale:
            return leaf
        point = np.array(self._solver.getSolution().col_value)
        apart = np.abs(point - np.rint(point))
        kind = int(np.argmax(apart))
        if apart[kind] < 1e-6:
            panel = highs.rounded(point.tolist())
            if self.model.holds(panel) and int(self.weights @ panel) > self.bound:
                raise Exceeded(panel)
            return self._branched(self._split(least, most), least, most)
        return self._branched((kind, int(np.floor(point[kind]))), least, most)

    def root(self) -> tuple[Leaf, int]:
        """Give the multipliers with no case set apart, and the bound that they show."""
        least, most = np.zeros(self.model.types, dtype=np.int64), self.model.counts.copy()
        self._run(least, most)
        leaf = self._multipliers()
        return leaf, self.value(leaf, least, most) // leaf.scale

    def _run(self, least: Ints, most: Ints) -> None:
        self._solver.changeColsBounds(len(least), self._columns, least.astype(float), most.astype(float))
        self._solver.run()

    def _multipliers(self) -> Leaf:
        return _leaf(np.array(self._solver.getSolution().row_dual) * self.unit)

    def _branched(self, case: tuple[int, int], least: Ints, most: Ints) -> Branch:
        kind, at = case
        below, above = most.copy(), least.copy()
        below[kind], above[kind] = at, at + 1
        return Branch(kind, at, self.prove(least, below), self.prove(above, most))

    def _split(self, least: Ints, most: Ints) -> tuple[int, int]:
        width = most - least
        kind = int(np.argmax(width))
        if not width[kind]:
            raise NotProven(stage=-1)
        return kind, int(least[kind] + (width[kind] - 1) // 2)

    def _empty(self, ray: Floats, least: Ints, most: Ints) -> Leaf | None:
        if not ray.size or not np.abs(ray).max():
            return None
        for sign in (1.0, -1.0):
            leaf = replace(_leaf(sign * ray / np.abs(ray).max()), empty=True)
            if self.value(leaf, least, most) < 0:
                return leaf
        return None

    def value(self, leaf: Leaf, least: Ints, most: Ints) -> int:
        """Give the most that a panel of this branch is worth, times the scale: exact, in integers."""
        y = np.array(leaf.multipliers, dtype=object)
        weights = np.zeros(len(self.weights), dtype=object) if leaf.empty else self.weights.astype(object) * leaf.scale
        rest = weights - y @ self.model.matrix.astype(object)
        rules = np.where(y > 0, y * self.model.upper, y * self.model.lower).sum()
        return int(rules + np.where(rest > 0, rest * most, rest * least).sum())


def _leaf(multipliers: Floats) -> Leaf:
    whole = np.rint(multipliers)
    if np.allclose(whole, multipliers, rtol=0, atol=1e-9):
        return Leaf(tuple(int(value) for value in whole.tolist()))
    return Leaf(tuple(int(value) for value in np.rint(multipliers * SCALE).tolist()), SCALE)
