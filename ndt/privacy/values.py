"""What stands in a field after erasure."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import models

from ndt.privacy.registry import Erase

GONE: Final = "[verwijderd]"
# `.invalid` can never be mailed (RFC 2606).
NOWHERE: Final = "verwijderd.invalid"
# Begins every tombstone: no hash, address or name does, so a second erasure knows the first.
MARK: Final = "~"


def can_erase(field: models.Field[Any, Any], method: str) -> bool:
    """Say whether `method` works on this kind of field."""
    if method in {Erase.ROW, Erase.KEEP}:
        return True
    if method == Erase.NULL:
        return bool(field.null)
    if method == Erase.FILE:
        return isinstance(field, models.FileField)
    if method == Erase.SCRUB:
        return isinstance(field, (models.CharField, models.TextField, models.JSONField))
    if method == Erase.TOMBSTONE:
        return isinstance(field, (models.CharField, models.TextField))
    return isinstance(field, (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField))


def erased(field: models.Field[Any, Any], method: str, before: Any) -> Any:
    """Give the value after erasure; for a tombstone a fresh random one, so that unique columns stay unique.

    A value that was erased before is given back, so that erasing twice changes nothing.
    """
    if method != Erase.TOMBSTONE:
        return empty(field)
    if isinstance(before, str) and (before.startswith(MARK) or before.endswith(f"@{NOWHERE}")):
        return before
    if isinstance(field, models.EmailField):
        return f"{secrets.token_hex(16)}@{NOWHERE}"
    return (MARK + secrets.token_hex(32))[: min(field.max_length or 64, 64)]


def scrub(value: Any, needles: Collection[str], names: Collection[str]) -> Any:
    """Take addresses and hashes (in any case) and names (as whole words, as written) out of a text or JSON value."""
    if isinstance(value, dict):
        return {scrub(key, needles, names): scrub(part, needles, names) for key, part in value.items()}
    if isinstance(value, list):
        return [scrub(part, needles, names) for part in value]
    if not isinstance(value, str):
        return value
    for needle in needles:
        value = re.sub(re.escape(needle), GONE, value, flags=re.IGNORECASE)
    for name in names:
        value = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", GONE, value)
    return value


def empty(field: models.Field[Any, Any]) -> Any:
    """Give the emptiest value that a column takes. Raises TypeError for one that cannot be emptied."""
    if field.null:
        return None
    for kinds, value in EMPTY:
        if isinstance(field, kinds):
            return value() if callable(value) else value
    raise TypeError(f"{field} cannot be emptied")


EMPTY: Final[tuple[tuple[tuple[type[models.Field[Any, Any]], ...], Any], ...]] = (
    ((models.CharField, models.TextField, models.FileField), ""),
    ((models.JSONField,), dict),
    ((models.UUIDField,), uuid.UUID(int=0)),
    ((models.DateTimeField,), datetime(1900, 1, 1, tzinfo=UTC)),
    ((models.DateField,), date(1900, 1, 1)),
    ((models.BooleanField,), False),
    ((models.IntegerField, models.FloatField, models.DecimalField), 0),
    ((models.BinaryField,), bytes),
)
