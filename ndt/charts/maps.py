"""Dot maps: where things are, without a single tile: the dots draw the country."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ndt.charts.shapes import TEXT, WIDTH, Chart, Dot, Role, Shape, Words, rounded, scattered

TALLEST: Final = 470.0
EDGE: Final = 8.0
KEY: Final = 22.0
DEGREE_M: Final = 111_320.0
# A map of one street would blow up noise: it shows at least so many metres.
NARROWEST_M: Final = 2_000.0


class Mark(StrEnum):
    """How a place is drawn. The three differ in size and form, not by colour alone."""

    CONTEXT = "context"  # a small grey dot
    OPEN = "open"  # a ring
    ACCENT = "accent"  # a large filled dot


# Later ones lie on top.
ORDER: Final = (Mark.CONTEXT, Mark.OPEN, Mark.ACCENT)


@dataclass(frozen=True, slots=True)
class Place:
    """One thing on the map. lat, lon: degrees north and east."""

    lat: float
    lon: float
    mark: Mark = Mark.CONTEXT


def draw(places: Sequence[Place], *, title: str, description: str, key: Mapping[Mark, str]) -> Chart:
    """Give the places, north up and true to scale, with the key underneath.

    key: what each mark means, in words; a mark without words is drawn and not explained.
    Raises ValueError without places, or for what is no place on earth.
    """
    if not places or not all(abs(place.lat) < 85 and abs(place.lon) <= 180 for place in places):
        raise ValueError("a map needs places on earth")
    middle = math.cos(math.radians(sum(place.lat for place in places) / len(places)))
    east = [place.lon * middle for place in places]
    north = [place.lat for place in places]
    least = NARROWEST_M / DEGREE_M
    width, height = (max(max(side) - min(side), least) for side in (east, north))
    unit = min((WIDTH - 2 * EDGE) / width, (TALLEST - 2 * EDGE) / height)
    left = (WIDTH - width * unit) / 2 - (min(east) - (width - (max(east) - min(east))) / 2) * unit
    foot = height * unit + EDGE + (min(north) - (height - (max(north) - min(north))) / 2) * unit
    found: dict[Mark, list[tuple[float, float]]] = {mark: [] for mark in ORDER}
    for place, x, y in zip(places, east, north, strict=True):
        found[place.mark].append((rounded(left + x * unit), rounded(foot - y * unit)))
    bottom = height * unit + 2 * EDGE
    radius = _radius(len(places))
    shapes = [shape for mark in ORDER if found[mark] for shape in _dots(mark, found[mark], radius)]
    words = [(mark, key[mark]) for mark in reversed(ORDER) if found[mark] and mark in key]
    for number, (mark, text) in enumerate(words):
        shapes += _explained(mark, text, bottom + (number + 0.5) * KEY)
    return Chart(title, description, rounded(bottom + len(words) * KEY + 4), tuple(shapes))


def _radius(number: int) -> float:
    """Give the radius of an accent: large for a handful, small for thousands."""
    return rounded(min(max(60.0 / math.sqrt(number), 2.0), 6.0))


def _dots(mark: Mark, points: list[tuple[float, float]], radius: float) -> list[Shape]:
    match mark:
        case Mark.CONTEXT:
            return [scattered(points, radius=rounded(radius * 0.6), role=Role.CONTEXT)]
        case Mark.ACCENT:
            return [scattered(points, radius=radius, role=Role.ACCENT)]
    # Rings as two layers: thousands of circles of their own would weigh more than the page.
    return [
        scattered(points, radius=radius, role=Role.CONTEXT),
        scattered(points, radius=rounded(radius * 0.6), role=Role.GROUND),
    ]


def _explained(mark: Mark, text: str, y: float) -> list[Shape]:
    role = Role.ACCENT if mark is Mark.ACCENT else Role.CONTEXT
    size = 3.0 if mark is Mark.CONTEXT else 5.0
    return [
        Dot(EDGE, rounded(y), size, role, hollow=mark is Mark.OPEN),
        Words(EDGE + 14, rounded(y + TEXT * 0.35), text, Role.NOTE),
    ]
