"""What the platform itself must remember about requests and erasures: as little as can be."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    """Why somebody was erased."""

    ACCOUNT = "account", _("zelf het account verwijderd")
    LINK = "link", _("zelf de gegevens verwijderd, met een link per mail")
    OPERATOR = "operator", _("door een beheerder, op verzoek")
    ROOM = "room", _("door een onderdeel van het platform")
    RESTORE = "restore", _("opnieuw, na het terugzetten van een back-up")


class Why(models.TextChoices):
    """Why somebody wants to go; asked, never demanded, and no free text: that could name them again."""

    DONE = "done", _("Ik heb het niet meer nodig")
    PRIVACY = "privacy", _("Ik wil niet dat u mijn gegevens bewaart")
    TROUBLE = "trouble", _("Het werkte niet goed")
    OTHER = "other", _("Een andere reden")


class Erasure(models.Model):
    """The random tombstone of one erased person: that it happened, not who it was.

    After a restore, erasures whose tombstone is not in this table are done again from the log that
    is kept outside the database.
    """

    id = models.UUIDField(_("nummer"), primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("wanneer"), default=timezone.now)
    cause = models.CharField(_("aanleiding"), max_length=10, choices=Cause.choices)
    why = models.CharField(_("reden"), max_length=10, choices=Why.choices, blank=True, default="")
    rows = models.JSONField(_("aantal rijen"), default=dict)

    class Meta:
        verbose_name = _("verwijdering")
        verbose_name_plural = _("verwijderingen")
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return str(self.id)


class AccessRequest(models.Model):
    """Somebody without an account asks what we hold: the link in their mail opens it for a day.

    The token itself is only in the mail; here is its hash. `name` is asked where people share the
    mailbox, so that nobody sees or erases what stands under another name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mailadres"))
    name = models.CharField(_("naam"), max_length=200, blank=True, default="")
    token_hash = models.CharField(_("kenmerk van de link"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)
    expires_at = models.DateTimeField(_("geldig tot"))

    class Meta:
        verbose_name = _("verzoek om inzage")
        verbose_name_plural = _("verzoeken om inzage")

    def __str__(self) -> str:
        return str(self.id)
