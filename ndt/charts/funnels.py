"""Funnels: every school's value against its size, with the room that chance alone takes.

Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from ndt.charts.scale import Scale, limits, ticks
from ndt.charts.shapes import (
    LETTER,
    TEXT,
    WIDTH,
    Chart,
    Dot,
    Line,
    Path,
    Rect,
    Role,
    Shape,
    Words,
    clipped,
    rounded,
    scattered,
)  # fmt: skip

HEIGHT: Final = 320.0
TOP: Final = 26.0
BOTTOM: Final = 272.0
LEFT: Final = 34.0
RIGHT: Final = WIDTH - 6.0
RADIUS: Final = 1.4
LINE: Final = 16.0


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing: its size (how many) and its value."""

    size: float
    value: float


@dataclass(frozen=True, slots=True)
class Limit:
    """A curve: the value below or above which chance seldom brings a thing of each size. label may be ""."""

    spots: tuple[Spot, ...]
    label: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """What the axes hold, in words: size along, value upward."""

    size: str
    value: str


@dataclass(frozen=True, slots=True)
class Named:
    """A spot that the picture is about, with its name."""

    spot: Spot
    label: str


def draw(
    spots: Sequence[Spot], *, title: str, description: str, axes: Axes, centre: float, centre_label: str,
    curves: Sequence[Limit] = (), named: Sequence[Named] = (),
) -> Chart:  # fmt: skip
    """Give all spots in grey, the centre and the curves as lines, and the named spots as the accent.

    Curves outside the picture end at its edge. Raises ValueError without any spot, or for a negative size.
    """
    every = [*spots, *(one.spot for one in named)]
    if not every or min(spot.size for spot in every) < 0:
        raise ValueError("a funnel needs spots with a size of 0 or more")
    smallest = min(spot.size for spot in every)
    edges = [spot.value for curve in curves for spot in curve.spots if spot.size >= smallest]
    low, high = limits([*(spot.value for spot in every), *edges, centre], margin=0.06)
    up = Scale(low, high, BOTTOM, TOP)
    along = Scale(0.0, max(max(spot.size for spot in every) * 1.04, 1.0), LEFT, RIGHT)
    shapes = _axes(along, up, axes)
    shapes.append(scattered(_places(spots, along, up), radius=_radius(len(spots)), role=Role.CONTEXT))
    shapes += [line for curve in curves if (line := _curve(curve, along, up)) is not None]
    y = up.at(centre)
    shapes += [
        Line(LEFT, y, RIGHT, y, Role.NORM, thick=1.5),
        *_on_ground(RIGHT, rounded(y - 5), centre_label, Role.NOTE, anchor="end"),
    ]
    shapes += _curve_words(curves, along, up, y)
    for one in named:
        shapes += _named(one, along, up)
    return Chart(title, description, HEIGHT, tuple(shapes))


def _radius(number: int) -> float:
    """Give the radius of a spot: large for a handful, small for thousands."""
    return rounded(min(max(30.0 / sqrt(max(number, 1)), RADIUS), 4.0))


def _places(spots: Sequence[Spot], along: Scale, up: Scale) -> list[tuple[float, float]]:
    return [(along.at(spot.size), up.at(spot.value)) for spot in spots]


def _axes(along: Scale, up: Scale, axes: Axes) -> list[Shape]:
    shapes: list[Shape] = [Words(0.0, TEXT - 2, axes.value, Role.NOTE)]
    for value in ticks(up.low, up.high):
        y = up.at(value)
        shapes += [
            Line(LEFT, y, RIGHT, y, Role.AXIS, thick=0.5),
            Words(LEFT - 6, rounded(y + 4), f"{value:g}", Role.NOTE, anchor="end"),
        ]
    for value in ticks(along.low, along.high):
        anchor = "end" if along.at(value) > RIGHT - LETTER else "middle"
        shapes.append(Words(along.at(value), BOTTOM + 18, f"{value:g}", Role.NOTE, anchor=anchor))
    return [
        *shapes,
        Line(LEFT, BOTTOM, RIGHT, BOTTOM, Role.AXIS),
        Words(RIGHT, HEIGHT - 10, axes.size, Role.NOTE, anchor="end"),
    ]


def _curve(curve: Limit, along: Scale, up: Scale) -> Path | None:
    """Give the part of a curve that lies in the picture, or None where that is no line."""
    kept = [spot for spot in curve.spots if up.low <= spot.value <= up.high and spot.size <= along.high]
    if len(kept) < 2:
        return None
    return Path(tuple(_places(kept, along, up)), Role.NORM, thick=1.5, dashed=curve.dashed)


def _curve_words(curves: Sequence[Limit], along: Scale, up: Scale, centre: float) -> list[Shape]:
    """Name the curves at their right ends, from the centre outward, each on a line of its own."""
    ends: list[tuple[float, str]] = []
    for curve in curves:
        within = [spot for spot in curve.spots if spot.size <= along.high]
        if curve.label and within:
            ends.append((up.at(max(within, key=lambda spot: spot.size).value), curve.label))
    shapes: list[Shape] = []
    under, above = centre, centre - TEXT - 2
    for y, label in sorted(ends, key=lambda end: abs(end[0] - centre)):
        if y >= centre:
            under = min(max(y + TEXT + 2, under + LINE), BOTTOM - 4)
            place = under
        else:
            above = max(min(y - 5, above - LINE), TOP)
            place = above
        shapes += _on_ground(RIGHT, rounded(place), label, Role.NOTE, anchor="end")
    return shapes


def _named(one: Named, along: Scale, up: Scale) -> list[Shape]:
    x, y = along.at(one.spot.size), up.at(one.spot.value)
    is_right = x > (LEFT + RIGHT) / 2
    label = clipped(one.label, beside=" " * int((WIDTH - x if is_right else x) / LETTER))
    place = rounded(x - 11 if is_right else x + 11)
    words = _on_ground(place, rounded(y + 4), label, Role.LABEL, anchor="end" if is_right else "start")
    return [*words, Dot(x, y, 6.0, Role.ACCENT)]


def _on_ground(x: float, y: float, text: str, role: Role, *, anchor: str) -> list[Shape]:
    """Give words on a ground of their own: the cloud behind them would make them unreadable."""
    width = rounded(min(len(text) * LETTER + 4, WIDTH))
    left = max(rounded(x - width), 0.0) if anchor == "end" else x
    ground = Rect(left, rounded(y - TEXT), min(width, rounded(WIDTH - left)), 18.0, Role.GROUND)
    return [ground, Words(x, y, text, role, anchor=anchor, strong=role is Role.LABEL)]
