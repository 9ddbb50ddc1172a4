"""A table as a CSV file that opens well in Excel and is safe to open. Pure.

Dutch: semicolons and decimal commas, as a Dutch Excel expects; English: commas and points. UTF-8
with a byte order mark, without which Excel reads ë as Ã«. Lines end in CRLF (RFC 4180).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from ndt.reports.core.paper import Cell, Column, Hidden, Kind, Table

# A spreadsheet runs a cell that begins like this, in whatever width the sign is written. A name that
# begins with an apostrophe is just a name.
RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK: Final = "\ufeff"


def write(table: Table, *, language: str, word: Callable[[Hidden], str]) -> str:
    """Give the file's text: the heads, the rows and the total.

    language: "nl" or "en". word: what stands where a count is hidden.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "nl" else ",", lineterminator="\r\n")
    writer.writerow([harmless(column.label) for column in table.columns])
    for row in (*table.rows, *([table.total] if table.total else [])):
        writer.writerow([_cell(cell, column, language, word) for cell, column in zip(row, table.columns, strict=True)])
    return BYTE_ORDER_MARK + out.getvalue()


def harmless(text: str) -> str:
    """Give a text that no spreadsheet runs: an apostrophe goes before a text that begins like a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(RUNS) or text.startswith(RUNS) else text


def _cell(cell: Cell, column: Column, language: str, word: Callable[[Hidden], str]) -> str:
    match cell:
        case None:
            return ""
        case Hidden():
            return harmless(word(cell))
        case int():
            return str(cell)
        case Decimal():
            number = f"{cell:.1f}" if column.kind is Kind.PERCENT else f"{cell:f}"
            return number.replace(".", ",") if language == "nl" else number
        case datetime():
            return cell.isoformat(timespec="minutes")
        case date():
            return cell.isoformat()
    return harmless(cell)
