"""The signature, the ledger of what was counted, and the tally that a fold keeps."""

from __future__ import annotations

import secrets
import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from campaigns.core.signing import Standing
from campaigns.models.petition import Petition, PetitionText


class State(models.TextChoices):
    """Where a signature stands. Only CONFIRMED counts."""

    PENDING = "pending", "wacht op bevestiging"
    CONFIRMED = "confirmed", "telt mee"
    HELD = "held", "wacht op controle"
    REJECTED = "rejected", "afgewezen"
    WITHDRAWN = "withdrawn", "ingetrokken"


STANDING: dict[str, Standing] = {
    State.PENDING: Standing.PENDING,
    State.CONFIRMED: Standing.COUNTED,
    State.HELD: Standing.REVIEW,
    State.REJECTED: Standing.REVIEW,
}


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Which signatures."""

    def counted(self) -> SignatureQuerySet:
        return self.filter(state=State.CONFIRMED)

    def for_review(self) -> SignatureQuerySet:
        return self.filter(state=State.HELD)

    def still_delivered(self) -> SignatureQuerySet:
        """Give those that counted when their petition was handed over, and count still."""
        return self.counted().filter(delivered=True)

    def deliverable(self) -> SignatureQuerySet:
        return self.counted().filter(deliver_name=True)

    def shown(self) -> SignatureQuerySet:
        return self.counted().filter(show_name=True)


class Signature(models.Model):
    """One person under one petition.

    `mailbox` is the keyed hash of the canonical address; its key lies outside the database. One
    mailbox carries at most two names (`slot`). After withdrawal or erasure the row stays as a
    tombstone: personal columns empty, mailbox random.

    Triggers (migration 0002) write a LedgerEntry whenever a row comes to or leaves CONFIRMED, also by
    a hand-written UPDATE or DELETE: the ledger cannot miss a count and cannot count twice.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="signatures")
    text = models.ForeignKey(PetitionText, on_delete=models.PROTECT, related_name="signatures")
    text_digest = models.CharField("vingerafdruk van de tekst", max_length=64)
    mailbox = models.CharField(max_length=64)
    slot = models.PositiveSmallIntegerField(default=1)
    name = models.CharField("naam", max_length=100, blank=True)
    email = models.EmailField("e-mailadres", blank=True)
    place = models.CharField("postcode of plaats", max_length=80, blank=True)
    language = models.CharField("taal", max_length=5, default="nl")
    consent_version = models.PositiveSmallIntegerField("versie van de toestemming")
    show_name = models.BooleanField("naam tonen", default=False)
    deliver_name = models.BooleanField("naam aanbieden", default=False)
    keep_informed = models.BooleanField("op de hoogte houden", default=False)
    state = models.CharField("stand", max_length=10, choices=State.choices, default=State.PENDING)
    hold = models.BooleanField("eerst controleren", default=False)
    delivered = models.BooleanField("aangeboden", default=False, db_default=False, editable=False)
    block = models.CharField("adresblok (versleuteld)", max_length=64, blank=True)
    signals = models.JSONField("signalen", default=list, blank=True)
    receipt = models.CharField("ontvangstnummer", max_length=12, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField("getekend op", default=timezone.now)
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    reminded_at = models.DateTimeField("herinnerd op", null=True, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = "handtekening"
        verbose_name_plural = "handtekeningen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["petition", "mailbox", "slot"], name="one_signature_per_mailbox_slot"),
            models.CheckConstraint(name="signature_slot_is_1_or_2", condition=models.Q(slot__in=[1, 2])),
            models.CheckConstraint(
                name="counted_signature_was_confirmed",
                condition=~models.Q(state__in=[State.CONFIRMED, State.HELD]) | models.Q(confirmed_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["created_at"], condition=models.Q(state="pending"), name="signature_unconfirmed"),
            models.Index(fields=["petition", "block"], condition=models.Q(state="held"), name="signature_for_review"),
            models.Index(
                fields=["petition"],
                condition=models.Q(delivered=True, state="confirmed"),
                name="signature_still_delivered",
            ),
        ]

    def __str__(self) -> str:
        return f"handtekening {self.receipt}"

    def wipe(self) -> None:
        """Empty every personal column, unsaved. The mailbox becomes random: its owner may sign anew."""
        self.mailbox = secrets.token_hex(32)
        self.name = self.email = self.place = self.block = self.code_hash = ""
        self.show_name = self.deliver_name = self.keep_informed = False
        self.signals = []

    @property
    def is_counted(self) -> bool:
        return self.state == State.CONFIRMED


class LedgerEntry(models.Model):
    """One step of a petition's number, up or down. Only ever added to; `folded` says a tally holds it."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="ledger")
    text = models.ForeignKey(PetitionText, on_delete=models.PROTECT, related_name="ledger")
    delta = models.SmallIntegerField()
    created_at = models.DateTimeField()
    folded = models.BooleanField(default=False)

    class Meta:
        verbose_name = "grootboekregel"
        verbose_name_plural = "grootboek"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="ledger_step_is_one", condition=models.Q(delta__in=[-1, 1])),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["petition", "text"], condition=models.Q(folded=False), name="ledger_unfolded"),
        ]

    def __str__(self) -> str:
        return f"{self.delta:+d}"


class Tally(models.Model):
    """How many ledger steps of one text version are folded, added up."""

    text = models.OneToOneField(PetitionText, on_delete=models.PROTECT, primary_key=True, related_name="tally")
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="tallies")
    number = models.IntegerField()

    class Meta:
        verbose_name = "telling"
        verbose_name_plural = "tellingen"

    def __str__(self) -> str:
        return str(self.number)
