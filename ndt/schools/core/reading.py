"""Read a table of DUO's school addresses into places where there is a school. Header dialects are data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ndt.geo import postcodes
from ndt.geo.errors import BadPostcode
from ndt.schools.core.domains import host_of
from ndt.schools.core.errors import Refused, What


class Sector(StrEnum):
    """The law a school stands under: primary, special primary, special, secondary."""

    BO = "bo"
    SBO = "sbo"
    SO = "so"
    VO = "vo"


# What a file calls its columns, in capitals with spaces. The first one found counts.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "code": ("VESTIGINGSCODE", "VESTIGINGSNUMMER"),
    "title": ("VESTIGINGSNAAM",),
    "board": ("BEVOEGD GEZAG NUMMER",),
    "postcode": ("POSTCODE",),
    "place": ("PLAATSNAAM",),
    "brin": ("INSTELLINGSCODE", "BRIN NUMMER"),
    "board_title": ("BEVOEGD GEZAG NAAM",),
    "street": ("STRAATNAAM",),
    "house_number": ("HUISNUMMER TOEVOEGING",),
    "municipality": ("GEMEENTENAAM",),
    "province": ("PROVINCIE",),
    "denomination": ("DENOMINATIE",),
    "area": ("ONDERWIJSGEBIED NAAM",),
    "holidays": ("VAKANTIEREGIO",),
    "structure": ("ONDERWIJSSTRUCTUUR",),
    "website": ("INTERNETADRES",),
    "email": ("E MAILADRES", "EMAILADRES"),
    "sector": ("SECTOR", "SOORT PO"),
    "lat": ("LATITUDE",),
    "lon": ("LONGITUDE",),
}
NEEDED: Final = ("code", "title", "board", "postcode", "place")
LONGEST: Final = {"email": 254, "website": 200}
LONGEST_WORDS: Final = 120
# Words in a file's name that say what is in it, in the order in which they are looked for.
_NAMES: Final = (
    (re.compile(r"(speciaal[-_ ]?basis|\bsbo\b)"), Sector.SBO),
    (re.compile(r"(speciaal[-_ ]?onderwijs|\bv?so\b)"), Sector.SO),
    (re.compile(r"(basisonderwijs|\bbo\b)"), Sector.BO),
    (re.compile(r"(voortgezet|\bvo\b)"), Sector.VO),
)
_CODE: Final = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{2}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NO_DIGITS_AFTER: Final = re.compile(r"^([0-9]+)\.0$")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a file holds it. rows: cells of any kind, in the order of the header."""

    header: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One school at one place, as the register lists it. code: BRIN and branch, as `12AB00`. board: its number."""

    code: str
    title: str
    board: str
    board_title: str
    sector: Sector
    structure: str
    street: str
    house_number: str
    postcode: str
    pc4: str
    place: str
    municipality: str
    province: str
    denomination: str
    area: str
    holidays: str
    website: str
    web_domain: str
    email: str
    lat: float | None
    lon: float | None


def sector_by_name(name: str) -> Sector | None:
    """Give what a file's name says about the schools in it, such as `02-alle-schoolvestigingen-basisonderwijs.csv`."""
    words = re.sub(r"[._]", " ", name.lower())
    return next((sector for pattern, sector in _NAMES if pattern.search(words)), None)


def read(table: Table, *, sector: Sector | None) -> list[Listed]:
    """Read every row. sector: of rows that do not say it themselves.

    Raises Refused with row and column; a school that stands there twice is refused as well.
    """
    where = _places(table.header)
    found: list[Listed] = []
    seen: dict[str, int] = {}
    for number, row in _rows(table):
        listed = _listed(_Row(table.header, where, row, number), sector)
        if listed.code in seen:
            raise Refused(What.TWICE, row=number, column=table.header[where["code"]], value=listed.code)
        seen[listed.code] = number
        found.append(listed)
    if not found:
        raise Refused(What.EMPTY)
    return found


def _places(header: Sequence[str]) -> dict[str, int]:
    tidy = [re.sub(r"[_\s-]+", " ", name).strip().upper() for name in header]
    where = {}
    for meaning, names in COLUMNS.items():
        column = next((tidy.index(name) for name in names if name in tidy), None)
        if column is not None:
            where[meaning] = column
        elif meaning in NEEDED:
            raise Refused(What.COLUMN_MISSING, row=1, column=names[0])
    return where


def _rows(table: Table) -> Iterator[tuple[int, Sequence[Any]]]:
    """Give the rows that hold something, as a spreadsheet numbers them."""
    for number, row in enumerate(table.rows, start=2):
        if any(cell is not None and str(cell).strip() for cell in row):
            yield number, row


@dataclass(frozen=True, slots=True)
class _Row:
    header: Sequence[str]
    where: dict[str, int]
    cells: Sequence[Any]
    number: int

    def text(self, meaning: str) -> str:
        column = self.where.get(meaning)
        if column is None or column >= len(self.cells) or self.cells[column] is None:
            return ""
        text = " ".join(str(self.cells[column]).split())
        # Spreadsheets make a number of a code that has only figures.
        text = _NO_DIGITS_AFTER.sub(r"\1", text)
        if len(text) > LONGEST.get(meaning, LONGEST_WORDS):
            raise self.refused(What.LONG, meaning, text[:40])
        return text

    def refused(self, what: What, meaning: str, value: str = "") -> Refused:
        column = self.header[self.where[meaning]] if meaning in self.where else ""
        return Refused(what, row=self.number, column=column, value=value)


def _listed(row: _Row, sector: Sector | None) -> Listed:
    code = row.text("code").upper()
    if not _CODE.fullmatch(code):
        raise row.refused(What.CODE, "code", code)
    if row.text("brin") and row.text("brin").upper() != code[:4]:
        raise row.refused(What.CODE_MIXED, "code", code)
    for meaning in ("title", "place"):
        if not row.text(meaning):
            raise row.refused(What.BLANK, meaning)
    try:
        postcode = postcodes.full(row.text("postcode"))
    except BadPostcode as problem:
        raise row.refused(What.POSTCODE, "postcode", row.text("postcode")) from problem
    board = row.text("board")
    if not (board.isascii() and board.isdigit()):
        raise row.refused(What.NUMBER, "board", board)
    if row.text("email") and not _EMAIL.fullmatch(row.text("email")):
        raise row.refused(What.EMAIL, "email", row.text("email"))
    lat, lon = _degrees(row)
    plain = {
        name: row.text(name)
        for name in (
            *("title", "board_title", "structure", "street", "house_number", "place", "municipality", "province"),
            *("denomination", "area", "holidays", "website", "email"),
        )
    }
    return Listed(
        code=code,
        board=board,
        sector=_sector(row, sector),
        postcode=postcode,
        pc4=postcode[:4],
        web_domain=host_of(plain["website"]),
        lat=lat,
        lon=lon,
        **plain,
    )


def _sector(row: _Row, otherwise: Sector | None) -> Sector:
    typed = row.text("sector").lower()
    if not typed:
        if otherwise is None:
            raise Refused(What.SECTOR_UNKNOWN)
        return otherwise
    if typed in ("vso", "so/vso", "sovso"):
        return Sector.SO
    if typed not in set(Sector):
        raise row.refused(What.SECTOR, "sector", typed)
    return Sector(typed)


def _degrees(row: _Row) -> tuple[float | None, float | None]:
    typed = [row.text(meaning).replace(",", ".") for meaning in ("lat", "lon")]
    if not all(typed):
        return None, None
    try:
        lat, lon = (float(text) for text in typed)
    except ValueError as problem:
        raise row.refused(What.PLACE, "lat", " ".join(typed)) from problem
    if not (50 <= lat <= 54 and 3 <= lon <= 8):
        raise row.refused(What.PLACE, "lat", " ".join(typed))
    return lat, lon
