"""Levels of chance, each with the proof that no lottery does better: what the certificate is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from beraad.core.model import Ints, Model

FREE: Final = -1


@dataclass(frozen=True, slots=True)
class Leaf:
    """Multipliers y of the rules, as integers over `scale`: no panel of this branch has a value above the bound.

    With r = weights - y @ matrix, a panel v has weights @ v = r @ v + y @ (matrix @ v), at most the sum of
    max(r * low, r * high) over the types plus that of max(y * lower, y * upper) over the rules. `empty`: the same
    with weights zero gives less than zero, so the branch has no panel.
    """

    multipliers: tuple[int, ...]
    scale: int = 1
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """Two cases: a panel has at most `at` members of a type, or more."""

    kind: int
    at: int
    below: Leaf | Branch
    above: Leaf | Branch


Proof = Leaf | Branch


@dataclass(frozen=True, slots=True)
class Slope:
    """No panel is worth more than bound / scale by weights / scale, an integer a type, as `proof` shows."""

    weights: Ints
    scale: int
    bound: int
    proof: Proof


@dataclass(frozen=True, slots=True)
class Stage:
    """One level of a leximin: the types in `fixed` get it, and no lottery gives all free types more.

    weights: an integer per type; no panel has weights @ panel above `bound`, as `proof` shows. All None for level 1.
    plain: the weights are the multipliers of a single leaf, added up per type.
    """

    level: Fraction
    fixed: tuple[int, ...]
    weights: Ints | None = None
    bound: int = 0
    proof: Proof | None = None
    plain: bool = False


def level_of(
    model: Model, weights: Ints, bound: int, state: Ints, found: Sequence[Stage]
) -> tuple[Fraction, tuple[int, ...]] | None:
    """Give the level that an inequality proves and the types it fixes, or None where it proves nothing.

    With the earlier types at their levels and the free types with a negative weight at most 1, the free types with a
    positive weight cannot all be above the level; and if all have it, each has exactly it.
    state: per type the place of its stage in `found`, or FREE.
    """
    mass = weights * model.counts
    up = (state == FREE) & (weights > 0)
    total = int(mass[up].sum())
    if not total:
        return None
    rest = Fraction(bound - int(mass[(state == FREE) & (weights < 0)].sum()))
    for place, stage in enumerate(found):
        rest -= int(mass[state == place].sum()) * stage.level
    return rest / total, tuple(np.flatnonzero(up).tolist())


def levels_of(model: Model, found: Sequence[Stage]) -> list[Fraction]:
    """Give the chance of a person of each type; types that no stage fixed have the last level."""
    levels = [found[-1].level] * model.types
    for stage in found:
        for kind in stage.fixed:
            levels[kind] = stage.level
    return levels
