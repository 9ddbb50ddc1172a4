"""How far two points on the earth lie apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

# Mean radius of the earth (IUGG), in km.
EARTH_KM: Final = 6371.0088
# Roads are not straight: on average about 1.3 times as long as the line between two places.
DETOUR: Final = 1.3


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the earth. lat: degrees north, -90 to 90. lon: degrees east, -180 to 180."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError(f"no place on the earth: {self.lat}, {self.lon}")


def straight_km(one: Point, other: Point) -> float:
    """Give the length of the shortest line over the earth between two points, in km (haversine)."""
    lat_1, lat_2 = math.radians(one.lat), math.radians(other.lat)
    half = (
        math.sin((lat_2 - lat_1) / 2) ** 2
        + math.cos(lat_1) * math.cos(lat_2) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def road_km(one: Point, other: Point) -> float:
    """Give about how long the road between two points is, in km: the straight line x 1.3."""
    return DETOUR * straight_km(one, other)
