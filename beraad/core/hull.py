"""A lottery over panels with a given expectation: many panels on its face, then the weights by least squares.

Panels come from herding: each is chosen for what the ones before it gave too little of, so their plain average is
already close. Source of the idea: M. Welling, Herding dynamical weights to learn, ICML 2009. The weights are one
non-negative least squares problem (Lawson and Hanson), exact up to rounding once enough panels are there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Final

import highspy
import numpy as np
from scipy.optimize import nnls

from beraad.core import highs
from beraad.core.face import Face
from beraad.core.model import Floats, Ints, Model, Small

EXACT: Final = 1e-11
FEW: Final = 100


@dataclass(slots=True)
class Herd:
    """Panels found so far. sequence: all in the order found, by their place in `panels`, which holds each once."""

    panels: list[Small] = field(default_factory=list)
    places: dict[bytes, int] = field(default_factory=dict)
    sequence: list[int] = field(default_factory=list)
    lack: Floats | None = None

    def add(self, panel: Ints | Small) -> bool:
        """Add a panel; say whether it is a new one."""
        small: Small = panel.astype(np.int16)
        key = small.tobytes()
        new = key not in self.places
        if new:
            self.places[key] = len(self.panels)
            self.panels.append(small)
        self.sequence.append(self.places[key])
        return new

    def grow(self, face: Face, target: int, rng: np.random.Generator, out_of_time: Callable[[], bool]) -> None:
        """Herd until there are `target` different panels, or no more come."""
        lack = np.zeros(len(face.part)) if self.lack is None else self.lack
        vain = 0
        while len(self.panels) < target and vain < 20 + len(self.panels) // 2 and not out_of_time():
            part = face.find(lack + face.part + 0.05 * rng.standard_normal(len(lack)))
            if part is None:
                vain += 1
                continue
            lack += face.part - part
            vain = 0 if self.add(face.whole(part)) else vain + 1
        self.lack = lack


@dataclass(frozen=True, slots=True)
class Mixture:
    """Weights of the panels of a herd, summing to 1. deviation: the largest of a person's chance from the target.

    residual: per type, what the panels give too little.
    """

    weights: Floats
    deviation: float
    residual: Floats


def mix(counts: Ints, expected: Floats, panels: Sequence[Small]) -> Mixture:
    """Give the weights whose average of the panels (each types long) is nearest to the expectation."""
    every = np.array(panels)
    varied = np.flatnonzero((every != every[0]).any(axis=0))
    lifted = np.vstack([every[:, varied].T.astype(float), np.ones(len(panels))])
    weights, _norm = nnls(lifted, np.append(expected[varied], 1.0), maxiter=30 * len(panels))
    weights /= weights.sum()
    residual = expected - every[0]
    residual[varied] = expected[varied] - lifted[:-1] @ weights
    return Mixture(weights, float(np.max(np.abs(residual) / counts, initial=0.0)), residual)


def decompose(
    model: Model, face: Face, *, rng: np.random.Generator, out_of_time: Callable[[], bool]
) -> tuple[Herd, Mixture | None]:
    """Find panels and weights with the expectation of the face.

    The mixture has a deviation above EXACT when the expectation lies outside the hull of all panels, or when time
    ran out; it is None when no panel was found at all.
    """
    herd = peeled(model, face.exact, rng)
    if herd.panels:
        mixture = mix(model.counts, face.expected, herd.panels)
        if mixture.deviation < EXACT:
            return herd, mixture
    herd = Herd()
    for share in (1.12, 1.25, 1.4, 1.6):
        before = len(herd.panels)
        herd.grow(face, int(share * face.dimension) + 20, rng, out_of_time)
        if len(herd.panels) == before:
            break
        mixture = mix(model.counts, face.expected, herd.panels)
        if mixture.deviation < EXACT or out_of_time():
            return herd, mixture
    return _priced(model, face, herd, out_of_time)


def peeled(model: Model, expected: Sequence[Fraction], rng: np.random.Generator) -> Herd:
    """Give few panels, all as likely, with exactly the expectation; none where the attempt fails.

    For when the expectation has a small common denominator: that many panels are taken off one by one, each so that
    what is left is still a whole number of panels for all the linear relaxation can tell.
    """
    panels = lcm(*(value.denominator for value in expected))
    herd = Herd()
    if not 1 < panels <= min(FEW, model.types // 2):
        return herd
    face = Face(model, expected)
    rest: Ints = np.array([int(value * panels) for value in expected], dtype=np.int64)
    for left in range(panels, 0, -1):
        sums = model.matrix @ rest
        face.narrow(
            rest // left, -(-rest // left), np.maximum(model.lower, sums - (left - 1) * model.upper),
            np.minimum(model.upper, sums - (left - 1) * model.lower),
        )  # fmt: skip
        part = face.find(rng.standard_normal(len(face.loose)))
        if part is None:
            return Herd()
        panel = face.whole(part)
        herd.add(panel)
        rest = rest - panel
    return herd


def _priced(model: Model, face: Face, herd: Herd, out_of_time: Callable[[], bool]) -> tuple[Herd, Mixture | None]:
    """Add the best panel of the whole face for what is still missing, as long as there is one."""
    cost = np.zeros(model.types)
    solver = highs.program(
        model.matrix, low=face.lower, high=face.upper, least=cost, most=model.counts, cost=cost, integer=True
    )
    solver.setOptionValue("mip_rel_gap", 1e-9)
    columns = np.arange(model.types, dtype=np.int32)
    while True:
        mixture = mix(model.counts, face.expected, herd.panels) if herd.panels else None
        if mixture is not None:
            if mixture.deviation < EXACT or out_of_time():
                return herd, mixture
            cost = mixture.residual / np.linalg.norm(mixture.residual)
        solver.changeColsCost(model.types, columns, cost)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return herd, mixture
        panel = highs.rounded(solver.getSolution().col_value)
        reached = -np.inf if mixture is None else float(cost @ (face.expected - mixture.residual))
        if float(cost @ panel) < reached + 1e-10 or not herd.add(panel):
            return herd, mixture
