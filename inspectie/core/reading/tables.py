"""A table as a reader of files hands it over, and its columns by one name whatever the dialect."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from inspectie.core.refusals import Place, Refused, Why

Cell = Any  # str, int, float, bool, date, datetime or None, as the reader found it

# The three dialects of DUO: up to 2019 BRIN_NUMMER, later INSTELLINGSCODE, in registers with spaces.
_ALIASES: Final[Mapping[str, str]] = {
    "BRIN_NUMMER": "INSTELLINGSCODE",
    "BRIN": "INSTELLINGSCODE",
    "VESTIGINGSNUMMER": "VESTIGINGSCODE",
    "VESTIGINGSNAAM": "INSTELLINGSNAAM_VESTIGING",
    "INSTELLINGSNAAM": "INSTELLINGSNAAM_VESTIGING",
    "POSTCODE": "POSTCODE_VESTIGING",
    "DENOMINATIE": "DENOMINATIE_VESTIGING",
    "PRIKDATUM_SCORES": "PRIKDATUM",
    "SCHOOL_YEAR": "SCHOOLJAAR",
    "CET_AANTAL": "LIB_AANTAL",
    "CET_GEM": "LIB_GEM",
    "LEZEN_LAGER1F": "LV_LAGER1F",
    "LEZEN_1F": "LV_1F",
    "LEZEN_2F": "LV_2F",
}
_BOM: Final = ("\ufeff", "ï»¿", "Ã¯Â»Â¿")


def column_name(text: str) -> str:
    """Give the one name of a column: no BOM or quotes, capitals, underscores for spaces, hyphens and dots."""
    for mark in _BOM:
        text = text.removeprefix(mark)
    text = text.strip().strip('"').strip().upper()
    text = re.sub(r"[\s\-.]+", "_", text.replace("\xa0", " "))
    return _ALIASES.get(text, text)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet or file: a header, and rows with the number that they have in the source."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    first_row: int = 2

    def names(self) -> tuple[str, ...]:
        """Give the columns by their one name."""
        return tuple(column_name(text) for text in self.header)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: as the source calls it, and how to take its cell out of a row."""

    name: str
    take: Callable[[Sequence[Cell]], Cell]


class Columns:
    """The columns of a table by their one name, read row by row."""

    def __init__(self, table: Table, *, known: re.Pattern[str]) -> None:
        """Take the columns of a table. known: every name that this kind of table may have.

        Raises Refused with the column that nobody knows.
        """
        self.table = table
        self._places: dict[str, list[int]] = {}
        for index, (text, name) in enumerate(zip(table.header, table.names(), strict=True)):
            if not known.fullmatch(name):
                raise Refused(Why.UNKNOWN_HEADER, Place(row=table.first_row - 1, column=text), value=text)
            self._places.setdefault(name, []).append(index)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def names(self) -> tuple[str, ...]:
        """Give the columns there are."""
        return tuple(self._places)

    def column(self, name: str) -> Column:
        """Give a column. Where a broken file has it twice, the cells that are filled count.

        Raises Refused when it is not there.
        """
        places = self._places.get(name)
        if not places:
            raise Refused(Why.MISSING_COLUMN, Place(row=self.table.first_row - 1, column=name), expected=name)
        called = self.table.header[places[0]]
        if len(places) == 1:
            only = places[0]
            return Column(called, lambda row: row[only] if only < len(row) else None)
        return Column(called, lambda row: _filled([row[place] for place in places if place < len(row)], called))

    def optional(self, name: str) -> Column:
        """Give a column, or one that is always empty."""
        return self.column(name) if name in self else Column(name, lambda _row: None)

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Give the rows that hold anything, each with its number in the source.

        Raises Refused for a row with more cells than the header has.
        """
        width = len(self.table.header)
        for number, row in enumerate(self.table.rows, start=self.table.first_row):
            if len(row) > width and any(cell not in (None, "") for cell in row[width:]):
                raise Refused(Why.RAGGED, Place(row=number), value=row[width])
            if any(cell not in (None, "") for cell in row):
                yield number, row


def _filled(cells: Sequence[Cell], name: str) -> Cell:
    filled = {cell for cell in cells if not is_blank(cell)}
    if len(filled) > 1:
        raise Refused(Why.DOUBLE_COLUMN, Place(column=name), value=" / ".join(sorted(map(str, filled))))
    return filled.pop() if filled else None


def is_blank(cell: Cell) -> bool:
    """Say whether a cell holds nothing: empty, spaces, or a float that is not a number."""
    if cell is None:
        return True
    if isinstance(cell, str):
        return not cell.strip()
    return isinstance(cell, float) and cell != cell
