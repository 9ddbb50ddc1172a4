"""Derive what schools, boards and municipalities are now from the records of the sources.

Names, places, boards and links stand on the identities for pages and search. Safe to run again: it writes what differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, models, transaction
from psycopg import sql

from inspectie.core import linking
from inspectie.core.names import Called, best, fold
from inspectie.models import (
    Board,
    BoardRecord,
    Location,
    Municipality,
    MunicipalityRecord,
    Ovt,
    OvtRecord,
    OvtVestiging,
    PublishedAggregate,
    ResultCell,
    Vestiging,
    VestigingRecord,
    Weging,
)
from inspectie.queries import frames


@transaction.atomic
def refresh(*, now: datetime) -> None:
    """Write what the live records say onto the identities, and the links between OVTs and vestigingen."""
    _municipalities()
    _boards()
    _vestigingen()
    window = _window()
    _links(window, today=now.date())
    _ovts(window)


def _put(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Update columns of many rows at once, only where they differ. rows: primary key and values."""
    names: dict[str, sql.Composable] = {
        "table": sql.Identifier(model._meta.db_table),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
        "sets": sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Identifier("fresh", name)) for name in columns
        ),
        "old": sql.SQL(", ").join(sql.Identifier("old", name) for name in columns),
        "new": sql.SQL(", ").join(sql.Identifier("fresh", name) for name in columns),
    }
    found = list(rows)  # a query of theirs inside the COPY would wait for itself
    with connection.cursor() as cursor:
        cursor.execute(_STAGE.format(**names))
        with cursor.copy(_COPY.format(**names)) as copy:
            for row in found:
                copy.write_row(row)
        cursor.execute(_UPDATE.format(**names))
        cursor.execute("DROP TABLE fresh")


_STAGE: Final = sql.SQL("CREATE TEMP TABLE fresh ON COMMIT DROP AS SELECT id, {columns} FROM {table} WHERE false")
_COPY: Final = sql.SQL("COPY fresh (id, {columns}) FROM STDIN")
_UPDATE: Final = sql.SQL(
    "UPDATE {table} old SET {sets} FROM fresh WHERE old.id = fresh.id AND ROW({old}) IS DISTINCT FROM ROW({new})"
)


def _municipalities() -> None:
    names: dict[int, list[Called]] = defaultdict(list)
    provinces: dict[int, Called] = {}
    records = MunicipalityRecord.objects.live().order_by("dated", "pk")
    for pk, name, province, dated in records.values_list("municipality_id", "name", "province", "dated"):
        names[pk].append(Called(name, dated))
        if province or pk not in provinces:
            provinces[pk] = Called(province, dated)
    _put(
        Municipality,
        ("name", "province", "seen_from", "seen_to"),
        (
            (pk, best(called), provinces[pk].name, min(one.dated for one in called), max(one.dated for one in called))
            for pk, called in names.items()
        ),
    )


def _boards() -> None:
    records = BoardRecord.objects.live().order_by("dated", "pk").values_list("board_id", "name")
    _put(Board, ("name",), dict(records).items())


def _vestigingen() -> None:
    newest: dict[int, tuple[Any, ...]] = {}
    records = VestigingRecord.objects.live().order_by("dated", "pk")
    for pk, name, place, municipality, board in records.values_list(
        "vestiging_id", "name", "place", "municipality_id", "board_id"
    ):
        old = newest.get(pk, ("", "", None, None))
        newest[pk] = (name or old[0], place or old[1], municipality or old[2], board or old[3])
    spots = {
        pk: (latitude, longitude)
        for pk, latitude, longitude in Location.objects.live().values_list("vestiging_id", "latitude", "longitude")
    }
    _put(
        Vestiging,
        ("name", "place", "municipality_id", "board_id", "latitude", "longitude"),
        (
            (pk, *newest.get(pk, ("", "", None, None)), *spots.get(pk, (None, None)))
            for pk in newest.keys() | spots.keys()
        ),
    )


@dataclass(frozen=True, slots=True)
class _Window:
    """The OVTs of the newest published results, and the vestigingen with results in those years."""

    ovts: Mapping[str, int]
    vestigingen: Mapping[str, int]
    names: Mapping[int, str]
    boards: Mapping[int, int | None]
    since: date


def _window() -> _Window:
    last = frames.newest_year()
    first = (last or 0) - frames.WINDOW + 1
    published = PublishedAggregate.objects.live().filter(last_year=last)
    cells = ResultCell.objects.live().filter(year__range=(first, last or 0), domain="rekenen", level="higher")
    records = list(OvtRecord.objects.live().order_by("year", "pk").values_list("ovt_id", "name", "board_id"))
    return _Window(
        ovts=dict(published.values_list("ovt__code", "ovt_id")),
        vestigingen=dict(cells.values_list("vestiging__code", "vestiging_id")),
        names={pk: name for pk, name, _ in records},
        boards={pk: board for pk, _, board in records},
        since=date(first, 8, 1) if last else date(2000, 1, 1),
    )


def _links(window: _Window, *, today: date) -> None:
    called = dict(Vestiging.objects.values_list("pk", "name"))
    wanted = {
        (window.ovts[found.ovt], window.vestigingen[found.vestiging]): (found.source.value, found.confidence.value)
        for found in linking.link(
            {code: window.names.get(pk, "") for code, pk in window.ovts.items()},
            {code: called[pk] for code, pk in window.vestigingen.items()},
        )
    }
    known = set()
    for row in OvtVestiging.objects.filter(valid_to=None):
        pair = row.ovt_id, row.vestiging_id
        if wanted.get(pair) == (row.source, row.confidence):
            known.add(pair)
        elif row.valid_from < today:
            row.valid_to = today
            row.save(update_fields=["valid_to"])
        else:
            row.delete()  # was made today and never told anything
    before = set(OvtVestiging.objects.values_list("ovt_id", "vestiging_id"))
    OvtVestiging.objects.bulk_create(
        OvtVestiging(
            ovt_id=pair[0],
            vestiging_id=pair[1],
            source=source,
            confidence=confidence,
            valid_from=today if pair in before else window.since,
        )
        for pair, (source, confidence) in wanted.items()
        if pair not in known
    )


def _ovts(window: _Window) -> None:
    places = _Places()
    pupils = _newest_pupils()
    board_names = {pk: (number, name) for pk, number, name in Board.objects.values_list("pk", "number", "name")}
    municipality_names = dict(Municipality.objects.values_list("pk", "name"))
    rows = []
    for pk, code in Ovt.objects.values_list("pk", "code"):
        at = places.of(pk, code)
        name = window.names.get(pk) or at.name
        board = window.boards.get(pk) or at.board
        number, board_name = board_names.get(board or 0, ("", ""))
        words = (name, at.place, code, board_name, number, municipality_names.get(at.municipality or 0, ""))
        rows.append(
            (
                pk,
                code in window.ovts,
                name,
                at.place,
                at.denomination,
                board,
                at.municipality,
                at.latitude,
                at.longitude,
                pupils.get(pk),
                " | ".join(fold(str(word)) for word in words),
            )
        )
    columns = ("is_current", "name", "place", "denomination", "board_id", "municipality_id", "latitude", "longitude")
    _put(Ovt, (*columns, "pupils", "search"), rows)


def _newest_pupils() -> dict[int, int]:
    records = Weging.objects.live().filter(pupils__gt=0).order_by("year", "pk")
    return dict(records.values_list("ovt_id", "pupils"))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an OVT is and belongs, as far as its vestigingen agree."""

    name: str = ""
    place: str = ""
    municipality: int | None = None
    board: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    denomination: str = ""


class _Places:
    """The vestigingen of OVTs: linked ones when there are, else those under the same BRIN."""

    def __init__(self) -> None:
        denominations = dict(
            VestigingRecord.objects.live()
            .exclude(denomination="")
            .order_by("dated", "pk")
            .values_list("vestiging_id", "denomination")
        )
        self.by_pk = {
            pk: (code, _Place(name, place, municipality, board, latitude, longitude, denominations.get(pk, "")))
            for pk, code, name, place, municipality, board, latitude, longitude in Vestiging.objects.order_by(
                "code"
            ).values_list("pk", "code", "name", "place", "municipality_id", "board_id", "latitude", "longitude")
        }
        self.by_brin: dict[str, list[_Place]] = defaultdict(list)
        for code, place in self.by_pk.values():
            self.by_brin[code[:4]].append(place)
        self.linked: dict[int, list[_Place]] = defaultdict(list)
        open_links = OvtVestiging.objects.filter(valid_to=None).order_by("vestiging__code")
        for ovt, vestiging in open_links.values_list("ovt_id", "vestiging_id"):
            self.linked[ovt].append(self.by_pk[vestiging][1])

    def of(self, ovt: int, code: str) -> _Place:
        """Give where an OVT is. What its vestigingen do not share is left out; its spot is that of the first."""
        places = self.linked.get(ovt) or self.by_brin.get(code[:4]) or [_Place()]
        first = next((place for place in places if place.latitude is not None), places[0])
        return _Place(
            name=places[0].name,
            place=_shared([place.place for place in places]) or "",
            municipality=_shared([place.municipality for place in places]),
            board=_shared([place.board for place in places]),
            latitude=first.latitude,
            longitude=first.longitude,
            denomination=_shared([place.denomination for place in places]) or "",
        )


def _shared(values: Sequence[Any]) -> Any:
    return values[0] if len(set(values)) == 1 else None
