"""What a file says, as rows of facts with natural keys. The importer puts them next to what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspectie.core.refusals import Place, Refused, Why

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """How the rows of a fact look after the number of the source row.

    key: what a fact is about; at most one row of a key is live. values: what it says. covers: the columns of the key
    that tell which part of the facts a file is about (a year); rows of that part that the file lacks are withdrawn.
    """

    key: tuple[str, ...]
    values: tuple[str, ...]
    covers: tuple[str, ...]


# By the name of the model.
SHAPES: dict[str, Shape] = {
    "ResultCell": Shape(("vestiging", "year", "domain", "level"), ("low", "high", "masked"), ("year",)),
    "PublishedYear": Shape(
        ("ovt", "last_year", "year"), ("percentage_1f", "percentage_higher", "pupils", "masked"), ("last_year",)
    ),
    "PublishedAggregate": Shape(
        ("ovt", "last_year"),
        (
            "weging",
            "category",
            "threshold_1f",
            "threshold_higher",
            "percentage_1f",
            "percentage_higher",
            "pupils",
            "masked",
            "outcome_1f",
            "outcome_higher",
        ),
        ("last_year",),
    ),
    "Weging": Shape(("ovt", "year"), ("value", "pupils", "spread"), ("year",)),
    "WegingWindow": Shape(("ovt", "last_year"), ("value",), ("last_year",)),
    "OvtRecord": Shape(("ovt", "year"), ("name", "board"), ("year",)),
    "VestigingRecord": Shape(
        ("vestiging", "kind", "dated"),
        ("name", "place", "municipality", "board", "denomination", "sector"),
        ("kind", "dated"),
    ),
    "MunicipalityRecord": Shape(("municipality", "kind", "dated"), ("name", "province"), ("kind", "dated")),
    "BoardRecord": Shape(("board", "dated"), ("name",), ("dated",)),
    "Location": Shape(("vestiging",), ("latitude", "longitude"), ()),
    "Enrolment": Shape(("vestiging", "dated", "sector", "cluster"), ("low", "high"), ("dated",)),
    "ProviderScore": Shape(("vestiging", "year", "provider"), ("low", "high", "mean"), ("year",)),
    "Judgement": Shape(("ovt", "dated"), ("label", "visit", "report"), ("ovt", "dated")),
}


@dataclass(slots=True)
class Harvest:
    """The facts of one table."""

    kind: str
    dialect: str
    title: str = ""
    rows: int = 0
    published_on: date | None = None
    mask_low: int = 1
    facts: dict[str, dict[Row, Row]] = field(default_factory=dict)

    def add(self, fact: str, number: int, key: Row, values: Row) -> None:
        """Add a fact of a source row. Raises Refused when the table says something about the same key twice."""
        rows = self.facts.setdefault(fact, {})
        if key in rows:
            raise Refused(Why.TWICE, Place(row=number), value=" ".join(map(str, key)), expected=str(rows[key][0]))
        rows[key] = (number, *key, *values)

    def add_same(self, fact: str, number: int, key: Row, values: Row) -> None:
        """Add a fact that many rows of a table repeat, such as the name of a municipality: the first one counts."""
        self.facts.setdefault(fact, {}).setdefault(key, (number, *key, *values))


@dataclass(frozen=True, slots=True)
class Context:
    """What a table does not say itself. today: stands in for a date where a register has none."""

    file: str
    today: date


def merged(harvests: Sequence[Harvest]) -> dict[str, list[tuple[int, Row]]]:
    """Give all rows by fact, each with the place of its table.

    Raises Refused when two tables of one file say something about the same key.
    """
    together: dict[str, list[tuple[int, Row]]] = {}
    seen: dict[str, set[Row]] = {}
    for place, harvest in enumerate(harvests):
        for fact, rows in harvest.facts.items():
            known = seen.setdefault(fact, set())
            if double := known & rows.keys():
                key = min(double, key=str)
                at = Place(sheet=harvest.title, row=rows[key][0])
                raise Refused(Why.TWICE, at, value=" ".join(map(str, key)))
            known |= rows.keys()
            together.setdefault(fact, []).extend((place, row) for row in rows.values())
    return together
