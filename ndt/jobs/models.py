"""The outbox: one row for everything that must happen after a fact, written with that fact."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", "wacht"
    DONE = "done", "klaar"
    DEAD = "dead", "gestopt na fouten"


class Job(models.Model):
    """One thing to do once, in the outbox.

    `kind` names the handler, `key` makes it unique, `payload` holds what the handler needs and is
    emptied when the job is done. `recipient` is the keyed hash of the mailbox or phone it goes to,
    for caps and erasure; `domain` is the mail domain, for the throttle.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    recipient = models.CharField(max_length=64, blank=True, default="")
    domain = models.CharField(max_length=255, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "taak"
        verbose_name_plural = "taken"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["not_before"], condition=models.Q(state="queued"), name="job_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
