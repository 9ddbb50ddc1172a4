"""Transition matrices: how many things were this and become that."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ndt.charts.shapes import LETTER, TEXT, WIDTH, Chart, Line, Rect, Role, Shape, Words, rounded, wrapped

NAMES: Final = 104.0
ROW: Final = 62.0
SQUARE: Final = 34.0
LINE: Final = 16.0


@dataclass(frozen=True, slots=True)
class Cell:
    """How many went from the row's state to the column's. count: None when it may not be shown."""

    count: int | None
    shown: str


def draw(
    cells: Sequence[Sequence[Cell]], *, states: Sequence[str], title: str, description: str, before: str, after: str,
    rows: Sequence[str] | None = None,
) -> Chart:  # fmt: skip
    """Give a table: rows what it was, columns what it becomes, by the names in `states`.

    rows: the states that things were in, where that are not all. The area of a square is the count; what stays is
    grey, what changes is the accent. An empty cell stays white.
    Raises ValueError unless cells are rows x states and no count is negative.
    """
    names = states if rows is None else rows
    side = len(states)
    counts = [cell.count for row in cells for cell in row if cell.count is not None]
    if not side or not names or len(cells) != len(names) or any(len(row) != side for row in cells):
        raise ValueError("a matrix has as many rows and columns as states")
    if any(count < 0 for count in counts):
        raise ValueError("a count has no negative value")
    width = (WIDTH - NAMES) / side
    heads = [wrapped(state, letters=int(width / LETTER)) for state in states]
    head = LINE + max(len(lines) for lines in heads) * LINE + 8
    shapes: list[Shape] = [
        Words(0.0, rounded(head - 8), before, Role.NOTE),
        Words(WIDTH, TEXT, after, Role.NOTE, anchor="end"),
        Line(0.0, head, WIDTH, head, Role.NORM, thick=1.5),
    ]
    for number, lines in enumerate(heads):
        x = rounded(NAMES + (number + 0.5) * width)
        top = head - 8 - (len(lines) - 1) * LINE
        shapes += [
            Words(x, rounded(top + at * LINE), words, Role.LABEL, anchor="middle") for at, words in enumerate(lines)
        ]
    most = max(counts, default=0)
    for number, (state, row) in enumerate(zip(names, cells, strict=True)):
        y = head + number * ROW
        shapes += _named(state, y)
        for at, cell in enumerate(row):
            shapes += _cell(cell, NAMES + (at + 0.5) * width, y, most, stays=states[at] == state)
        shapes.append(Line(0.0, rounded(y + ROW), WIDTH, rounded(y + ROW), Role.AXIS))
    return Chart(title, description, rounded(head + len(names) * ROW + 2), tuple(shapes))


def _named(state: str, y: float) -> list[Shape]:
    lines = wrapped(state, letters=int(NAMES / LETTER) - 1)
    first = y + ROW / 2 - (len(lines) - 1) * LINE / 2 + TEXT * 0.35
    return [Words(0.0, rounded(first + at * LINE), words, Role.LABEL) for at, words in enumerate(lines)]


def _cell(cell: Cell, x: float, y: float, most: int, *, stays: bool) -> list[Shape]:
    foot = y + ROW - 22
    role = Role.CONTEXT if stays else Role.ACCENT
    shapes: list[Shape] = []
    if cell.count:
        size = rounded(max(math.sqrt(cell.count / most) * SQUARE, 1.0))
        shapes.append(Rect(rounded(x - size / 2), rounded(foot - size), size, size, role))
    words = Words(
        rounded(x),
        rounded(foot + TEXT + 2),
        cell.shown,
        Role.VALUE,
        anchor="middle",
        strong=not stays and cell.count != 0,
    )
    return [*shapes, words]
