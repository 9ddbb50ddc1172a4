"""The daily retention: what is older than its registered duration goes, in batches, oldest first."""

from __future__ import annotations

import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.history import tracking
from ndt.jobs import services as jobs
from ndt.jobs.models import Job
from ndt.privacy import registry, rows
from ndt.privacy.registry import Entry, Erase, Personal
from ndt.privacy.services import erasing
from ndt.privacy.values import MARK, NOWHERE, empty

BATCH: Final = 500
# A job may last 100 seconds; every part of the round stops in time.
TURN_S: Final = 60
GONE_KEPT: Final = timedelta(days=30)
Until = Callable[[], bool]
Part = Callable[[datetime, Until], int]
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
        return f"{self.entry.model}: {self.keep.days} days after {self.after}"

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


def parts() -> dict[str, Part]:
    """Give everything that the daily round does, by name: the durations, the history, the rooms' own jobs."""
    found: dict[str, Part] = {rule.name: partial(_clean_rule, rule) for rule in rules()}
    found["history of rows that are gone"] = lambda now, _until: empty_events_of_gone_rows(now)
    for name, room in registry.retentions().items():
        found[name] = partial(_ask_room, room)
    return found


def clean(*, now: datetime, progress: Callable[[str, int], None]) -> int:
    """Do every part of the round, however long it takes; give how many rows. Can be stopped at any time."""
    total = 0
    for name, part in parts().items():
        done = part(now, lambda: False)
        progress(name, done)
        total += done
    return total


def count(*, now: datetime) -> dict[str, int]:
    """Give what `clean` would do with the durations of the registry; the rooms' own jobs cannot be foretold."""
    return {rule.name: rule.due(now).count() for rule in rules()}


def plan(now: datetime) -> None:
    """Write a job for every part of the day's round: one that fails stops no other, and an operator hears of it."""
    for name in parts():
        _write(name, day=now.date().isoformat(), turn=1)


def do(job: Job) -> None:
    """Do one part; the handler of `privacy.retention`. What does not fit in the time is a next job."""
    name, day, turn = job.payload["part"], job.payload["day"], job.payload["turn"]
    part = parts().get(name)
    if part is None:
        return  # a release took it away since the job was written
    begin = time.monotonic()

    def is_over() -> bool:
        return time.monotonic() - begin > TURN_S

    done = part(timezone.now(), is_over)
    if is_over() and done:
        _write(name, day=day, turn=turn + 1)
    logger.info("retention", extra={"part": name, "rows": done})


def _write(name: str, *, day: str, turn: int) -> None:
    jobs.enqueue(
        kind="privacy.retention",
        key=f"privacy.retention:{day}:{turn}:{name}",
        payload={"part": name, "day": day, "turn": turn},
    )


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


def _ask_room(room: registry.Retention, now: datetime, _until: Until) -> int:
    return room(now)


def _clean_rule(rule: Rule, now: datetime, until: Until) -> int:
    """Erase a rule's rows in batches, each a transaction of its own (a savepoint inside a job)."""
    due = list(rule.due(now).values_list("pk", flat=True))
    done = 0
    for start in range(0, len(due), BATCH):
        if until():
            break
        done += _clean_batch(rule, due[start : start + BATCH], now=now)
    return done


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
