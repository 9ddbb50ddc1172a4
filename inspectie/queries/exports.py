"""What a page shows, as CSV and JSON: the same figures, with where they come from. No clock, so equal pages are equal bytes.

The CSV is made for programs: UTF-8 without a byte order mark, commas, decimal points, one head line. What belongs to
it (sources, version, caveats) stands in the JSON at the same address and in the `Link` header.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

Cell = str | int | float | Decimal | bool | None
LICENCE: Final = "EUPL-1.2 (code); open data of the Inspectie van het Onderwijs, DUO and CBS (figures)"
PLACES: Final = 4
# A spreadsheet runs a cell that begins like this. Only texts get an apostrophe before it; -3.2 stays a number.
RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that figures come from: who published it, what it is called, as it stood on which day."""

    publisher: str
    title: str
    dated: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Meta:
    """What must travel with figures. version: of the data. norm_sets: slug to SHA-256 of those that were used."""

    title: str
    address: str
    version: str
    is_demo: bool
    sources: tuple[Source, ...] = ()
    caveats: tuple[str, ...] = ()
    norm_sets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a page. name: its key in the JSON. columns: keys in English, as rows have cells."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def to_csv(table: Table) -> bytes:
    """Give a table as CSV. A number that is not finite is empty; texts that a spreadsheet would run are made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode()


def to_json(meta: Meta, tables: Sequence[Table], facts: Mapping[str, Any] | None = None) -> bytes:
    """Give a page as JSON: metadata, its single figures (`facts`), its tables as lists of objects. Canonical bytes."""
    document = {
        "meta": {
            "title": meta.title,
            "address": meta.address,
            "data_version": meta.version,
            "demo_data": meta.is_demo,
            "licence": LICENCE,
            "sources": [
                {"publisher": one.publisher, "title": one.title, "dated": one.dated, "sha256": one.sha256}
                for one in meta.sources
            ],
            "caveats": [str(caveat) for caveat in meta.caveats],
            "norm_sets": dict(meta.norm_sets),
        },
        "facts": _plain(facts or {}),
        "tables": {
            table.name: [dict(zip(table.columns, map(_plain, row), strict=True)) for row in table.rows]
            for table in tables
        },
    }
    return canonical(document)


def canonical(document: Any) -> bytes:
    """Give JSON that is the same bytes for the same content: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def harmless(text: str) -> str:
    """Give a text that no spreadsheet runs."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(RUNS) or text.startswith(RUNS) else text


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return f"{cell:.{PLACES}f}" if math.isfinite(cell) else ""
        case int() | Decimal():
            return str(cell)
    return harmless(cell)


def _plain(value: Any) -> Any:
    """Give what JSON holds: numbers to four places, no NaN, no lazy words."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return round(value, PLACES) + 0.0 if math.isfinite(value) else None
        case Decimal():
            return round(float(value), PLACES)
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    return str(value)
