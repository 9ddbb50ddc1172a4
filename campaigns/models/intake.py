"""What the form leaves behind: one row without a name or address, the letters it led to, trusted senders."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from campaigns.models.petition import Petition
from campaigns.models.signature import Signature, State
from ndt.history import track


class Intake(models.Model):
    """A sent form. Name and address travel in the outbox job with the same id, until it is handled.

    Every form leaves the same rows, whatever the address already did: the answer and its timing tell
    a stranger nothing. `signature` is filled in by the worker.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="intakes")
    signature = models.ForeignKey(Signature, on_delete=models.SET_NULL, null=True, related_name="intakes")
    block = models.CharField(max_length=64)
    held = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "aanvraag"
        verbose_name_plural = "aanvragen"
        indexes: ClassVar[list[Any]] = [models.Index(fields=["block", "created_at"], name="intake_by_block")]

    def __str__(self) -> str:
        return f"aanvraag {self.id}"


class FormLetter(models.Model):
    """A letter that the form caused, by mailbox hash: no mailbox gets more than a few."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="form_letters")
    mailbox = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "formulierbrief"
        verbose_name_plural = "formulierbrieven"
        indexes: ClassVar[list[Any]] = [models.Index(fields=["mailbox", "created_at"], name="form_letter_by_mailbox")]

    def __str__(self) -> str:
        return f"brief {self.pk}"


@track()
class TrustedBlock(models.Model):
    """An address block behind which many people sign, such as a school: its forms are not held."""

    block = models.CharField("adresblok (versleuteld)", max_length=64, unique=True)
    reason = models.CharField("waarom", max_length=200)
    until = models.DateTimeField("tot")

    class Meta:
        verbose_name = "vertrouwd adresblok"
        verbose_name_plural = "vertrouwde adresblokken"

    def __str__(self) -> str:
        return self.reason


class Verdict(models.Model):
    """What a moderator decided about a signature, and why. Only ever added to."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="verdicts")
    state = models.CharField("besluit", max_length=10, choices=State.choices)
    reason = models.CharField("reden", max_length=200)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField("besloten op", default=timezone.now)

    class Meta:
        verbose_name = "besluit"
        verbose_name_plural = "besluiten"
        ordering: ClassVar[list[str]] = ["decided_at"]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.reason}"
