"""Read a file of the register into a table: text with separators, a workbook, or parquet.

What a file is follows from its first bytes, never from its name.
"""

from __future__ import annotations

import csv
import io
from typing import Final

import pyarrow
import pyarrow.parquet
from python_calamine import CalamineError, CalamineWorkbook

from ndt.schools.core.errors import Refused, What
from ndt.schools.core.reading import Table

SUFFIXES: Final = (".csv", ".ods", ".parquet", ".xlsx")
LARGEST_BYTES: Final = 100_000_000


def table(content: bytes) -> Table:
    """Give the table of a file; of a workbook the first sheet. Raises Refused when it cannot be read."""
    if len(content) > LARGEST_BYTES or (b"\x00" in content[:1000] and not content.startswith((b"PK", b"PAR1"))):
        raise Refused(What.UNREADABLE)
    try:
        if content.startswith(b"PAR1"):
            return _parquet(content)
        rows = _workbook(content) if content.startswith(b"PK") else _text(content)
    except (pyarrow.ArrowException, CalamineError, OSError, ValueError, csv.Error) as problem:
        raise Refused(What.UNREADABLE) from problem
    if not rows:
        raise Refused(What.EMPTY)
    return Table(tuple(str(cell) for cell in rows[0]), rows[1:])


def _parquet(content: bytes) -> Table:
    read = pyarrow.parquet.read_table(io.BytesIO(content))
    columns = [column.to_pylist() for column in read.columns]
    return Table(tuple(read.column_names), list(zip(*columns, strict=True)))


def _workbook(content: bytes) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows: list[list[object]] = [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    return rows


def _text(content: bytes) -> list[list[str]]:
    text = decoded(content)
    head = text.partition("\n")[0]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count), strict=True))


def decoded(content: bytes) -> str:
    """Give a text file's text; DUO writes both UTF-8 and Windows' own encoding."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
