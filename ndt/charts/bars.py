"""Bars: how much, of each of some things. They begin at zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ndt.charts.scale import Scale, round_up
from ndt.charts.shapes import LETTER, TEXT, WIDTH, Chart, Line, Rect, Role, Shape, Words, clipped, rounded

ROW: Final = 42.0
BAR: Final = 14.0
FOR_VALUE: Final = 72.0
HEAD: Final = 22.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. value: its length, 0 or more; None when it may not be shown. shown: the value in words."""

    label: str
    value: float | None
    shown: str
    accent: bool = False


@dataclass(frozen=True, slots=True)
class Norm:
    """A value that the bars are held against, with its name."""

    value: float
    label: str


def draw(bars: Sequence[Bar], *, title: str, description: str, norm: Norm | None = None) -> Chart:
    """Give horizontal bars in the given order: label above, value behind.

    A bar without a value gets its words and no length. Raises ValueError for a negative value or no bars.
    """
    if not bars:
        raise ValueError("a chart needs at least one bar")
    values = [bar.value for bar in bars if bar.value is not None]
    if any(value < 0 for value in values):
        raise ValueError("a bar has no negative length")
    top = HEAD if norm else 0.0
    scale = Scale(0.0, round_up(max([*values, norm.value if norm else 0.0])), 0.0, WIDTH - FOR_VALUE)
    norm_at = scale.at(norm.value) if norm else None
    shapes: list[Shape] = []
    for number, bar in enumerate(bars):
        shapes += _row(bar, top + number * ROW, scale, norm_at)
    if norm and norm_at is not None:
        shapes.append(Words(norm_at, TEXT, norm.label, Role.NOTE, anchor="end" if norm_at > WIDTH / 2 else "start"))
    return Chart(title, description, top + len(bars) * ROW, tuple(shapes))


def _row(bar: Bar, y: float, scale: Scale, norm: float | None) -> list[Shape]:
    length = scale.at(bar.value) if bar.value is not None else 0.0
    role = Role.ACCENT if bar.accent else Role.CONTEXT
    top = rounded(y + TEXT + 6)
    shapes: list[Shape] = [Words(0.0, y + TEXT, clipped(bar.label), Role.LABEL, strong=bar.accent)]
    if bar.value:
        shapes.append(Rect(0.0, top, max(length, 1.0), BAR, role))
    place = length + 6 if bar.value else 0.0
    if norm is not None:
        # Only beside its bar: a line through the words would strike them out.
        shapes.append(Line(norm, top - 3, norm, top + BAR + 3, Role.NORM, thick=1.5))
        if place - 4 < norm < place + len(bar.shown) * LETTER:
            place = norm + 6
    shapes.append(Words(rounded(place), rounded(top + BAR / 2 + TEXT * 0.35), bar.shown, Role.VALUE, strong=True))
    return shapes
