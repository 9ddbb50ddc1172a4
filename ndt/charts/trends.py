"""Trends: a value of each of some years with its uncertainty, beside a norm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ndt.charts.bars import Norm
from ndt.charts.scale import Scale, limits
from ndt.charts.shapes import TEXT, WIDTH, Chart, Dot, Line, Path, Role, Shape, Words, rounded

HEIGHT: Final = 230.0
TOP: Final = 34.0
BOTTOM: Final = 194.0
LEFT: Final = 40.0
RIGHT: Final = WIDTH - 92.0
CAP: Final = 5.0
GAP: Final = 8.0


@dataclass(frozen=True, slots=True)
class Year:
    """The value of one year. label: the year; shown: the value in words.

    value: None when it may not be shown: its words stand there and the line is broken.
    low, high: its interval, or None for both.
    """

    label: str
    value: float | None
    shown: str
    low: float | None = None
    high: float | None = None

    @property
    def is_sound(self) -> bool:
        """Say whether the interval holds the value, or there is none."""
        if self.value is None or self.low is None or self.high is None:
            return self.low is None and self.high is None
        return self.low <= self.value <= self.high


def draw(years: Sequence[Year], *, title: str, description: str, norm: Norm | None = None) -> Chart:
    """Give the years from left to right, evenly apart, with the norm as a line through all.

    The axis does not begin at zero: heights may be compared with the norm, not with each other's size.
    Raises ValueError without years, with an interval that does not hold its value, or without any value.
    """
    if not years or not all(year.is_sound for year in years):
        raise ValueError("a trend needs years whose intervals hold their values")
    values = [place for year in years for place in (year.low, year.value, year.high) if place is not None]
    if not values:
        raise ValueError("a trend needs at least one value")
    low, high = limits([*values, *([norm.value] if norm else [])])
    up = Scale(low, high, BOTTOM, TOP)
    gap = (RIGHT - LEFT) / max(len(years) - 1, 1)
    places = [rounded(LEFT + number * gap) for number in range(len(years) - 1)] + [RIGHT]
    shapes: list[Shape] = [Line(0.0, BOTTOM + GAP, WIDTH, BOTTOM + GAP, Role.AXIS)]
    level = up.at(norm.value) if norm else None
    if norm and level is not None:
        shapes.append(Line(0.0, level, WIDTH, level, Role.NORM, thick=1.5, dashed=True))
        last = years[-1].value
        is_above = (last is None or last <= norm.value) and level > TOP - GAP
        y = rounded(level - 6 if is_above else level + TEXT + 3)
        shapes.append(Words(WIDTH, y, norm.label, Role.NOTE, anchor="end"))
    runs = [tuple(run) for run in _runs(years, places, up) if len(run) > 1]
    shapes += [Path(run, Role.CONTEXT, thick=1.5) for run in runs]
    for number, (year, x) in enumerate(zip(years, places, strict=True)):
        following = years[number + 1].value if number + 1 < len(years) else None
        shapes += _year(year, x, up, Role.ACCENT if number == len(years) - 1 else Role.CONTEXT, following, level)
    return Chart(title, description, HEIGHT, tuple(shapes))


def _runs(years: Sequence[Year], places: Sequence[float], up: Scale) -> list[list[tuple[float, float]]]:
    """Give the unbroken stretches of the line."""
    runs: list[list[tuple[float, float]]] = [[]]
    for year, x in zip(years, places, strict=True):
        if year.value is None:
            runs.append([])
        else:
            runs[-1].append((x, up.at(year.value)))
    return runs


def _year(year: Year, x: float, up: Scale, role: Role, following: float | None, level: float | None) -> list[Shape]:
    under = Words(x, HEIGHT - GAP, year.label, Role.NOTE, anchor="middle")
    if year.value is None:
        return [under, Words(x, BOTTOM, year.shown, Role.NOTE, anchor="middle")]
    shapes: list[Shape] = [under]
    y = up.at(year.value)
    if year.low is not None and year.high is not None:
        foot, top = up.at(year.low), up.at(year.high)
        shapes += [
            Line(x, foot, x, top, role, thick=3.0),
            Line(rounded(x - CAP), foot, rounded(x + CAP), foot, role, thick=2.0),
            Line(rounded(x - CAP), top, rounded(x + CAP), top, role, thick=2.0),
        ]
    words = rounded(_foot_of_words(year.value, y, following, level))
    shown = Words(rounded(x + 11), words, year.shown, Role.VALUE, strong=role is Role.ACCENT)
    return [*shapes, Dot(x, y, 5.5, role), shown]


def _foot_of_words(value: float, y: float, following: float | None, level: float | None) -> float:
    """Give the foot of a value's words: beside its dot, out of the way of the line and of the norm."""
    if following is not None:
        return y - GAP if following <= value else y + TEXT + GAP
    if level is not None and abs(level - y) < TEXT:
        return level + TEXT + 3 if y > level else level - 6
    return y + TEXT * 0.35
