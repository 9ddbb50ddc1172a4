"""The outbox: one row for everything that must happen after a fact, written with that fact."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Final, Self

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("wacht")
    DONE = "done", _("klaar")
    DEAD = "dead", _("gestopt na fouten")
    REFUSED = "refused", _("geweigerd door de ontvanger")
    DROPPED = "dropped", _("laten vallen")


ENDED = (State.DONE, State.REFUSED, State.DROPPED)


class Priority(models.IntegerChoices):
    """What goes first. SLOW jobs run a few at a time, so that nobody's mail waits for a big PDF."""

    URGENT = 1, _("meteen: iemand wacht erop")
    NORMAL = 5, _("gewoon")
    BULK = 7, _("veel tegelijk")
    SLOW = 9, _("duurt lang")


QUICK = (Priority.URGENT, Priority.NORMAL, Priority.BULK)

# Written by hand: the ORM cannot tell whether ON CONFLICT DO NOTHING wrote the row.
_INSERT: Final = """
    INSERT INTO jobs_job (id, kind, key, payload, recipient, domain, priority, not_before, created_at,
                          state, attempts, last_error)
    VALUES (%s, %s, %s, %s::jsonb, %s, %s, %s, %s, %s, 'queued', 0, '')
    ON CONFLICT (key) DO NOTHING
"""
_SPREAD: Final = """
    UPDATE jobs_job SET not_before = turns.turn
    FROM (
        SELECT id, %s + make_interval(
            mins => ((row_number() OVER (ORDER BY priority, not_before) - 1) / %s)::int
        ) AS turn
        FROM (
            SELECT id, priority, not_before FROM jobs_job
            WHERE state = 'queued' AND domain = %s AND priority >= %s AND not_before <= %s
            ORDER BY priority, not_before
            LIMIT 20000
            FOR UPDATE SKIP LOCKED
        ) AS due
    ) AS turns
    WHERE jobs_job.id = turns.id
"""


class JobQuerySet(models.QuerySet["Job"]):
    """Which jobs."""

    def due(self, now: datetime) -> Self:
        return self.filter(state=State.QUEUED, not_before__lte=now)

    def claim(self, priority: Priority, *, now: datetime, without: Collection[str] = ()) -> Job | None:
        """Lock and give the due job that waits longest, passing over jobs that others hold."""
        jobs = self.due(now).filter(priority=priority).select_for_update(skip_locked=True)
        if without:
            jobs = jobs.exclude(kind__in=without)
        return jobs.order_by("not_before").first()

    def ended(self, *, before: datetime) -> Self:
        return self.filter(state__in=ENDED, done_at__lt=before)

    def write(self, job: Job) -> bool:
        """Insert the job; give False when its key was written before."""
        with connection.cursor() as cursor:
            cursor.execute(
                _INSERT,
                [
                    job.id,
                    job.kind,
                    job.key,
                    json.dumps(job.payload),
                    job.recipient,
                    job.domain,
                    int(job.priority),
                    job.not_before,
                    job.created_at,
                ],
            )
            return bool(cursor.rowcount)

    def spread(self, *, domain: str, per_minute: int, least: int, start: datetime, now: datetime) -> int:
        """Give each due job of the domain a turn from `start`, `per_minute` a minute. One statement.

        At most 20,000 at once, so that it never takes long; what is left gets its turn at the next look.
        least: jobs with a smaller priority number keep their place.
        """
        with connection.cursor() as cursor:
            cursor.execute(_SPREAD, [start, per_minute, domain, least, now])
            rows: int = cursor.rowcount
            return rows


class Job(models.Model):
    """One thing to do once, in the outbox.

    `kind` names the handler, `key` makes it unique, `payload` holds what the handler needs and is
    emptied when the job ends. `recipient` is the keyed hash of the mailbox or phone it goes to, for
    caps and erasure; `domain` is the mail domain, for the throttle. `last_error` holds codes and
    places in our code only.
    """

    id = models.UUIDField(_("nummer"), primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("soort"), max_length=60)
    key = models.CharField(_("sleutel"), max_length=200)
    payload = models.JSONField(_("inhoud"), default=dict)
    recipient = models.CharField(_("ontvanger (versleuteld)"), max_length=64, blank=True, default="")
    domain = models.CharField(_("domein"), max_length=255, blank=True, default="")
    priority = models.PositiveSmallIntegerField(_("voorrang"), choices=Priority.choices, default=Priority.NORMAL)
    state = models.CharField(_("stand"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("mislukte pogingen"), default=0)
    not_before = models.DateTimeField(_("niet voor"), default=timezone.now)
    created_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    done_at = models.DateTimeField(_("geëindigd op"), null=True, blank=True)
    last_error = models.TextField(_("laatste fout"), blank=True, default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("taak")
        verbose_name_plural = _("taken")
        # No unique=True on the field: that would add a second index to every insert.
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["key"], name="one_job_per_key")]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["priority", "not_before"], condition=models.Q(state="queued"), name="job_due"),
            models.Index(
                fields=["domain", "done_at"], condition=models.Q(state="done") & ~models.Q(domain=""), name="job_sent"
            ),
            models.Index(fields=["recipient", "created_at"], condition=~models.Q(recipient=""), name="job_recipient"),
            models.Index(fields=["done_at"], condition=models.Q(state="dead"), name="job_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def end(self, state: State, now: datetime, *, error: str = "") -> None:
        """Close the job. What it held is forgotten, unless somebody may still send it again."""
        self.state, self.done_at, self.last_error = state, now, error
        if state in ENDED:
            self.payload = {}
        self.save(update_fields=["state", "done_at", "last_error", "payload", "attempts"])

    def put_off(self, until: datetime, *, error: str = "") -> None:
        """Leave the job alone until then."""
        self.not_before, self.last_error = until, error or self.last_error
        self.save(update_fields=["not_before", "last_error", "attempts"])

    def revive(self, now: datetime) -> None:
        """Give a stopped job all its chances again."""
        assert self.state == State.DEAD, "only a stopped job still holds what it needs"
        self.state, self.attempts, self.not_before, self.done_at = State.QUEUED, 0, now, None
        self.save(update_fields=["state", "attempts", "not_before", "done_at"])
