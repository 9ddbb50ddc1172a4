"""Erase a person: rows, history, outbox, files, sessions; a random tombstone stays."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected

from ndt import history
from ndt.history import tracking
from ndt.jobs import services as jobs
from ndt.privacy import registry, rows, values
from ndt.privacy.models import Cause, Erasure
from ndt.privacy.registry import Entry, Erase, Person
from ndt.privacy.rows import Found
from ndt.privacy.services import remembering
from ndt.privacy.traces import Traces, traces_of

BATCH: Final = 500
TURNSTILE: Final = 20_211_212
TRIES: Final = 5
# What stays where it is: kept with a reason, or scrubbed in all tables at the end.
IN_PLACE: Final = (Erase.KEEP, Erase.SCRUB)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased. tombstone: its random number, None when nothing was found. rows: how many, by model."""

    tombstone: uuid.UUID | None
    at: datetime
    rows: dict[str, int]


def erase(*, person: Person, cause: Cause, now: datetime, why: str = "", tombstone: uuid.UUID | None = None) -> Receipt:
    """Erase everything about a person. A second time finds nothing and changes nothing.

    why: one of Why, or "". tombstone: the number of an erasure that is done again after a restore.
    A job that is at work for the same person locks the same rows in another order. Where Postgres ends the erasure to
    let the job through, it begins again, at most TRIES times; inside a transaction of the caller it cannot.
    """
    for left in reversed(range(TRIES)):
        try:
            return _erase(person, cause, now, why, tombstone)
        except DatabaseError as ended:
            if not left or connection.in_atomic_block or not _deadlocked(ended):
                raise
    raise AssertionError("the last try returns or raises")


def _deadlocked(problem: BaseException | None) -> bool:
    """Say whether a deadlock lies under it: what is closed on the way out may complain of the broken transaction."""
    while problem is not None and not isinstance(problem, DeadlockDetected):
        problem = problem.__cause__ or problem.__context__
    return problem is not None


@transaction.atomic
def _erase(person: Person, cause: Cause, now: datetime, why: str, tombstone: uuid.UUID | None) -> Receipt:
    _queue()
    found = rows.find(person)
    traces = traces_of(person, found)
    number = tombstone or uuid.uuid4()
    counts: Counter[str] = Counter()
    events = tracking.event_models().values()
    with history.reason(_("Persoonsgegevens verwijderd op verzoek")), tracking.rewriting(events):
        for part in _children_first(found):
            counts[part.entry.model] += erase_rows(part.entry, part.keys, number=number, now=now)
        for entry, table in rows.tracked_entries():
            keys = next((part.keys for part in found if part.entry is entry), ())
            counts[table._meta.label] += erase_events(entry, rows.events(entry, person, keys))
        counts["admin.LogEntry"] += _erase_log_titles(found)
        for label, scrubbed in scrub_everywhere(traces):
            counts[label] += scrubbed
    counts = +counts
    if not counts:
        return Receipt(None, now, {})
    Erasure.objects.create(id=number, at=now, cause=cause, why=why, rows=counts)
    remembering.note(number=number, person=person, traces=traces, now=now)
    return Receipt(number, now, dict(counts))


def _queue() -> None:
    """Let one erasure in at a time, for the whole platform: two clicks wait here, and no two can deadlock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURNSTILE])


def erase_rows(entry: Entry, keys: Iterable[Any], *, number: uuid.UUID, now: datetime) -> int:
    """Do what is registered to these rows of one model; give how many there were.

    Call it inside `tracking.rewriting`, and erase the history of the rows afterwards.
    """
    queryset = rows.model_of(entry)._base_manager.filter(pk__in=list(keys))
    if entry.eraser is not None:
        return entry.eraser(queryset, str(number), now)
    chosen = methods(entry)
    if Erase.ROW in chosen.values():
        forget_files(queryset, [column.name for column in _file_columns(queryset.model)])
        count = queryset.count()
        queryset.delete()
        return count
    forget_files(queryset, [name for name, method in chosen.items() if method == Erase.FILE])
    return overwrite(queryset, chosen)


def methods(entry: Entry) -> dict[str, str]:
    """Give the method of each field that erasure of a row changes."""
    return {name: personal.erase for name, personal in entry.fields.items() if personal.erase not in IN_PLACE}


def overwrite(queryset: models.QuerySet[Any], chosen: Mapping[str, str]) -> int:
    """Write the erased value into each field of `chosen`; give how many rows changed."""
    columns = [rows.resolve(queryset.model, name) for name in chosen]
    changed = []
    for row in queryset.iterator(chunk_size=BATCH):
        before = [getattr(row, column.attname) for column in columns]
        after = [values.erased(column, chosen[column.name], old) for column, old in zip(columns, before, strict=True)]
        if before != after:
            for column, value in zip(columns, after, strict=True):
                setattr(row, column.attname, value)
            changed.append(row)
    if changed:
        queryset.model._base_manager.bulk_update(changed, list(chosen), batch_size=BATCH)
    return len(changed)


def erase_events(entry: Entry, events: models.QuerySet[Any] | None) -> int:
    """Empty the personal columns of these rows of the history; give how many changed."""
    if events is None:
        return 0
    columns = {column.name: column for column in events.model._meta.concrete_fields}
    chosen: dict[str, str] = {}
    for name, personal in entry.fields.items():
        column = columns.get(name)
        if column is None or personal.erase in IN_PLACE or (column.is_relation and not column.null):
            continue  # a relation that must stay points at a row that is gone or a tombstone itself
        chosen[name] = Erase.TOMBSTONE if personal.erase == Erase.TOMBSTONE else Erase.BLANK
    return overwrite(events, chosen) if chosen else 0


def forget_files(queryset: models.QuerySet[Any], names: Iterable[str]) -> None:
    """Let the worker delete the files in these fields once this transaction is committed."""
    for name in names:
        for path in queryset.exclude(**{name: ""}).values_list(name, flat=True):
            forget_path(queryset.model._meta.label, name, path)


def forget_path(model: str, field: str, path: str) -> None:
    """Let the worker delete one file; written in this transaction, so done only if it is committed."""
    key = f"privacy.delete_file:{uuid.uuid4()}"
    jobs.enqueue(kind="privacy.delete_file", key=key, payload={"model": model, "field": field, "path": path})


def scrub_everywhere(traces: Traces) -> Iterator[tuple[str, int]]:
    """Take the traces out of every free text that is registered for it, whoever's row it stands in."""
    for entry in registry.entries().values():
        names = [name for name, personal in entry.fields.items() if personal.erase == Erase.SCRUB or personal.mentions]
        if names:
            model = rows.model_of(entry)
            for table in filter(None, (model, tracking.event_models().get(model))):
                yield table._meta.label, _scrub(table, names, traces)


def _scrub(model: type[models.Model], names: list[str], traces: Traces) -> int:
    wanted = Q(pk__in=[])
    texts = {f"text_of_{name}": Cast(name, models.TextField()) for name in names}
    for text in texts:
        for mark in traces.marks:
            wanted |= Q(**{f"{text}__icontains": mark})
        for name in traces.words:
            wanted |= Q(**{f"{text}__contains": name})
    changed = []
    # Locked while they are read, or what somebody else writes in between would be overwritten.
    locked = model._base_manager.alias(**texts).filter(wanted).order_by("pk").select_for_update(of=("self",))
    for row in locked.iterator(chunk_size=BATCH):
        before = [getattr(row, name) for name in names]
        after = [values.scrub(value, traces.marks, traces.words) for value in before]
        if before != after:
            for name, value in zip(names, after, strict=True):
                setattr(row, name, value)
            changed.append(row)
    if changed:
        model._base_manager.bulk_update(changed, names, batch_size=BATCH)
    return len(changed)


def _erase_log_titles(found: list[Found]) -> int:
    """Empty what the admin's own log wrote down about these rows: their titles are names."""
    count = 0
    for part in found:
        kind = ContentType.objects.get_for_model(part.model)
        entries = LogEntry.objects.filter(content_type=kind, object_id__in=[str(key) for key in part.keys])
        count += entries.exclude(object_repr=values.GONE).update(object_repr=values.GONE, change_message="[]")
    return count


def _children_first(found: list[Found]) -> list[Found]:
    """Put rows that point at other rows before those: what is pointed at may then be deleted."""
    ordered: list[Found] = []
    visited: set[str] = set()

    def visit(part: Found) -> None:
        if part.entry.model in visited:
            return
        visited.add(part.entry.model)
        for other in found:
            if any(column.related_model is part.model for column in other.model._meta.concrete_fields):
                visit(other)
        ordered.append(part)

    for part in found:
        visit(part)
    return ordered


def _file_columns(model: type[models.Model]) -> list[models.FileField]:
    return [column for column in model._meta.concrete_fields if isinstance(column, models.FileField)]
