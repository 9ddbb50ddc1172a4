"""How long somebody travels: from an imported table where it says so, otherwise an estimate that says it is one.

The estimate adds a fixed number of minutes (to the door, waiting, parking) to the road at a speed that grows with the
distance. `SPEEDS` is shown to people as it stands here: a choice of ours, measured by nobody.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ndt.geo.distance import Point, road_km
from ndt.geo.errors import BadPostcode, BadTable
from ndt.geo.postcodes import pc4

COLUMNS: Final = ("from_pc4", "to_pc4", "mode", "minutes")
# Nobody travels a whole day to work; a larger number is a mistake in the table.
MOST_MINUTES: Final = 24 * 60


class Mode(StrEnum):
    """How somebody travels."""

    WALK = "walk"
    BIKE = "bike"
    TRANSIT = "transit"
    CAR = "car"


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a mode goes.

    fixed_minutes: on top of every trip. bands: (km, km/h) pairs; each says how fast the road goes from where the one
    before ended up to that number of km. The last one ends at infinity.
    """

    fixed_minutes: int
    bands: tuple[tuple[float, float], ...]

    def minutes(self, km: float) -> float:
        """Give the minutes for a road of `km`, not rounded. Never falls when the road grows."""
        total, begin = float(self.fixed_minutes), 0.0
        for end, speed in self.bands:
            total += max(0.0, min(km, end) - begin) / speed * 60
            begin = end
        return total


SPEEDS: Final[Mapping[Mode, Speed]] = MappingProxyType(
    {
        Mode.WALK: Speed(0, ((math.inf, 5),)),
        Mode.BIKE: Speed(2, ((math.inf, 16),)),
        Mode.TRANSIT: Speed(12, ((5, 18), (20, 32), (math.inf, 60))),
        Mode.CAR: Speed(5, ((5, 25), (20, 50), (math.inf, 85))),
    }
)


@dataclass(frozen=True, slots=True)
class Trip:
    """A travel time in whole minutes. is_estimate: computed by us; False where an imported table says so."""

    minutes: int
    is_estimate: bool


# (from PC4, to PC4, mode) -> whole minutes
Table = Mapping[tuple[str, str, Mode], int]
NO_TABLE: Final[Table] = MappingProxyType({})


def estimate(one: Point, other: Point, mode: Mode) -> Trip:
    """Give the estimated time between two points, rounded up to whole minutes. The same in both directions."""
    return Trip(math.ceil(round(SPEEDS[mode].minutes(road_km(one, other)), 6)), is_estimate=True)


def trip(origin: str, target: str, mode: Mode, *, points: Mapping[str, Point], table: Table = NO_TABLE) -> Trip | None:
    """Give the time between two PC4s. points: where each PC4 lies.

    A row of the table wins, also over one PC4. Without a row and without both points there is no answer: None.
    """
    known = table.get((origin, target, mode))
    if known is not None:
        return Trip(known, is_estimate=False)
    if origin not in points or target not in points:
        return None
    return estimate(points[origin], points[target], mode)


def read_table(text: str) -> dict[tuple[str, str, Mode], int]:
    """Read a table with the columns from_pc4, to_pc4, mode and minutes, parted by commas or semicolons.

    A row may stand there twice; two rows that differ are refused. Raises BadTable with line and column.
    """
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    found: dict[tuple[str, str, Mode], int] = {}
    try:
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or [])]
        if missing:
            raise BadTable(1, missing[0], "columns")
        for row in rows:
            key, minutes = _row(row, rows.line_num)
            if found.setdefault(key, minutes) != minutes:
                raise BadTable(rows.line_num, "minutes", "twice", row["minutes"])
    except csv.Error as problem:
        raise BadTable(rows.line_num, "", "csv") from problem
    return found


def _row(row: Mapping[str, str | None], line: int) -> tuple[tuple[str, str, Mode], int]:
    typed = {name: (row[name] or "").strip() for name in COLUMNS}
    ends = []
    for name in COLUMNS[:2]:
        try:
            ends.append(pc4(typed[name]))
        except BadPostcode as problem:
            raise BadTable(line, name, "postcode", typed[name]) from problem
    if typed["mode"] not in set(Mode):
        raise BadTable(line, "mode", "mode", typed["mode"])
    minutes = typed["minutes"]
    if not (minutes.isascii() and minutes.isdigit() and int(minutes) <= MOST_MINUTES):
        raise BadTable(line, "minutes", "minutes", minutes)
    return (ends[0], ends[1], Mode(typed["mode"])), int(minutes)
