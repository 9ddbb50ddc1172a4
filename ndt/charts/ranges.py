"""Ranges: between which two values a thing lies when nobody may know it exactly, each beside its own norm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ndt.charts.scale import Scale
from ndt.charts.shapes import TEXT, WIDTH, Chart, Line, Rect, Role, Shape, Words, clipped, rounded

ROW: Final = 56.0
BAR: Final = 14.0
HEAD: Final = 20.0
NARROWEST: Final = 4.0
EDGE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Range:
    """Somewhere from low to high, without a most likely place. shown: that in words. norm: its own, or None."""

    label: str
    low: float
    high: float
    shown: str
    norm: float | None = None
    accent: bool = False


def draw(
    ranges: Sequence[Range], *, title: str, description: str, norm_label: str = "", ends: tuple[float, float] = (0, 100)
) -> Chart:
    """Give a bar from low to high for each, on one scale between `ends`, with its norm as a line across it.

    norm_label: what the lines are, written once on top. Raises ValueError without ranges, where
    low <= high does not hold, or where a value lies outside the ends.
    """
    if not ranges:
        raise ValueError("a chart needs at least one range")
    if not all(ends[0] <= one.low <= one.high <= ends[1] for one in ranges):
        raise ValueError("a range goes from low to high, within the ends")
    scale = Scale(float(ends[0]), float(ends[1]), EDGE, WIDTH - EDGE)
    shapes: list[Shape] = []
    first = next((one.norm for one in ranges if one.norm is not None), None)
    top = HEAD if norm_label and first is not None else 0.0
    if norm_label and first is not None:
        at = scale.at(first)
        shapes.append(Words(at, TEXT, norm_label, Role.NOTE, anchor="end" if at > WIDTH / 2 else "start"))
    for number, one in enumerate(ranges):
        shapes += _row(one, top + number * ROW, scale)
    return Chart(title, description, rounded(top + len(ranges) * ROW), tuple(shapes))


def _row(one: Range, y: float, scale: Scale) -> list[Shape]:
    role = Role.ACCENT if one.accent else Role.CONTEXT
    middle = rounded(y + TEXT + 8 + BAR / 2)
    low, high = scale.at(one.low), scale.at(one.high)
    # A range of one value is a short bar, not nothing.
    width = max(high - low, NARROWEST)
    start = min(low - max(0.0, (NARROWEST - (high - low)) / 2), WIDTH - width)
    shapes: list[Shape] = [
        Words(0.0, y + TEXT, clipped(one.label, beside=one.shown), Role.LABEL, strong=one.accent),
        Words(WIDTH, y + TEXT, one.shown, Role.VALUE, anchor="end", strong=True),
        Line(EDGE, middle, WIDTH - EDGE, middle, Role.AXIS),
        Rect(rounded(max(start, 0.0)), rounded(middle - BAR / 2), rounded(width), BAR, role),
    ]
    if one.norm is not None:
        at = scale.at(one.norm)
        shapes.append(Line(at, rounded(middle - BAR), at, rounded(middle + BAR), Role.NORM, thick=2.0))
    return shapes
