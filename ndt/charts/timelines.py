"""Time lines: one number through time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ndt.charts.bars import Norm
from ndt.charts.scale import Scale, limits, round_up
from ndt.charts.shapes import TEXT, WIDTH, Chart, Dot, Line, Path, Role, Shape, Words, rounded

HEIGHT: Final = 190.0
TOP: Final = 30.0
BOTTOM: Final = 160.0
EDGE: Final = 6.0


@dataclass(frozen=True, slots=True)
class Point:
    """The number on one day. shown, when: number and day in words."""

    day: date
    value: float
    shown: str
    when: str


def draw(
    points: Sequence[Point], *, title: str, description: str, norm: Norm | None = None, from_zero: bool = True
) -> Chart:
    """Give the line with its area, and words at the first and the last point.

    points: at least two, each day once, in order. from_zero: begin at zero (values of 0 or more); a
    line that does not is drawn without area. Raises ValueError otherwise.
    """
    days = [point.day for point in points]
    if len(points) < 2 or days != sorted(set(days)):
        raise ValueError("a time line needs two days or more, in order")
    values = [point.value for point in points] + ([norm.value] if norm else [])
    low, high = (0.0, round_up(max(values))) if from_zero else limits(values)
    up = Scale(low, high, BOTTOM, TOP)
    along = Scale(days[0].toordinal(), days[-1].toordinal(), EDGE, WIDTH - EDGE)
    line = tuple((along.at(point.day.toordinal()), up.at(point.value)) for point in points)
    shapes: list[Shape] = []
    if from_zero:
        shapes.append(Path(((line[0][0], BOTTOM), *line, (line[-1][0], BOTTOM)), Role.AREA, filled=True))
    shapes.append(Line(0.0, BOTTOM, WIDTH, BOTTOM, Role.AXIS))
    if norm:
        y = up.at(norm.value)
        shapes.append(Line(0.0, y, WIDTH, y, Role.NORM, thick=1.5, dashed=True))
        shapes.append(Words(0.0, rounded(y - 5), norm.label, Role.NOTE))
    shapes.append(Path(line, Role.ACCENT))
    shapes += _ends(points, line)
    return Chart(title, description, HEIGHT, tuple(shapes))


def _ends(points: Sequence[Point], line: Sequence[tuple[float, float]]) -> list[Shape]:
    first, last = points[0], points[-1]
    first_y = line[0][1]
    last_x, last_y = line[-1]
    return [
        Dot(last_x, last_y, 4.5, Role.ACCENT),
        Words(WIDTH, rounded(max(last_y - 10, TEXT)), last.shown, Role.VALUE, anchor="end", strong=True),
        Words(0.0, rounded(max(first_y - 10, TEXT)), first.shown, Role.VALUE),
        Words(0.0, HEIGHT - 12, first.when, Role.NOTE),
        Words(WIDTH, HEIGHT - 12, last.when, Role.NOTE, anchor="end"),
    ]
