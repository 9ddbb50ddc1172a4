"""Everything we hold about a person, as JSON, with purpose, ground and retention beside each field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from ndt.privacy import queries, rows
from ndt.privacy.registry import Entry, Person
from ndt.privacy.rows import Found

EVENT: Final = {"pgh_created_at": "at", "pgh_label": "event"}


@transaction.atomic
def export(*, person: Person, now: datetime) -> dict[str, Any]:
    """Give a JSON-able account of every row about a person: art. 15 and 20 AVG.

    Left out: secrets (only that they exist), and what would show another person: relations to
    accounts, who handled something and with which words.
    """
    return {
        "site": settings.SITE_URL,
        "made_at": now.isoformat(),
        "addresses": sorted(person.addresses),
        "explanation": _("Dit is alles wat wij van u bewaren. Bij elk onderdeel staat waarom, en hoe lang."),
        "parts": [part_of(found, person) for found in rows.find(person, of=queries.is_told)],
    }


def part_of(found: Found, person: Person) -> dict[str, Any]:
    """Give one model's part: what it is, the treatment of each field, the rows and their history."""
    part: dict[str, Any] = {
        "kind": found.entry.model,
        "title": queries.title_of(found.entry),
        "fields": {name: treatment(found.entry, name) for name in found.entry.fields},
        "rows": [_row(found.entry, row) for row in found.rows.order_by("pk").iterator()],
    }
    events = rows.events(found.entry, person, found.keys)
    if events is not None:
        part["history"] = [_event(found.entry, event) for event in events.order_by("pgh_id").iterator()]
    return part


def treatment(entry: Entry, name: str) -> dict[str, str]:
    """Give what the registry says about a field, for people."""
    personal = entry.fields[name]
    return {
        "title": queries.field_title(entry, name),
        "purpose": str(personal.purpose),
        "ground": str(personal.ground.label),
        "retention": str(personal.retention),
    }


def _row(entry: Entry, row: models.Model) -> dict[str, Any]:
    shown = {column.name: _value(entry, row, column) for column in _columns(type(row))}
    return shown | {name: str(getattr(row, name)) for name in entry.shown if getattr(row, name) is not None}


def _event(entry: Entry, event: models.Model) -> dict[str, Any]:
    facts = {word: _plain(getattr(event, name)) for name, word in EVENT.items()}
    return facts | {column.name: _value(entry, event, column) for column in _columns(type(event))}


def _columns(table: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """Give the columns that may be shown: all but relations and the history's own."""
    for column in table._meta.concrete_fields:
        if not column.is_relation and not column.name.startswith("pgh_"):
            yield column


def _value(entry: Entry, row: models.Model, column: models.Field[Any, Any]) -> Any:
    personal = entry.fields.get(column.name)
    if personal is not None and personal.secret:
        return _("(geheim: wij laten dit niet zien)")
    return _plain(getattr(row, column.attname))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
