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
from beraad.core.stages import Leaf, Stage

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
    order in which they were, whose every beginning is nearly fair.
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
    gradient: Leaf | None = None

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
