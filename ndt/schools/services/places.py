"""Load where postcodes lie, and travel times that somebody measured. Both whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Final

from django.db import transaction

from ndt.geo import travel
from ndt.geo.distance import Point
from ndt.geo.errors import BadPostcode, BadTable
from ndt.geo.postcodes import pc4
from ndt.schools.models import Postcode, TravelTime
from ndt.schools.services.files import decoded

_BATCH: Final = 2_000


def read_postcodes(content: bytes) -> dict[str, Point]:
    """Read `{"1011": [lat, lon], ...}`, or a table with the columns pc4, lat and lon. Raises BadTable.

    Of JSON the line in an error is the number of the entry.
    """
    text = decoded(content)
    rows = _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text)
    found: dict[str, Point] = {}
    for line, typed, lat, lon in rows:
        try:
            code = pc4(typed)
        except BadPostcode as problem:
            raise BadTable(line, "pc4", "postcode", typed) from problem
        try:
            point = Point(float(lat), float(lon))
        except (TypeError, ValueError) as problem:
            raise BadTable(line, "lat", "place", f"{lat} {lon}") from problem
        if found.setdefault(code, point) != point:
            raise BadTable(line, "pc4", "twice", code)
    if not found:
        raise BadTable(1, "pc4", "columns")
    return found


def _json_rows(text: str) -> list[tuple[int, str, Any, Any]]:
    try:
        entries = json.loads(text)
    except ValueError as problem:
        raise BadTable(getattr(problem, "lineno", 1), "", "csv") from problem
    rows = []
    for number, (typed, place) in enumerate(entries.items(), start=1):
        if not (isinstance(place, list) and len(place) == 2):
            raise BadTable(number, "lat", "place", str(place)[:40])
        rows.append((number, typed, *place))
    return rows


def _csv_rows(text: str) -> list[tuple[int, str, Any, Any]]:
    head = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",")
    for name in ("pc4", "lat", "lon"):
        if name not in (table.fieldnames or []):
            raise BadTable(1, name, "columns")
    return [(table.line_num, row["pc4"] or "", row["lat"], row["lon"]) for row in table]


@transaction.atomic
def load_postcodes(content: bytes) -> int:
    """Store where postcodes lie; give how many rows changed. Postcodes that the file lacks stay."""
    points = read_postcodes(content)
    known = {row.pc4: row for row in Postcode.objects.select_for_update().filter(pc4__in=points)}
    new = [Postcode(pc4=code, lat=at.lat, lon=at.lon) for code, at in sorted(points.items()) if code not in known]
    other = []
    for code, row in known.items():
        if (row.lat, row.lon) != (points[code].lat, points[code].lon):
            row.lat, row.lon = points[code].lat, points[code].lon
            other.append(row)
    Postcode.objects.bulk_create(new, batch_size=_BATCH)
    Postcode.objects.bulk_update(other, ["lat", "lon"], batch_size=_BATCH)
    return len(new) + len(other)


@transaction.atomic
def load_travel_times(content: bytes) -> int:
    """Put this table in the place of the one that was there; give how many rows changed. Raises BadTable."""
    wanted = travel.read_table(decoded(content))
    known = {(row.from_pc4, row.to_pc4, travel.Mode(row.mode)): row for row in TravelTime.objects.select_for_update()}
    gone = [row.pk for key, row in known.items() if key not in wanted]
    other = []
    for key, row in known.items():
        if key in wanted and row.minutes != wanted[key]:
            row.minutes = wanted[key]
            other.append(row)
    new = [
        TravelTime(from_pc4=origin, to_pc4=target, mode=mode, minutes=minutes)
        for (origin, target, mode), minutes in sorted(wanted.items())
        if (origin, target, mode) not in known
    ]
    TravelTime.objects.filter(pk__in=gone).delete()
    TravelTime.objects.bulk_update(other, ["minutes"], batch_size=_BATCH)
    TravelTime.objects.bulk_create(new, batch_size=_BATCH)
    return len(gone) + len(other) + len(new)
