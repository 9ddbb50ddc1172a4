"""Figures as people read them, on a page and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from ndt.reports.core.paper import THRESHOLD, Cell, Hidden, Kind, Paper, Section, Table

SHORT: Final = 15


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table with its cells in words. Each cell comes with whether it stands to the right."""

    caption: str
    columns: list[tuple[str, bool]]
    rows: list[list[tuple[str, bool]]]
    total: list[tuple[str, bool]]

    @property
    def is_short(self) -> bool:
        """Say whether it fits on a page with other things, so that paper need not break it."""
        return len(self.rows) <= SHORT


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section with its table in words. number: of the table among the report's tables, 0 for none."""

    section: Section
    table: ShownTable | None
    number: int


def sections(paper: Paper) -> list[ShownSection]:
    """Give the sections of a report ready for a template."""
    shown, number = [], 0
    for section in paper.sections:
        if section.table is None:
            shown.append(ShownSection(section, None, 0))
        else:
            number += 1
            shown.append(ShownSection(section, table(section.table), number))
    return shown


def table(source: Table) -> ShownTable:
    """Give a table in words."""
    return ShownTable(
        caption=source.caption,
        columns=[(column.label, column.is_figure) for column in source.columns],
        rows=[_row(row, source) for row in source.rows],
        total=_row(source.total, source) if source.total else [],
    )


def _row(row: Sequence[Cell], of: Table) -> list[tuple[str, bool]]:
    return [
        (cell(one, column.kind, threshold=of.threshold), column.is_figure)
        for one, column in zip(row, of.columns, strict=True)
    ]


def cell(value: Cell, kind: Kind, *, threshold: int = THRESHOLD) -> str:
    """Give one cell in words, in the language of the moment."""
    match value:
        case None:
            return "–"
        case Hidden():
            return hidden(value, threshold=threshold)
        case int():
            return count(value)
        case Decimal():
            places = 1 if kind is Kind.PERCENT else None
            number = formats.number_format(value, decimal_pos=places, force_grouping=True)
            return f"{number} %" if kind is Kind.PERCENT else number
        case date():
            return formats.date_format(value, "j F Y")
    return value


def count(value: int | Hidden) -> str:
    """Give a count with its thousands apart, or what stands in its place."""
    return hidden(value) if isinstance(value, Hidden) else formats.number_format(value, 0, force_grouping=True)


def hidden(why: Hidden, *, threshold: int = THRESHOLD) -> str:
    """Give what stands where a count is hidden."""
    return _("<%(threshold)d") % {"threshold": threshold} if why is Hidden.FEW else _("niet getoond")
