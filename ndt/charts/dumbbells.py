"""Dumbbells: what each of some things was, and what it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ndt.charts.scale import Scale, limits
from ndt.charts.shapes import LETTER, TEXT, WIDTH, Chart, Dot, Line, Role, Shape, Words, clipped, rounded

HEAD: Final = 30.0
ROW: Final = 46.0
SIDE: Final = 66.0
RADIUS: Final = 6.0


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing before and after. before_shown, after_shown: the values in words."""

    label: str
    before: float
    after: float
    before_shown: str
    after_shown: str
    accent: bool = True


@dataclass(frozen=True, slots=True)
class Ends:
    """What the open and the filled end mean, in words: 'nu', 'met de nieuwe norm'."""

    before: str
    after: str


def draw(pairs: Sequence[Pair], *, title: str, description: str, ends: Ends, from_zero: bool = False) -> Chart:
    """Give for each pair an open ring (before), a filled dot (after) and the way between them.

    from_zero: begin at zero (values of 0 or more). Raises ValueError without pairs, or for a negative value then.
    """
    if not pairs:
        raise ValueError("a chart needs at least one pair")
    values = [value for pair in pairs for value in (pair.before, pair.after)]
    if from_zero and min(values) < 0:
        raise ValueError("an axis from zero has no negative values")
    low, high = limits([0.0, *values], margin=0.04) if from_zero else limits(values)
    scale = Scale(0.0 if from_zero else low, high, SIDE, WIDTH - SIDE)
    shapes = _key(ends)
    for number, pair in enumerate(pairs):
        shapes += _row(pair, HEAD + number * ROW, scale)
    return Chart(title, description, HEAD + len(pairs) * ROW, tuple(shapes))


def _key(ends: Ends) -> list[Shape]:
    y = rounded(TEXT - 4)
    second = rounded(18 + (len(ends.before) + 2) * LETTER)
    return [
        Dot(RADIUS + 1, y, RADIUS, Role.CONTEXT, hollow=True),
        Words(18.0, TEXT, ends.before, Role.NOTE),
        Dot(rounded(second + RADIUS), y, RADIUS, Role.ACCENT),
        Words(rounded(second + 17), TEXT, ends.after, Role.NOTE),
    ]


def _row(pair: Pair, y: float, scale: Scale) -> list[Shape]:
    line = rounded(y + TEXT + 14)
    role = Role.ACCENT if pair.accent else Role.CONTEXT
    before, after = scale.at(pair.before), scale.at(pair.after)
    words = rounded(line + TEXT * 0.35)
    is_left = (before, pair.before) <= (after, pair.after)
    return [
        Words(0.0, y + TEXT, clipped(pair.label), Role.LABEL, strong=pair.accent),
        Line(before, line, after, line, role, thick=3.0),
        Dot(before, line, RADIUS, Role.CONTEXT, hollow=True),
        Dot(after, line, RADIUS, role),
        _value(pair.before_shown, before, words, left=is_left, strong=False),
        _value(pair.after_shown, after, words, left=not is_left, strong=True),
    ]


def _value(shown: str, x: float, y: float, *, left: bool, strong: bool) -> Words:
    place = rounded(x - RADIUS - 4) if left else rounded(x + RADIUS + 4)
    return Words(place, y, shown, Role.VALUE, anchor="end" if left else "start", strong=strong)
