"""Intervals: a value with its uncertainty, beside a norm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ndt.charts.bars import Norm
from ndt.charts.scale import Scale, limits
from ndt.charts.shapes import TEXT, WIDTH, Chart, Dot, Line, Role, Shape, Words, clipped, rounded

ROW: Final = 44.0
HEAD: Final = 22.0
EDGE: Final = 8.0


@dataclass(frozen=True, slots=True)
class Interval:
    """One value between `low` and `high`. shown: the value in words. accent: the one it is about."""

    label: str
    low: float
    value: float
    high: float
    shown: str
    accent: bool = False


def draw(intervals: Sequence[Interval], *, title: str, description: str, norm: Norm) -> Chart:
    """Give a line from low to high with a dot at the value for each, and the norm through all.

    Raises ValueError where low <= value <= high does not hold, or without intervals.
    """
    if not intervals:
        raise ValueError("a chart needs at least one interval")
    if not all(one.low <= one.value <= one.high for one in intervals):
        raise ValueError("a value lies between its low and its high")
    low, high = limits([norm.value, *(edge for one in intervals for edge in (one.low, one.high))])
    scale = Scale(low, high, EDGE, WIDTH - EDGE)
    shapes: list[Shape] = []
    bottom = HEAD + len(intervals) * ROW
    x = scale.at(norm.value)
    shapes.append(Words(x, TEXT, norm.label, Role.NOTE, anchor="end" if x > WIDTH / 2 else "start"))
    for number, one in enumerate(intervals):
        shapes += _row(one, HEAD + number * ROW, scale, x)
    return Chart(title, description, bottom, tuple(shapes))


def _row(one: Interval, y: float, scale: Scale, norm: float) -> list[Shape]:
    role = Role.ACCENT if one.accent else Role.CONTEXT
    line = rounded(y + TEXT + 14)
    low, value, high = (scale.at(place) for place in (one.low, one.value, one.high))
    return [
        Words(0.0, y + TEXT, clipped(one.label, beside=one.shown), Role.LABEL, strong=one.accent),
        Words(WIDTH, y + TEXT, one.shown, Role.VALUE, anchor="end", strong=True),
        Line(low, line, high, line, role, thick=4.0),
        Line(low, line - 5, low, line + 5, role, thick=2.0),
        Line(high, line - 5, high, line + 5, role, thick=2.0),
        Dot(value, line, 6.0, role),
        # Only beside its interval: a line through the words would strike them out.
        Line(norm, line - 10, norm, line + 10, Role.NORM, thick=1.5),
    ]
