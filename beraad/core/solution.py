"""What solving gives: chances, the panels that reach them, and what is proven about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import fsum, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from beraad.core.instance import Instance
from beraad.core.model import Floats, Ints, Model, Small
from beraad.core.stages import Leaf, Slope, Stage

OPTIMAL: Final = "optimal"
LIMIT: Final = "time-limit"
UNPROVEN: Final = "unproven"
PARTS: Final = 2**60


@dataclass(frozen=True)
class Solution:
    """A lottery over panels.

    status: `optimal` is proven; `time-limit` and `unproven` come with the bound that the lottery stays below.
    levels: per type the proven optimal chance of a person (where optimal; else the target). panels: each an amount
    per type. weights: of the panels, in parts of 2**60, summing to it. herd and sequence: all panels found and the
    order in which they were, whose every beginning is nearly fair. gradient: for nash, what bounds the product.
    """

    instance: Instance
    model: Model
    objective: str
    status: str
    stages: tuple[Stage, ...]
    levels: tuple[Fraction, ...]
    panels: tuple[Small, ...]
    weights: tuple[int, ...]
    herd: tuple[Small, ...]
    sequence: tuple[int, ...]
    gradient: Leaf | Slope | None = None

    @cached_property
    def reached(self) -> tuple[Fraction, ...]:
        """Per type, the exact chance of a person in this lottery."""
        totals = [0] * self.model.types
        for panel, weight in zip(self.panels, self.weights, strict=True):
            for kind in np.flatnonzero(panel).tolist():
                totals[kind] += weight * int(panel[kind])
        return tuple(
            Fraction(total, PARTS * count) for total, count in zip(totals, self.model.counts.tolist(), strict=True)
        )

    @cached_property
    def chances(self) -> tuple[Fraction, ...]:
        """Per type, the exact chance that is published: the proven optimum, or what was reached when time ran out."""
        return self.levels if self.status == OPTIMAL and self.objective == "leximin" else self.reached

    @cached_property
    def types(self) -> Ints:
        """Per person of the pool, the type."""
        kinds = np.empty(len(self.instance.pool), dtype=np.int64)
        for kind, people in enumerate(self.model.members):
            kinds[list(people)] = kind
        return kinds

    @cached_property
    def probabilities(self) -> NDArray[np.float64]:
        """Per person of the pool, in its order, the chance."""
        chances: Floats = np.array([float(chance) for chance in self.chances])
        return chances[self.types]

    @property
    def bound(self) -> Fraction:
        """The least chance is proven to be at most this in any lottery."""
        return self.stages[0].level if self.stages else Fraction(1)

    @property
    def minimum(self) -> Fraction:
        """The least chance."""
        return min(self.chances)

    @property
    def deviation(self) -> Fraction:
        """How far the chance of anybody in this lottery is from the level it is meant to have: exact."""
        return max(abs(reached - level) for reached, level in zip(self.reached, self.levels, strict=True))

    @cached_property
    def growth(self) -> Fraction | None:
        """For nash, the largest part of itself by which the geometric mean of any lottery is above this one's.

        That of the people who are in some panel; exact, and None where one of them has no chance here. With a cost w
        per member, count * log(x) - w * x is highest at x = count / w, and at most count where w <= 1.
        """
        if self.gradient is None:
            return None
        scale = self.gradient.scale
        if isinstance(self.gradient, Leaf):
            parts = zip(self.gradient.multipliers, self.model.upper.tolist(), self.model.lower.tolist(), strict=True)
            most = sum(number * (upper if number > 0 else lower) for number, upper, lower in parts)
            weights = (np.array(self.gradient.multipliers, dtype=object) @ self.model.matrix.astype(object)).tolist()
        else:
            most, weights = self.gradient.bound, self.gradient.weights.tolist()
        growth = Fraction(most, scale)
        nobody = {kind for stage in self.stages if stage.level == 0 for kind in stage.fixed}
        for kind, (chance, count) in enumerate(zip(self.reached, self.model.counts.tolist(), strict=True)):
            if kind in nobody:
                continue
            if not chance:
                return None
            weight = Fraction(weights[kind], scale)
            ideal = count / weight if weight > 1 else Fraction(count)
            growth += ideal / chance - count - weight * ideal
        return growth / len(self.instance.pool)

    @property
    def gini(self) -> float:
        """The Gini coefficient of the chances: 0 when all are equal."""
        ranked = np.sort(self.probabilities)
        people = len(ranked)
        places = 2 * np.arange(1, people + 1) - people - 1
        return float(places @ ranked / (people * ranked.sum()))

    @property
    def geometric_mean(self) -> float:
        """The geometric mean of the chances; 0 when somebody has none."""
        if self.minimum == 0:
            return 0.0
        return float(np.exp(fsum(log(chance) for chance in self.probabilities.tolist()) / len(self.probabilities)))


def grid(weights: Sequence[float] | Floats) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Round weights to parts of 2**60 that sum to it; give which are not zero, and those."""
    parts = [max(0, round(float(weight) * PARTS)) for weight in weights]
    if not any(parts):
        return (), ()
    largest = max(range(len(parts)), key=parts.__getitem__)
    parts[largest] += PARTS - sum(parts)
    used = tuple(place for place, part in enumerate(parts) if part)
    return used, tuple(parts[place] for place in used)
