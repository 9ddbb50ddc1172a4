"""Nash over the panels themselves, by column generation: for when the optimum of the relaxation is no lottery.

Simplicial decomposition: the best mixture of the known panels by Newton steps, each of which is one non-negative least
squares problem; then an exact integer program looks for a panel that would raise the product. By concavity no lottery
has a sum of logarithms that is higher by more than max over panels v of sum(n[t] / x[t] * v[t]), minus the number of
people n. That inequality is made whole and proven over all panels by a tree of cases, so a checker can repeat it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Final

import numpy as np
from scipy.optimize import nnls

from beraad.core.branching import Exceeded, prove, root
from beraad.core.columns import Pricing
from beraad.core.errors import NotProven
from beraad.core.model import Floats, Ints, Model, Small
from beraad.core.solution import LIMIT, OPTIMAL, UNPROVEN, Solution, grid
from beraad.core.stages import Leaf, Slope

SCALE: Final = 2**30
TIGHT: Final = Fraction(1, 10**9)
ENOUGH: Final = Fraction(1, 10**6)
GAIN: Final = 1e-10
STEPS: Final = 60
STILL: Final = 1e-12


def raised(solution: Solution, *, out_of_time: Callable[[], bool]) -> Solution:
    """Give the lottery with the highest geometric mean of chances, found from the leximin lottery of the same pool.

    `optimal` where a proof keeps the geometric mean within a millionth of itself below the best (a thousandth of that
    is tried first); else the status says why, and `growth` how far the best may be. Where the leximin itself was not
    proven, who has no chance is not known, and its lottery is given back.
    """
    model = solution.model
    none = replace(solution, objective="nash", gradient=Leaf((0,) * len(model.matrix)))
    if solution.status != OPTIMAL:
        return none
    search = _Search(model, solution)
    status = search.run(out_of_time)
    slope = search.slope(tight=status == OPTIMAL)
    while isinstance(slope, Exceeded):
        search.add(slope.panel)
        status = search.run(out_of_time)
        slope = search.slope(tight=status == OPTIMAL)
    found = search.solution(none, slope)
    if status == OPTIMAL and (found.growth is None or found.growth > ENOUGH):
        status = UNPROVEN
    return replace(found, status=status)


@dataclass(slots=True)
class _Search:
    """The panels so far (types long, each once) and their weights, which sum to about 1."""

    model: Model
    panels: list[Small]
    weights: Floats
    alive: Ints
    people: int
    pricing: Pricing

    def __init__(self, model: Model, solution: Solution) -> None:
        self.model = model
        self.panels = list(solution.panels)
        self.weights = np.array([float(Fraction(weight, sum(solution.weights))) for weight in solution.weights])
        self.alive = np.flatnonzero([level > 0 for level in solution.levels])
        self.people = int(model.counts[self.alive].sum())
        self.pricing = Pricing(model)

    def run(self, out_of_time: Callable[[], bool]) -> str:
        """Add panels until none raises the product by more than a hair. Gives the status."""
        while True:
            self._balance()
            if out_of_time():
                return LIMIT
            gradient = self._gradient()
            panel = self.pricing.best(gradient)
            if float(gradient @ panel) < self.people * (1 + GAIN) or not self.add(panel):
                return OPTIMAL

    def add(self, panel: Ints | Small) -> bool:
        """Add a panel with no weight yet; say whether it is a new one."""
        small: Small = panel.astype(np.int16)
        if any(np.array_equal(small, known) for known in self.panels):
            return False
        self.panels.append(small)
        self.weights = np.append(self.weights, 0.0)
        return True

    def _expected(self) -> Floats:
        expected: Floats = np.array(self.panels, dtype=float).T @ self.weights
        return expected

    def _gradient(self) -> Floats:
        gradient = np.zeros(self.model.types)
        gradient[self.alive] = self.model.counts[self.alive] / self._expected()[self.alive]
        return gradient

    def _balance(self) -> None:
        """Give the known panels the weights of the highest product.

        Without the rule that weights sum to 1, maximise sum(n * log(x)) - people * sum(weights): the best then has the
        sum 1 by itself, and a step is plain least squares. Damped as for any self-concordant function.
        """
        every = np.array(self.panels, dtype=float).T[self.alive]
        counts = self.model.counts[self.alive].astype(float)
        price = self.people / self.model.size
        for _step in range(STEPS):
            expected = every @ self.weights
            bend = np.sqrt(counts) / expected
            goal = 2.0 * expected - expected**2 * price / counts
            weights, _norm = nnls(bend[:, None] * every, bend * goal, maxiter=30 * len(self.panels))
            length = float(np.linalg.norm(bend * (every @ weights - expected)))
            share = 1.0 if length < 0.25 else 1.0 / (1.0 + length)
            self.weights = (1.0 - share) * self.weights + share * weights
            if length < STILL * self.people:
                return

    def slope(self, *, tight: bool) -> Slope | Exceeded:
        """Give the inequality that bounds what is left to gain, or a panel that breaks it.

        tight: prove it over all panels by cases; where that takes too many, and without it, one case gives a bound
        that is true and may be far.
        """
        whole = np.rint(self._gradient() * SCALE).astype(np.int64)
        for room in (TIGHT, ENOUGH) if tight else ():
            bound = floor(SCALE * self.people * (1 + room * 9 / 10))
            try:
                return Slope(whole, SCALE, bound, prove(self.model, whole, bound, unit=SCALE))
            except Exceeded as panel:
                if room == TIGHT and not any(np.array_equal(panel.panel, known) for known in self.panels):
                    return panel
            except NotProven:
                continue
        leaf, bound = root(self.model, whole, unit=SCALE)
        return Slope(whole, SCALE, bound, leaf)

    def solution(self, like: Solution, slope: Slope) -> Solution:
        """Give the lottery found, with its inequality."""
        used, weights = grid(self.weights / self.weights.sum())
        panels = tuple(self.panels[place] for place in used)
        found = replace(like, panels=panels, weights=weights, herd=panels, sequence=(), gradient=slope)
        return replace(found, levels=found.reached)
