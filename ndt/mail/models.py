"""Mailboxes that get no post from us, and codes sent to phones."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why a mailbox gets no post."""

    BOUNCED = "bounced", _("het adres bestaat niet")
    NOT_ME = "not_me", _("de eigenaar zei: dit was ik niet")
    ASKED = "asked", _("de eigenaar wil geen post")


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Which suppressions."""

    def holding(self, mailboxes: Collection[str], now: datetime) -> Self:
        return self.filter(mailbox__in=mailboxes).filter(models.Q(until=None) | models.Q(until__gt=now))


class Suppression(models.Model):
    """A mailbox that gets no post from us but what its owner asks for at that moment."""

    mailbox = models.CharField(_("postvak (versleuteld)"), max_length=64)
    reason = models.CharField(_("reden"), max_length=10, choices=Reason.choices)
    since = models.DateTimeField(_("sinds"), default=timezone.now)
    until = models.DateTimeField(_("tot"), null=True, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("postvak zonder post")
        verbose_name_plural = _("postvakken zonder post")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["mailbox", "reason"], name="one_suppression_per_mailbox_and_reason")
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.since:%Y-%m-%d}"


class PhoneCode(models.Model):
    """A code that was sent to a phone. Neither number nor code is stored, only their keyed hashes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("waarvoor"), max_length=60)
    number = models.CharField(_("nummer (versleuteld)"), max_length=64)
    code = models.CharField(_("code (versleuteld)"), max_length=64)
    created_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    expires_at = models.DateTimeField(_("geldig tot"))
    wrong_tries = models.PositiveSmallIntegerField(_("foute pogingen"), default=0)
    used_at = models.DateTimeField(_("gebruikt op"), null=True, blank=True)

    class Meta:
        verbose_name = _("code per sms")
        verbose_name_plural = _("codes per sms")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["number", "created_at"], name="phone_code_number"),
            models.Index(fields=["created_at"], name="phone_code_created"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%Y-%m-%d %H:%M}"
