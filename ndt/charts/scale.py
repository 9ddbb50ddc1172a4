"""From values to places."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ndt.charts.shapes import rounded

SMALLEST = 1e-9
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight map from values [low, high] to places [start, end]; end may lie before start."""

    low: float
    high: float
    start: float
    end: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError("a scale goes from a lower to a higher finite value")

    def at(self, value: float) -> float:
        """Give the place of `value`, to a tenth. Values outside lie at the nearest end."""
        kept = min(max(value, self.low), self.high)
        share = (kept - self.low) / (self.high - self.low)
        return rounded(self.start + share * (self.end - self.start))


def round_up(value: float) -> float:
    """Give the smallest round number that is at least `value`: 1, 2, 2.5 or 5 times a power of ten.

    value: 0 or more; what is as good as 0 gives 1. Raises ValueError for a negative value.
    """
    if value < 0 or not math.isfinite(value):
        raise ValueError("a round limit is for finite values of 0 or more")
    if value < SMALLEST:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    # The logarithm may land one power too high or low for values at its edge.
    return next(step * base for base in (power / 10, power, power * 10) for step in STEPS if step * base >= value)


def limits(values: Iterable[float], *, margin: float = 0.08) -> tuple[float, float]:
    """Give a low and a high with some room around the values; equal values get room as well.

    Raises ValueError when there are no values.
    """
    known = list(values)
    low, high = min(known), max(known)
    room = (high - low) * margin or abs(high) * margin or 1.0
    return low - room, high + room


def ticks(low: float, high: float, *, most: int = 5) -> tuple[float, ...]:
    """Give at most `most` round values within [low, high], evenly apart.

    Raises ValueError unless low < high and most >= 2.
    """
    if not low < high or most < 2:
        raise ValueError("an axis goes from a lower to a higher value and has two marks or more")
    step = round_up((high - low) / most)
    while True:
        first = math.ceil(low / step - SMALLEST)
        last = math.floor(high / step + SMALLEST)
        if last - first < most:
            return tuple(round(number * step, 9) + 0.0 for number in range(first, last + 1))
        step = round_up(step * 1.01)
