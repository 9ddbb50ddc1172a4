"""Read a municipality's list of passes, as `hash_passes.py` writes it: keyed hashes, nobody's name or number."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bijles.core.errors import Fault, ListRefused

COLUMNS: Final = ("pass_hmac", "birth_date_hmac", "valid_until", "children")
PLACE: Final = "pc4"
MOST_CHILDREN: Final = 20
MOST_FAULTS: Final = 100
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_PC4: Final = re.compile(r"[1-9][0-9]{3}")


@dataclass(frozen=True, slots=True)
class Row:
    """One pass on the list. birth_months: of its children as "2015-03", or empty when only their number is known.

    pc4: of the neighbourhood; empty when it is not known or the list has no such column.
    """

    pass_hmac: str
    birth_date_hmac: str
    valid_until: date
    children: int
    birth_months: tuple[str, ...] = ()
    pc4: str = ""


def read(data: bytes) -> tuple[Row, ...]:
    """Give the rows of a list in the order of the file.

    data: UTF-8, separated by comma or semicolon, with the four COLUMNS as heading, and PLACE behind them or not. Raises
    ListRefused with each fault (row, column, code), at most MOST_FAULTS of them: a list is taken whole or not at all. Codes:
    not-text, csv, heading, cells, empty-list, hash, date, children, pc4, double.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ListRefused((Fault(1, COLUMNS[0], "not-text"),)) from None
    lines = text.splitlines()
    separator = ";" if lines and ";" in lines[0] else ","
    read_rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        cells = list(read_rows)
    except csv.Error:
        # A field longer than the reader takes: a quote that nothing closes.
        raise ListRefused((Fault(max(read_rows.line_num, 1), COLUMNS[0], "csv"),)) from None
    heading = tuple(cell.strip() for cell in cells[0]) if cells else ()
    if heading not in (COLUMNS, (*COLUMNS, PLACE)):
        raise ListRefused((Fault(1, COLUMNS[0], "heading"),))
    filled = [(number, row) for number, row in enumerate(cells[1:], start=2) if any(cell.strip() for cell in row)]
    return rows(filled, heading=heading)


def rows(filled: Sequence[tuple[int, Sequence[str]]], *, heading: tuple[str, ...] = COLUMNS) -> tuple[Row, ...]:
    """Give the rows of a list, wherever it came from: each a number to find it back by, and a cell for each of the heading.

    heading: COLUMNS, with PLACE behind them or not.

    Raises ListRefused as `read` does.
    """
    if not filled:
        raise ListRefused((Fault(2, COLUMNS[0], "empty-list"),))
    if faults := list(_faults(filled, heading)):
        raise ListRefused(tuple(faults[:MOST_FAULTS]))
    return tuple(_row(cells) for _number, cells in filled)


def _faults(filled: Sequence[tuple[int, Sequence[str]]], heading: tuple[str, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, cells in filled:
        if len(cells) != len(heading):
            yield Fault(number, heading[min(len(cells), len(heading) - 1)], "cells")
            continue
        pass_hash, birth_hash, until, children, *place = (cell.strip() for cell in cells)
        for column, value in zip(COLUMNS[:2], (pass_hash, birth_hash), strict=True):
            if not _HASH.fullmatch(value):
                yield Fault(number, column, "hash")
        if pass_hash in seen:
            yield Fault(number, COLUMNS[0], "double")
        seen.add(pass_hash)
        if _day(until) is None:
            yield Fault(number, COLUMNS[2], "date")
        if _children(children) is None:
            yield Fault(number, COLUMNS[3], "children")
        if any(code and not _PC4.fullmatch(code) for code in place):
            yield Fault(number, PLACE, "pc4")


def _row(cells: Sequence[str]) -> Row:
    pass_hash, birth_hash, until, children, *place = (cell.strip() for cell in cells)
    day, counted = _day(until), _children(children)
    assert day is not None
    assert counted is not None
    return Row(pass_hash, birth_hash, day, *counted, pc4="".join(place))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if len(value) == len("2026-01-31") else None
    except ValueError:
        return None


def _children(value: str) -> tuple[int, tuple[str, ...]] | None:
    """Read "2", or "2015-03 2018-11"."""
    if value.isascii() and value.isdigit() and len(value) <= len(str(MOST_CHILDREN)):
        return (int(value), ()) if int(value) <= MOST_CHILDREN else None
    months = value.split()
    if not months or len(months) > MOST_CHILDREN or not all(_MONTH.fullmatch(month) for month in months):
        return None
    return len(months), tuple(sorted(months))
