"""The data as arrays, for the engine; and what its codes are called.

`current()` is kept in the process and read again when there is a new data version; a page that shows an older version
asks `at(version)`. Nothing in a frame may be shown as it is: pages use the public view and `core.disclosure`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import connection

from inspectie.core.engine import Status
from inspectie.core.frame import DOMAINS, LEVELS, Frame
from inspectie.core.packing import unpack
from inspectie.models import (
    Board,
    DataVersion,
    Municipality,
    Ovt,
    OvtVestiging,
    PublishedAggregate,
    PublishedYear,
)

WINDOW: Final = 3
_OUTCOMES: Final = {
    "boven": Status.BOVEN,
    "onder": Status.ONDER,
    "te_weinig_gegevens": Status.TE_WEINIG_GEGEVENS,
    "kleine_school": Status.KLEINE_SCHOOL,
}


class UnknownVersion(LookupError):
    """There is no such data version."""


def current() -> Frame:
    """Give the frame of the newest data version; one without schools when nothing was imported yet. One small query."""
    version = DataVersion.objects.order_by("-pk").values_list("version", flat=True).first()
    return at(version) if version else empty()


@lru_cache(maxsize=4)
def at(version: str) -> Frame:
    """Give the frame of a data version, from memory when this process read it before. Raises UnknownVersion."""
    content = DataVersion.objects.filter(version=version).values_list("frame", flat=True).first()
    if content is None:
        raise UnknownVersion(version)
    return unpack(bytes(content))


def newest_year() -> int | None:
    """Give the last year of the newest window that the inspection published, or None."""
    years = PublishedAggregate.objects.live().order_by("-last_year").values_list("last_year", flat=True)
    year: int | None = years.first()
    return year


def build(version: str) -> Frame:
    """Read the live rows into a frame. For an import; pages use `current`."""
    last = newest_year()
    if last is None:
        return empty(version)
    published = PublishedAggregate.objects.live().filter(last_year=last)
    ovts = sorted(published.values_list("ovt__code", flat=True))
    return _frame(ovts, tuple(range(last - WINDOW + 1, last + 1)), version)


def empty(version: str = "") -> Frame:
    """Give a frame without schools."""
    return _frame([], (), version)


def _frame(ovts: Sequence[str], years: tuple[int, ...], version: str) -> Frame:
    place = {code: index for index, code in enumerate(ovts)}
    low, high, mapped = _cells(place, years)
    boards, board = _coded(place, "board__number")
    municipalities, municipality = _coded(place, "municipality__code")
    return Frame(
        ovt=tuple(ovts),
        years=years,
        **_yearly(place, years),
        **_pooled(place, years),
        mapped=mapped,
        low=low,
        high=high,
        enrolled=_enrolled(place),
        board=board,
        municipality=municipality,
        boards=boards,
        municipalities=municipalities,
        version=version,
    )


def _yearly(place: dict[str, int], years: tuple[int, ...]) -> dict[str, Any]:
    percentage = np.full((len(place), len(years), 2), np.nan)
    pupils = np.full((len(place), len(years)), -1, np.int32)
    starred = np.zeros((len(place), len(years)), np.bool_)
    rows = PublishedYear.objects.live().filter(last_year=max(years, default=0))
    for code, year, first, higher, number, masked in rows.values_list(
        "ovt__code", "year", "percentage_1f", "percentage_higher", "pupils", "masked"
    ):
        at_row = place[code], years.index(year)
        percentage[at_row] = _number(first), _number(higher)
        pupils[at_row] = -1 if number is None else number
        starred[at_row] = masked
    return {"percentage": percentage, "pupils": pupils, "starred": starred}


def _pooled(place: dict[str, int], years: tuple[int, ...]) -> dict[str, Any]:
    pooled = np.full((len(place), 2), np.nan)
    pupils = np.full(len(place), -1, np.int32)
    outcome = np.zeros((len(place), 2), np.int8)
    weging = np.full(len(place), np.nan)
    rows = PublishedAggregate.objects.live().filter(last_year=max(years, default=0))
    for code, first, higher, number, first_outcome, higher_outcome, value in rows.values_list(
        "ovt__code", "percentage_1f", "percentage_higher", "pupils", "outcome_1f", "outcome_higher", "weging"
    ):
        row = place[code]
        pooled[row] = _number(first), _number(higher)
        pupils[row] = -1 if number is None else number
        outcome[row] = _OUTCOMES[first_outcome], _OUTCOMES[higher_outcome]
        weging[row] = _number(value)
    return {"pooled": pooled, "pooled_pupils": pupils, "outcome": outcome, "weging": weging}


def _number(value: Decimal | None) -> float:
    return float("nan") if value is None else float(value)


_CELLS: Final = """
    SELECT ovt.code, cell.year, cell.domain, cell.level, cell.low, cell.high
    FROM inspectie_ovtvestiging link
    JOIN inspectie_ovt ovt ON ovt.id = link.ovt_id
    JOIN inspectie_resultcell cell ON cell.vestiging_id = link.vestiging_id AND cell.superseded_by_id IS NULL
    WHERE link.valid_to IS NULL AND link.confidence = 'certain' AND cell.year = ANY(%s)
"""


def _cells(
    place: dict[str, int], years: tuple[int, ...]
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16], npt.NDArray[np.bool_]]:
    """Give the bounds of counts as the source masks, -1 without a row, for schools that are exactly one vestiging."""
    shape = (len(place), len(years), len(DOMAINS), len(LEVELS))
    low, high = np.full(shape, -1, np.int16), np.full(shape, -1, np.int16)
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, [list(years)])
        for code, year, domain, level, least, most in cursor.fetchall():
            if code in place:
                cell = place[code], years.index(year), DOMAINS.index(domain), LEVELS.index(level)
                low[cell], high[cell] = least, most
    mapped = np.zeros(len(place), np.bool_)
    links = OvtVestiging.objects.filter(valid_to=None, confidence=OvtVestiging.Confidence.CERTAIN)
    for code in links.values_list("ovt__code", flat=True):
        if code in place:
            mapped[place[code]] = True
    return low, high, mapped


def _coded(place: dict[str, int], path: str) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
    """Give the codes that occur, sorted, and for each school the place of its code there, -1 when unknown."""
    found = {
        code: str(value) for code, value in Ovt.objects.values_list("code", path) if code in place and value is not None
    }
    codes = tuple(sorted(set(found.values())))
    index = {value: number for number, value in enumerate(codes)}
    column = np.full(len(place), -1, np.int32)
    for code, value in found.items():
        column[place[code]] = index[value]
    return codes, column


def _enrolled(place: dict[str, int]) -> npt.NDArray[np.int32]:
    """Give the pupils on each school in the newest year of the schoolweging, -1 when unknown."""
    column = np.full(len(place), -1, np.int32)
    for code, pupils in Ovt.objects.values_list("code", "pupils"):
        if code in place and pupils is not None:
            column[place[code]] = pupils
    return column


@dataclass(frozen=True, slots=True)
class SchoolName:
    """What a school is called, and where it belongs."""

    code: str
    name: str
    place: str
    board: str
    municipality: str


def schools(codes: Iterable[str]) -> dict[str, SchoolName]:
    """Give names of schools by OVT. One query."""
    rows = Ovt.objects.filter(code__in=list(codes)).values_list(
        "code", "name", "place", "board__number", "municipality__code"
    )
    return {
        code: SchoolName(code, name or code, place, str(board or ""), municipality or "")
        for code, name, place, board, municipality in rows
    }


def boards() -> dict[str, str]:
    """Give what boards are called by number; a board whose name no source gives is called by its number."""
    return {str(board.number): str(board) for board in Board.objects.all()}


def municipalities() -> dict[str, str]:
    """Give what municipalities are called by code."""
    return {municipality.code: str(municipality) for municipality in Municipality.objects.all()}
