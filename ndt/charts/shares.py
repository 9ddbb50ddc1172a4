"""Shares: how a whole is divided, for some wholes under each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ndt.charts.shapes import LETTER, TEXT, WIDTH, Chart, Line, Rect, Role, Shape, Words, clipped, rounded

BAR: Final = 18.0
ROW: Final = 68.0
KEY: Final = 22.0
HATCH: Final = 7.0
# From dark to light, so that they differ in grey print as well; the last one is hatched.
LOOKS: Final = (Role.ACCENT, Role.AREA, Role.CONTEXT)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: its size (0 or more) and its value in words."""

    size: float
    shown: str


@dataclass(frozen=True, slots=True)
class Whole:
    """One whole with a part for each name of the key, in that order."""

    label: str
    parts: tuple[Part, ...]


def draw(wholes: Sequence[Whole], *, names: Sequence[str], title: str, description: str) -> Chart:
    """Give bars of one length, divided in the order of `names`: accent, hatched, grey.

    names: what the parts are, two or three. The words of a part too thin for them stand in the table only.
    Raises ValueError for other numbers of parts, negative sizes or an empty whole.
    """
    if not wholes or not 2 <= len(names) <= len(LOOKS):
        raise ValueError("shares need wholes of two or three parts")
    for whole in wholes:
        sizes = [part.size for part in whole.parts]
        if len(sizes) != len(names) or min(sizes) < 0 or sum(sizes) <= 0:
            raise ValueError("a whole has a part of 0 or more for each name, together more than 0")
    looks = LOOKS if len(names) == len(LOOKS) else (LOOKS[0], LOOKS[-1])
    shapes: list[Shape] = []
    for number, (look, name) in enumerate(zip(looks, names, strict=True)):
        y = number * KEY
        shapes += [*_filled(0.0, y + 2, 14.0, 14.0, look), Words(22.0, y + TEXT, name, Role.NOTE)]
    top = len(names) * KEY + 8
    for number, whole in enumerate(wholes):
        shapes += _row(whole, top + number * ROW, looks)
    return Chart(title, description, top + len(wholes) * ROW, tuple(shapes))


def _row(whole: Whole, y: float, looks: Sequence[Role]) -> list[Shape]:
    total = sum(part.size for part in whole.parts)
    shapes: list[Shape] = [Words(0.0, y + TEXT, clipped(whole.label), Role.LABEL, strong=True)]
    start = 0.0
    for part, look in zip(whole.parts, looks, strict=True):
        width = WIDTH * part.size / total
        if part.size:
            shapes += _filled(rounded(start), y + TEXT + 7, rounded(width), BAR, look)
        if len(part.shown) * LETTER <= width:
            middle = rounded(start + width / 2)
            foot = rounded(y + TEXT + 7 + BAR + TEXT + 2)
            shapes.append(Words(middle, foot, part.shown, Role.VALUE, anchor="middle", strong=look is Role.ACCENT))
        start += width
    return shapes


def _filled(x: float, y: float, width: float, height: float, look: Role) -> list[Shape]:
    """Give a filled box; the light one with slanting lines, because light grey alone is lost in print."""
    box = Rect(x, y, width, height, look)
    if look is not Role.AREA:
        return [box]
    edges = [Line(x, edge, rounded(x + width), edge, Role.CONTEXT) for edge in (y, y + height)]
    shapes: list[Shape] = [box, *edges]
    start = x - height + HATCH
    while start < x + width:
        # A slanting line from foot to top, cut off at both ends of the box.
        left, right = max(start, x), min(start + height, x + width)
        if right > left:
            foot, head = y + height - (left - start), y + height - (right - start)
            shapes.append(Line(rounded(left), rounded(foot), rounded(right), rounded(head), Role.CONTEXT))
        start += HATCH
    return shapes
