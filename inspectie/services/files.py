"""Read a file into tables: OpenDocument and Excel workbooks, parquet, and text with separators.

What a file is follows from its first bytes, never from its name.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable
from typing import Any, Final

import pyarrow
import pyarrow.parquet
from python_calamine import CalamineError, CalamineWorkbook

from inspectie.core.reading.recognise import looks_like_ours, unknown
from inspectie.core.reading.tables import Table
from inspectie.core.refusals import Place, Refused, Why

SUFFIXES: Final = (".ods", ".xlsx", ".csv", ".parquet")
LARGEST_BYTES: Final = 200_000_000
_SEPARATORS: Final = (";", ",", "\t")


def tables(content: bytes) -> list[Table]:
    """Give the tables of a file that hold data. Raises Refused when there is none or the file cannot be read."""
    if len(content) > LARGEST_BYTES:
        raise Refused(Why.UNREADABLE, Place(), value=f"{len(content)} bytes")
    if content.startswith(b"PK"):
        return _workbook(content)
    if content.startswith(b"PAR1"):
        return [_parquet(content)]
    return [_text(content)]


def _workbook(content: bytes) -> list[Table]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as problem:
        raise Refused(Why.UNREADABLE, Place(), value=str(problem)[:100]) from problem
    found = [_table(name, rows) for name, rows in sheets if rows]
    ours = [table for table in found if looks_like_ours(table)]
    if not ours and found:
        raise unknown(max(found, key=lambda table: len(table.header))).at(file="", sheet=found[0].title)
    if not ours:
        raise Refused(Why.EMPTY, Place())
    return ours


def _parquet(content: bytes) -> Table:
    try:
        read = pyarrow.parquet.read_table(io.BytesIO(content))
    except (pyarrow.ArrowException, OSError, ValueError) as problem:
        raise Refused(Why.UNREADABLE, Place(), value=str(problem)[:100]) from problem
    columns = [column.to_pylist() for column in read.columns]
    return Table("", tuple(read.column_names), list(zip(*columns, strict=True)))


def _text(content: bytes) -> Table:
    text = _decoded(content)
    head = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False))
    except csv.Error as problem:
        raise Refused(Why.UNREADABLE, Place(), value=str(problem)) from problem
    if not rows:
        raise Refused(Why.EMPTY, Place())
    return _table("", rows)


def _decoded(content: bytes) -> str:
    if b"\x00" in content[:1000]:
        raise Refused(Why.UNREADABLE, Place(), value="\\0")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _table(title: str, rows: Iterable[list[Any]]) -> Table:
    """Take the first row as the header, and leave the empty columns at its right out."""
    found = iter(rows)
    header = [str(cell) for cell in next(found)]
    width = len(header) - sum(1 for _ in itertools.takewhile(lambda cell: not cell.strip(), reversed(header)))
    return Table(title, tuple(header[:width]), list(found))
