"""Import official files. One file is one publication: it is stored whole or not at all.

The same bytes a second time change nothing. Another file about the same thing is a correction: what differs supersedes
the older rows, which stay where they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from inspectie.core.reading import recognise
from inspectie.core.reading.harvest import SHAPES, Context, Harvest, merged
from inspectie.core.refusals import Place, Refused, Why
from inspectie.models import DataVersion, Ovt, OvtVestiging, Publication, Sheet
from inspectie.queries import invented
from inspectie.services import current, files, merging, versions

# One import at a time: two would make the same new schools.
_LOCK = 6_004_001


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file. known: these very bytes were imported before."""

    publication: Publication
    rows: int
    changed: int
    known: bool = False


def read(content: bytes, *, name: str, now: datetime) -> list[Harvest]:
    """Read the tables of a file into facts. Raises Refused with file, sheet, row and column."""
    context = Context(file=name, today=now.date())
    harvests = []
    for table in files.tables(content):
        try:
            harvests.append(recognise.read(table, context))
        except Refused as problem:
            raise problem.at(file=name, sheet=table.title) from problem
    kinds = {harvest.kind for harvest in harvests}
    if len(kinds) > 1:
        raise Refused(Why.CONTRADICTION, Place(file=name), value=", ".join(sorted(kinds)))
    return harvests


def import_file(content: bytes, *, name: str, now: datetime, is_demo: bool = False) -> Imported:
    """Store a file as a publication, or nothing of it.

    Raises Refused with file, sheet, row and column. Call `finish` when the last file is in.
    """
    digest = hashlib.sha256(content).hexdigest()
    if known := _known(digest):
        return known
    try:
        harvests = read(content, name=name, now=now)
        facts = merged(harvests)
    except Refused as problem:
        raise problem.at(file=name) from problem
    with transaction.atomic():
        _one_at_a_time()
        if known := _known(digest):
            return known
        publication = Publication.objects.create(
            kind=harvests[0].kind,
            file=name[-200:],
            sha256=digest,
            published_on=max((one.published_on for one in harvests if one.published_on), default=None),
            imported_at=now,
            is_demo=is_demo,
        )
        if not is_demo:
            _retire_demo(publication)
        changed = _store(publication, harvests, facts)
    return Imported(publication, sum(harvest.rows for harvest in harvests), changed)


def _one_at_a_time() -> None:
    """Wait until no other import runs; the lock goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _known(digest: str) -> Imported | None:
    publication = Publication.objects.filter(sha256=digest).first()
    return Imported(publication, rows=0, changed=0, known=True) if publication else None


def _store(
    publication: Publication, harvests: Sequence[Harvest], facts: dict[str, list[tuple[int, tuple[object, ...]]]]
) -> int:
    sheets = Sheet.objects.bulk_create(
        Sheet(
            publication=publication,
            title=harvest.title,
            dialect=harvest.dialect,
            rows=harvest.rows,
            mask_low=harvest.mask_low,
        )
        for harvest in harvests
    )
    identities = merging.Identities()
    changes = [
        merging.merge(publication=publication, fact=fact, rows=rows, sheets=sheets, identities=identities)
        for fact, rows in facts.items()
    ]
    publication.rows_changed = sum(change.added + change.withdrawn for change in changes)
    publication.save(update_fields=["rows_changed"])
    return publication.rows_changed


def _retire_demo(publication: Publication) -> None:
    """Let invented data give way as soon as a real file comes in, so that the two never mix."""
    demo = Publication.objects.in_use().filter(is_demo=True)
    sheets = list(Sheet.objects.filter(publication__in=demo).values_list("pk", flat=True))
    if not sheets:
        return
    for fact in SHAPES:
        merging.supersede_all(fact, sheets=sheets, by=publication)
    demo.update(retired=True)


def finish(*, now: datetime) -> DataVersion | None:
    """Derive what schools are now, and publish the data version. Does nothing when the newest one still holds."""
    publications = list(Publication.objects.in_use().filter(rows_changed__gt=0))
    newest = DataVersion.objects.order_by("-pk").first()
    if newest is not None and newest.version == versions.fingerprint(publications):
        return newest
    with transaction.atomic():
        _one_at_a_time()
        _measure([apps.get_model("inspectie", fact) for fact in SHAPES])
        current.refresh(now=now)
        _measure([Ovt, OvtVestiging])
        made = versions.publish(now=now)
        transaction.on_commit(invented.forget)
        return made


def _measure(tables: Iterable[type[models.Model]]) -> None:
    """Tell the planner how large tables have become: just after a load it would guess, and join row by row."""
    names = sql.SQL(", ").join(sql.Identifier(table._meta.db_table) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ANALYZE {}").format(names))
