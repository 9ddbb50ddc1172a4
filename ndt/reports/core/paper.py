"""What a report is made of: figures and words, without a page, a PDF or a CSV file. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ndt.charts.shapes import Chart

THRESHOLD: Final = 10


class Hidden(StrEnum):
    """Why a count is not shown."""

    FEW = "few"  # it is below the threshold
    OTHER = "other"  # with it, somebody could work out one that is


class Kind(StrEnum):
    """What a column holds, which says how it is written and to which side."""

    TEXT = "text"
    COUNT = "count"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DAY = "day"


# PERCENT holds a Decimal between 0 and 100.
Cell = str | int | Decimal | date | Hidden | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    label: str
    kind: Kind = Kind.TEXT

    @property
    def is_figure(self) -> bool:
        """Say whether its cells stand to the right."""
        return self.kind not in {Kind.TEXT, Kind.DAY}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; the first cell names its row. total: a last row, or nothing.

    threshold: below which a count is FEW here.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    threshold: int = THRESHOLD

    def __post_init__(self) -> None:
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: a row has {len(row)} cells, there are {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Number:
    """One big number. value: as people read it."""

    value: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report. A chart stands above the table with the same figures."""

    title: str
    paragraphs: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None

    def __post_init__(self) -> None:
        if self.chart is not None and self.table is None:
            raise ValueError(f"{self.title}: a chart needs the table with its figures")


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished report. finding: the title of this edition, what the figures say. notes: how it was counted."""

    finding: str
    lead: str
    measured_at: datetime
    numbers: tuple[Number, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in order."""
        return tuple(section.table for section in self.sections if section.table is not None)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader asks for. municipality "" is all of them; since and until are inclusive, None is open.

    division: how the figures are divided, "" as the report does by itself.
    """

    now: datetime
    municipality: str = ""
    since: date | None = None
    until: date | None = None
    language: str = "nl"
    division: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Say whether it is about less than everything."""
        return bool(self.municipality or self.since or self.until)
