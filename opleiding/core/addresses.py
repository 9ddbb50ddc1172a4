"""Read a file with addresses of trainers. One wrong row and nothing is used: each fault by its row and column."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Final

from opleiding.core.errors import MOST_FAULTS, OpleidingError

HEAD: Final = ("email", "e-mail", "mail", "e-mailadres", "mailadres")
MOST_ROWS: Final = 2000
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault. row, column: from 1, as a spreadsheet counts, the head is row 1. code: stable."""

    row: int
    column: int
    code: str


class BadFile(OpleidingError):
    """The file cannot be used as it is. faults: the first fifty, from the top."""

    code = "bad-file"

    def __init__(self, faults: list[Wrong]) -> None:
        self.faults = tuple(faults[:MOST_FAULTS])
        super().__init__(f"{len(faults)} faults")


def read(content: bytes) -> list[str]:
    """Give the addresses of a CSV, in the order of the file, each once.

    The first row names the columns; one is called `email`. Separator: comma, semicolon or tab. Encoding: UTF-8, with
    or without its mark, or Windows-1252. Empty rows are passed over. Raises BadFile.
    """
    rows = _rows(_text(content))
    if not rows:
        raise BadFile([Wrong(1, 1, "empty")])
    head = [cell.strip().lower() for cell in rows[0]]
    column = next((place for place, name in enumerate(head) if name in HEAD), None)
    if column is None:
        raise BadFile([Wrong(1, 1, "no-column")])
    filled = [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    if not filled:
        raise BadFile([Wrong(2, column + 1, "empty")])
    if len(filled) > MOST_ROWS:
        raise BadFile([Wrong(filled[MOST_ROWS][0], column + 1, "too-many")])
    return _addresses(filled, column)


def _addresses(filled: list[tuple[int, list[str]]], column: int) -> list[str]:
    found: dict[str, str] = {}
    faults: list[Wrong] = []
    for number, row in filled:
        address = row[column].strip() if column < len(row) else ""
        if not address:
            faults.append(Wrong(number, column + 1, "missing"))
        elif len(address) > 254 or not _ADDRESS.fullmatch(address):
            faults.append(Wrong(number, column + 1, "not-an-address"))
        elif address.lower() in found:
            faults.append(Wrong(number, column + 1, "twice"))
        else:
            found[address.lower()] = address
    if faults:
        raise BadFile(faults)
    return list(found.values())


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> list[list[str]]:
    """Give the cells. Raises BadFile where the quotes do not close."""
    first = text.partition("\n")[0]
    separator = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as problem:
        raise BadFile([Wrong(len(rows) + 1, 1, "not-csv")]) from problem
    return rows
