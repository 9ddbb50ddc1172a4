"""The lottery that is as equal as the quotas allow, with its proof.

Leximin: raise the least chance as far as it goes, then the next, and so on. Source: Flanigan et al., Fair algorithms
for selecting citizens' assemblies, Nature 596 (2021). Their program works on panels of people and needs a commercial
solver. Here people with the same answers are one type; the leximin of the linear relaxation is found first and made
exact; then panels are sought whose mixture is that leximin. Where there are none, panels are priced one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from time import monotonic
from typing import Final

import numpy as np

from beraad.core import columns, compact, concave, nash
from beraad.core.errors import Infeasible, NotProven, OutOfTime
from beraad.core.face import Face
from beraad.core.hull import EXACT, Herd, Mixture, decompose, mix
from beraad.core.instance import Instance
from beraad.core.model import Floats, Model, model_of
from beraad.core.solution import LIMIT, OPTIMAL, UNPROVEN, Solution, grid
from beraad.core.stages import Stage, levels_of

OBJECTIVES: Final = ("leximin", "maximin", "nash")


def solve(
    instance: Instance,
    *,
    objective: str = "leximin",
    seed: bytes = b"",
    time_limit: float | None = None,
    clock: Callable[[], float] = monotonic,
) -> Solution:
    """Give the chances of everybody and the panels with weights that reach them.

    seed: steers which of many equal lotteries is found, never the chances. time_limit: in seconds of `clock`; when it
    ends first the solution says so in `status`, with the best lottery so far and the bound it stays below.
    Raises Infeasible where no panel keeps the quotas.
    """
    assert objective in OBJECTIVES
    end = None if time_limit is None else clock() + time_limit

    def out_of_time() -> bool:
        return end is not None and clock() > end

    model = model_of(instance)
    rng = np.random.default_rng(int.from_bytes(b"\x01" + seed, "big"))
    found = compact.stages(model, out_of_time=out_of_time)
    if objective != "leximin":
        other = _other(instance, model, found, objective, rng, out_of_time)
        if other is not None:
            return other
    solution = _leximin(instance, model, found, rng, out_of_time)
    if objective == "maximin":
        return replace(solution, objective=objective, stages=solution.stages[:1])
    if objective == "nash":
        return nash.raised(solution, out_of_time=out_of_time)
    return solution


def _other(
    instance: Instance,
    model: Model,
    found: tuple[Stage, ...],
    objective: str,
    rng: np.random.Generator,
    out_of_time: Callable[[], bool],
) -> Solution | None:
    """Solve for maximin or nash; None where the relaxation promises too much, or time ran out."""
    levels = levels_of(model, found)
    goal: Floats = np.array([float(level) for level in levels]) * model.counts
    if not _inside(model, _expected(model, levels)):
        return None
    gradient = None
    try:
        if objective == "nash":
            goal, gradient = concave.nash(model, goal)
        else:
            goal = concave.maximin(model, found[0].level)
    except NotProven:
        return None
    expected = [Fraction(value) for value in goal.tolist()]
    face = Face(model, expected, tolerance=concave.NEAR)
    herd, mixture = decompose(model, face, rng=rng, out_of_time=out_of_time)
    if mixture is None or mixture.deviation > concave.NEAR:
        return None
    levels = [value / int(count) for value, count in zip(expected, model.counts, strict=True)]
    stages = found[:1] if objective == "maximin" else found
    solution = _solution(instance, model, stages, levels, herd, mixture, OPTIMAL)
    return replace(solution, objective=objective, gradient=gradient)


def _expected(model: Model, levels: Sequence[Fraction]) -> list[Fraction]:
    return [level * int(count) for level, count in zip(levels, model.counts.tolist(), strict=True)]


def _leximin(
    instance: Instance,
    model: Model,
    found: tuple[Stage, ...],
    rng: np.random.Generator,
    out_of_time: Callable[[], bool],
) -> Solution:
    levels = levels_of(model, found)
    expected = _expected(model, levels)
    herd, mixture = Herd(), None
    if _inside(model, expected):
        herd, mixture = decompose(model, Face(model, expected), rng=rng, out_of_time=out_of_time)
        if mixture is not None and mixture.deviation < EXACT:
            return _solution(instance, model, found, levels, herd, mixture, OPTIMAL)
    status = LIMIT
    try:
        found = columns.stages(model, herd, out_of_time=out_of_time)
        levels = levels_of(model, found)
        status = OPTIMAL
    except OutOfTime:
        pass
    except NotProven:
        status = UNPROVEN
    goal: Floats = np.array([float(level) for level in levels]) * model.counts
    mixture = mix(model.counts, goal, herd.panels)
    if status == OPTIMAL and mixture.deviation > EXACT:
        status = UNPROVEN
    return _solution(instance, model, found, levels, herd, mixture, status)


def _inside(model: Model, expected: Sequence[Fraction]) -> bool:
    """Say whether an expectation keeps every rule: it does unless time ended before its last stage."""
    for line, lower, upper in zip(model.matrix, model.lower.tolist(), model.upper.tolist(), strict=True):
        total = sum((expected[kind] for kind in np.flatnonzero(line).tolist()), Fraction(0))
        if not lower <= total <= upper:
            return False
    return True


def _solution(
    instance: Instance,
    model: Model,
    found: tuple[Stage, ...],
    levels: list[Fraction],
    herd: Herd,
    mixture: Mixture,
    status: str,
) -> Solution:
    used, weights = grid(mixture.weights)
    if not len(used):
        raise Infeasible
    return Solution(
        instance=instance, model=model, objective="leximin", status=status, stages=found, levels=tuple(levels),
        panels=tuple(herd.panels[place] for place in used), weights=weights,
        herd=tuple(herd.panels), sequence=tuple(herd.sequence),
    )  # fmt: skip
