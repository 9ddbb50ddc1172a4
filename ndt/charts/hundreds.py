"""Hundreds: of every hundred things, how many are so, how many may be, and the rest.

Natural frequencies are what most people read right; a percentage is not. Gigerenzer, Reckoning with Risk (2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ndt.charts.shapes import LETTER, TEXT, WIDTH, Chart, Dot, Role, Shape, Words, rounded, scattered, wrapped

SIDE: Final = 10
HUNDRED: Final = SIDE * SIDE
GAP: Final = 32.0
LINE: Final = 17.0


@dataclass(frozen=True, slots=True)
class Hundred:
    """One field of a hundred. sure: how many are certainly so; maybe: how many more it may be. shown: both in words."""

    label: str
    sure: int
    maybe: int
    shown: str


def draw(fields: Sequence[Hundred], *, title: str, description: str) -> Chart:
    """Give fields of ten by ten beside each other: full dots are so, rings may be so, small grey dots are not.

    Raises ValueError without fields, with more than three, or when sure and maybe do not lie within a hundred.
    """
    if not 1 <= len(fields) <= 3:
        raise ValueError("a picture holds one to three fields")
    if any(min(one.sure, one.maybe) < 0 or one.sure + one.maybe > HUNDRED for one in fields):
        raise ValueError("of a hundred, no more than a hundred are or may be so")
    width = (WIDTH - GAP * (len(fields) - 1)) / len(fields)
    heads = [wrapped(one.label, letters=int(width / LETTER)) for one in fields]
    feet = [wrapped(one.shown, letters=int(width / LETTER)) for one in fields]
    top = max(len(lines) for lines in heads) * LINE + 8
    pitch = min(width / SIDE, 20.0)
    shapes: list[Shape] = []
    for number, one in enumerate(fields):
        left = number * (width + GAP)
        start = top - 8 - len(heads[number]) * LINE + TEXT
        shapes += _lines(heads[number], left, start, Role.LABEL, strong=False)
        shapes += _field(one, left, top, pitch)
        shapes += _lines(feet[number], left, top + SIDE * pitch + TEXT + 8, Role.VALUE, strong=True)
    height = top + SIDE * pitch + 8 + max(len(lines) for lines in feet) * LINE + 4
    return Chart(title, description, rounded(height), tuple(shapes))


def _lines(lines: Sequence[str], x: float, y: float, role: Role, *, strong: bool) -> list[Shape]:
    return [
        Words(rounded(x), rounded(y + number * LINE), words, role, strong=strong) for number, words in enumerate(lines)
    ]


def _field(one: Hundred, left: float, top: float, pitch: float) -> list[Shape]:
    radius = rounded(pitch * 0.41)
    places = [
        (rounded(left + (number % SIDE + 0.5) * pitch), rounded(top + (number // SIDE + 0.5) * pitch))
        for number in range(HUNDRED)
    ]
    edge = one.sure + one.maybe
    shapes: list[Shape] = []
    if one.sure:
        shapes.append(scattered(places[: one.sure], radius=radius, role=Role.ACCENT))
    shapes += [Dot(x, y, rounded(radius - 1), Role.ACCENT, hollow=True) for x, y in places[one.sure : edge]]
    if edge < HUNDRED:
        shapes.append(scattered(places[edge:], radius=rounded(pitch * 0.16), role=Role.CONTEXT))
    return shapes
