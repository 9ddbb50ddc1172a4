"""A brief for programs: every cell of its tables, and its words."""

from __future__ import annotations

from datetime import date
from typing import Any

from inspectie.queries.exports import Cell, Table
from ndt.reports.core.paper import Cell as PaperCell
from ndt.reports.core.paper import Hidden, Paper


def cells(paper: Paper) -> Table:
    """Give a row for each cell but the first of a row, which is the row's name. page: which page of the brief.

    column and row are words in the reader's language; value is a number, a day or a word, empty where nothing is shown.
    """
    rows: list[tuple[Cell, ...]] = []
    for page, section in enumerate(paper.sections, start=1):
        if section.table is None:
            continue
        table = section.table
        for first, *others in (*table.rows, *([table.total] if table.total else [])):
            for column, cell in zip(table.columns[1:], others, strict=True):
                rows.append((page, table.caption, _plain(first), column.label, _plain(cell)))
    return Table("figures", ("page", "table", "row", "column", "value"), rows)


def facts(paper: Paper) -> dict[str, Any]:
    """Give the words of the brief: what it finds, its big numbers, and what each page says."""
    return {
        "finding": paper.finding,
        "lead": paper.lead,
        "numbers": [{"value": one.value, "text": one.text} for one in paper.numbers],
        "pages": [{"title": one.title, "text": list(one.paragraphs)} for one in paper.sections],
    }


def _plain(cell: PaperCell) -> Cell:
    if isinstance(cell, Hidden):
        return None
    return cell.isoformat() if isinstance(cell, date) else cell
