"""Put the facts of a publication next to those that are live: what differs is added, what it replaces is superseded.

Set-based: the rows go into a temporary table by COPY, and a few statements compare them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from inspectie.core.reading.harvest import SHAPES, Row, Shape
from inspectie.models import Board, Municipality, Ovt, Publication, School, Sheet, Vestiging

# Rows that a file lacks are withdrawn only where it holds at least this part of what is live: a file about one school
# corrects that school, and a download that broke off does not take thousands of schools away.
WHOLE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Change:
    """What a publication did to the rows of one fact."""

    fact: str
    added: int
    withdrawn: int


class Identities:
    """The rows that natural keys stand for. Makes what is new."""

    def __init__(self) -> None:
        self._known: dict[str, dict[Any, int]] = {}

    def of(self, name: str, keys: Iterable[Any]) -> dict[Any, int]:
        """Give the primary keys of `vestiging`, `ovt`, `board` or `municipality` by natural key."""
        known = self._known.setdefault(name, {})
        missing = {key for key in keys if key is not None} - known.keys()
        if missing:
            known.update(_ensured(name, missing))
        return known


def _ensured(name: str, keys: set[Any]) -> dict[Any, int]:
    if name == "board":
        Board.objects.bulk_create([Board(number=key) for key in sorted(keys)], ignore_conflicts=True)
        return dict(Board.objects.values_list("number", "pk"))
    if name == "municipality":
        Municipality.objects.bulk_create([Municipality(code=key) for key in sorted(keys)], ignore_conflicts=True)
        return dict(Municipality.objects.values_list("code", "pk"))
    brins = sorted({key[:4] for key in keys})
    School.objects.bulk_create([School(brin=brin) for brin in brins], ignore_conflicts=True)
    schools = dict(School.objects.values_list("brin", "pk"))
    model: type[models.Model] = Ovt if name == "ovt" else Vestiging
    rows = [model(code=key, school_id=schools[key[:4]]) for key in sorted(keys)]
    model._default_manager.bulk_create(rows, ignore_conflicts=True)
    return dict(model._default_manager.values_list("code", "pk"))


def merge(
    *,
    publication: Publication,
    fact: str,
    rows: Sequence[tuple[int, Row]],
    sheets: Sequence[Sheet],
    identities: Identities,
) -> Change:
    """Merge the rows of one fact. Call inside the transaction of the file.

    rows: the place of their sheet, and source row, key and values as `SHAPES` says.
    """
    table = _Table(fact, SHAPES[fact])
    copied = table.resolved(rows, sheets, identities)
    with connection.cursor() as cursor:
        cursor.execute(table.statement(_STAGE))
        with cursor.copy(table.statement(_COPY)) as copy:
            for row in copied:
                copy.write_row(row)
        cursor.execute("ANALYZE staging")
        # After an import that failed the planner holds the table for empty. It then compares each row with every row that
        # the statement itself has just inserted: hours instead of seconds.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(table.statement(_COUNT_LIVE))
        live, matched = cursor.fetchone()
        withdrawn = 0
        if live and matched >= WHOLE * live:
            cursor.execute(table.statement(_WITHDRAW_MISSING), [publication.pk])
            withdrawn = cursor.rowcount
        cursor.execute(table.statement(_SUPERSEDE_CHANGED), [publication.pk])
        cursor.execute(table.statement(_INSERT_NEW))
        added = cursor.rowcount
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
        cursor.execute("DROP TABLE staging")
    return Change(fact, added, withdrawn)


def supersede_all(fact: str, *, sheets: Sequence[int], by: Publication) -> None:
    """Supersede every live row of these sheets."""
    with connection.cursor() as cursor:
        cursor.execute(_Table(fact, SHAPES[fact]).statement(_SUPERSEDE_SHEETS), [by.pk, list(sheets)])


_STAGE: Final = sql.SQL("CREATE TEMP TABLE staging ON COMMIT DROP AS SELECT {all} FROM {table} WHERE false")
_COPY: Final = sql.SQL("COPY staging ({all}) FROM STDIN")
# The live rows of the part that the file is about, and how many of them it has too.
_COUNT_LIVE: Final = sql.SQL(
    "SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM staging WHERE {same_key})) FROM {table} live "
    "WHERE live.superseded_by_id IS NULL AND {covered}"
)
_WITHDRAW_MISSING: Final = sql.SQL(
    "UPDATE {table} live SET superseded_by_id = %s WHERE live.superseded_by_id IS NULL AND {covered} "
    "AND NOT EXISTS (SELECT 1 FROM staging WHERE {same_key})"
)
_SUPERSEDE_CHANGED: Final = sql.SQL(
    "UPDATE {table} live SET superseded_by_id = %s FROM staging "
    "WHERE live.superseded_by_id IS NULL AND {same_key} AND ROW({live_values}) IS DISTINCT FROM ROW({new_values})"
)
_INSERT_NEW: Final = sql.SQL(
    "INSERT INTO {table} ({all}) SELECT {all} FROM staging WHERE NOT EXISTS "
    "(SELECT 1 FROM {table} live WHERE live.superseded_by_id IS NULL AND {same_key})"
)
_SUPERSEDE_SHEETS: Final = sql.SQL(
    "UPDATE {table} SET superseded_by_id = %s WHERE superseded_by_id IS NULL AND sheet_id = ANY(%s)"
)
_COVERED: Final = sql.SQL("({live}) IN (SELECT DISTINCT {columns} FROM staging)")


class _Table:
    """The table of one fact, for the statements above."""

    def __init__(self, fact: str, shape: Shape) -> None:
        model = apps.get_model("inspectie", fact)
        self.shape = shape
        self.references = {
            name for name in (*shape.key, *shape.values) if isinstance(model._meta.get_field(name), models.ForeignKey)
        }
        key = self._columns(shape.key)
        values = self._columns(shape.values)
        covers = self._columns(shape.covers)
        self.names: dict[str, sql.Composable] = {
            "table": sql.Identifier(model._meta.db_table),
            "all": _list(["sheet_id", "source_row", *key, *values]),
            "live_values": _list(values, of="live"),
            "new_values": _list(values, of="staging"),
            "same_key": sql.SQL(" AND ").join(
                sql.SQL("{} = {}").format(sql.Identifier("live", name), sql.Identifier("staging", name)) for name in key
            ),
            "covered": _COVERED.format(live=_list(covers, of="live"), columns=_list(covers))
            if covers
            else sql.SQL("true"),
        }

    def _columns(self, names: Sequence[str]) -> list[str]:
        return [f"{name}_id" if name in self.references else name for name in names]

    def statement(self, template: sql.SQL) -> sql.Composed:
        """Give a statement for this table."""
        return template.format(**self.names)

    def resolved(self, rows: Sequence[tuple[int, Row]], sheets: Sequence[Sheet], identities: Identities) -> list[Row]:
        """Give the rows as they go into the table: sheet and identities by primary key.

        A list, since looking identities up while a COPY runs would wait for itself.
        """
        names = (*self.shape.key, *self.shape.values)
        places = [(index, name) for index, name in enumerate(names, start=1) if name in self.references]
        known = {index: identities.of(name, {row[index] for _, row in rows}) for index, name in places}
        found = []
        for sheet, row in rows:
            cells = list(row)
            for index, primary in known.items():
                cells[index] = None if cells[index] is None else primary[cells[index]]
            found.append((sheets[sheet].pk, *cells))
        return found


def _list(columns: Sequence[str], *, of: str = "") -> sql.Composable:
    names = [sql.Identifier(of, name) if of else sql.Identifier(name) for name in columns]
    return sql.SQL(", ").join(names)
