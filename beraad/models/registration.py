"""A teacher who wants to take part."""

from __future__ import annotations

import secrets
import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from beraad.core.consents import Use
from beraad.models.assembly import Assembly
from beraad.models.school import School


class State(models.TextChoices):
    """Where a registration stands. Only VERIFIED comes into the pool."""

    PENDING = "pending", "wacht op bevestiging"
    CONFIRMED = "confirmed", "nog niet bekend als leraar"
    VERIFIED = "verified", "doet mee aan de loting"
    WITHDRAWN = "withdrawn", "teruggetrokken"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Which registrations."""

    def in_pool(self) -> RegistrationQuerySet:
        return self.filter(state=State.VERIFIED)


class Registration(models.Model):
    """One teacher in one assembly, with a ticket and the answers that the group is mixed on.

    profile: per feature the chosen value, by title. opinion: the answer to a statement that is for the report only.
    block, device: keyed hashes of where the form came from, emptied after some weeks. The ticket is random and says nothing of its owner. After
    withdrawal from a frozen pool the row stays without a person: name, address and school are empty.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="registrations")
    ticket = models.CharField("lot", max_length=12)
    name = models.CharField("naam", max_length=100, blank=True)
    email = models.EmailField("e-mailadres", blank=True)
    mailbox = models.CharField(max_length=64)
    school = models.ForeignKey(
        School, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations", verbose_name="school"
    )
    code_hash = models.CharField(max_length=64, blank=True)
    profile = models.JSONField("antwoorden", default=dict)
    opinion = models.CharField("mening voor het verslag", max_length=40, blank=True, db_default="")
    block = models.CharField("netwerk (versleuteld)", max_length=64, blank=True, db_default="")
    device = models.CharField("apparaat (versleuteld)", max_length=64, blank=True, db_default="")
    language = models.CharField("taal", max_length=5, default="nl")
    state = models.CharField("stand", max_length=10, choices=State, default=State.PENDING)
    created_at = models.DateTimeField("aangemeld op", default=timezone.now)
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    verified_at = models.DateTimeField("bekend als leraar sinds", null=True, blank=True)
    withdrawn_at = models.DateTimeField("teruggetrokken op", null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "aanmelding"
        verbose_name_plural = "aanmeldingen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assembly", "mailbox"], name="one_registration_per_mailbox"),
            models.UniqueConstraint(fields=["assembly", "ticket"], name="ticket_once_in_assembly"),
            models.CheckConstraint(
                name="verified_registration_was_confirmed",
                condition=~models.Q(state=State.VERIFIED)
                | models.Q(confirmed_at__isnull=False, verified_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"aanmelding {self.ticket}"

    @property
    def is_verified(self) -> bool:
        return self.state == State.VERIFIED

    @property
    def wants_outcome(self) -> bool:
        """Whether this teacher agreed to hear the outcome when not drawn."""
        return any(consent.use == Use.OUTCOME for consent in self.consents.all())

    def wipe(self) -> None:
        """Empty what tells who this is, unsaved. The ticket stays, so that the draw still verifies."""
        self.name = self.email = self.code_hash = self.opinion = self.block = self.device = ""
        self.school = None
        self.mailbox = secrets.token_hex(32)
