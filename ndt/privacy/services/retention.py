"""The daily retention: what is older than its registered duration goes, in batches, oldest first."""

from __future__ import annotations

import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.history import tracking
from ndt.privacy import registry, rows
from ndt.privacy.registry import Entry, Erase, Personal
from ndt.privacy.services import erasing
from ndt.privacy.values import MARK, NOWHERE, empty

BATCH: Final = 500
DAILY_S: Final = 80
GONE_KEPT: Final = timedelta(days=30)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """The fields of one model that end at the same moment."""

    entry: Entry
    keep: timedelta
    after: str
    fields: dict[str, Personal]

    @property
    def name(self) -> str:
        return f"{self.entry.model} ({', '.join(self.fields)})"

    def due(self, now: datetime) -> models.QuerySet[Any]:
        """Give the rows whose time is over and that still hold something, oldest first."""
        model = rows.model_of(self.entry)
        over = model._base_manager.filter(**{f"{self.after}__lt": now - self.keep}).order_by(self.after)
        if self.takes_row and self.entry.eraser is None:
            return over
        return over.filter(_still_holds(model, self.fields))

    @property
    def takes_row(self) -> bool:
        return any(personal.erase == Erase.ROW for personal in self.fields.values())


def rules() -> Iterator[Rule]:
    """Give every duration of the registry."""
    for entry in registry.entries().values():
        groups: dict[tuple[timedelta, str], dict[str, Personal]] = defaultdict(dict)
        for name, personal in entry.fields.items():
            if personal.keep is not None and personal.erase != Erase.KEEP:
                # Looking for one person makes no sense when the time of the whole text is over.
                ends = replace(personal, erase=Erase.BLANK) if personal.erase == Erase.SCRUB else personal
                groups[personal.keep, personal.after][name] = ends
        for (keep, after), fields in groups.items():
            yield Rule(entry, keep, after, fields)


def clean(*, now: datetime, progress: Callable[[str, int], None], until: Callable[[], bool] = lambda: False) -> int:
    """Erase all that is over its time; give how many rows. `until` says when to leave the rest for tomorrow.

    Every batch is a transaction of its own (a savepoint inside a job), so it can be stopped at any time.
    """
    total = 0
    for rule in rules():
        done = 0
        due = list(rule.due(now).values_list("pk", flat=True))
        for start in range(0, len(due), BATCH):
            if until():
                break
            done += _clean_batch(rule, due[start : start + BATCH], now=now)
        progress(rule.name, done)
        total += done
    if not until():
        gone = empty_events_of_gone_rows(now)
        progress("history of rows that are gone", gone)
        total += gone
    for name, room in registry.retentions().items():
        done = 0 if until() else room(now)
        progress(name, done)
        total += done
    return total


@transaction.atomic
def empty_events_of_gone_rows(now: datetime) -> int:
    """Empty the history of rows that were deleted a month ago: that it happened stays, and who did it.

    So long a mistake can be read back, and no longer: whoever was deleted is somebody we do not keep.
    """
    total = 0
    with tracking.rewriting(tracking.event_models().values()):
        for entry, table in rows.tracked_entries():
            gone = table._base_manager.filter(pgh_label="delete", pgh_created_at__lt=now - GONE_KEPT)
            there = rows.model_of(entry)._base_manager.values("pk")
            keys = gone.exclude(pgh_obj_id__in=there).values("pgh_obj_id")
            total += erasing.erase_events(entry, table._base_manager.filter(pgh_obj_id__in=keys))
    return total


def daily(now: datetime) -> None:
    """Do the day's part; the daily job of `ndt.jobs`, which lasts at most 100 seconds. The rest waits a day."""
    begin = time.monotonic()
    clean(now=now, progress=_log, until=lambda: time.monotonic() - begin > DAILY_S)


def count(*, now: datetime) -> dict[str, int]:
    """Give what `clean` would do with the durations of the registry; the rooms' own jobs cannot be foretold."""
    return {rule.name: rule.due(now).count() for rule in rules()}


@transaction.atomic
def _clean_batch(rule: Rule, keys: list[Any], *, now: datetime) -> int:
    part = Entry(rule.entry.model, owners=rule.entry.owners, fields=rule.fields)
    part.eraser = rule.entry.eraser if rule.takes_row else None
    with (
        history.reason(_("Bewaartermijn voorbij")),
        tracking.rewriting(tracking.event_models().values()),
    ):
        erasing.erase_rows(part, keys, number=uuid.uuid4(), now=now)
        table = tracking.event_models().get(rows.model_of(rule.entry))
        if table is not None:
            erasing.erase_events(part, table._base_manager.filter(pgh_obj_id__in=keys))
    return len(keys)


def _log(name: str, number: int) -> None:
    if number:
        logger.info("retention", extra={"rule": name, "rows": number})


def _still_holds(model: type[models.Model], fields: dict[str, Personal]) -> Q:
    holds = Q(pk__in=[])
    for name, personal in fields.items():
        column = model._meta.get_field(name)
        assert isinstance(column, models.Field)
        if personal.erase == Erase.TOMBSTONE:
            holds |= ~(Q(**{f"{name}__startswith": MARK}) | Q(**{f"{name}__endswith": f"@{NOWHERE}"}))
        elif column.null:
            holds |= Q(**{f"{name}__isnull": False})
        else:
            holds |= ~Q(**{name: empty(column)})
    return holds
