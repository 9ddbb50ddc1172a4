"""The petition, the versions of its text, and the answer it gets."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils import timezone

from campaigns.core.signing import Opening
from ndt.history import track


class State(models.TextChoices):
    """Where a petition stands."""

    DRAFT = "draft", "concept"
    OPEN = "open", "open"
    CLOSED = "closed", "gesloten"
    DELIVERED = "delivered", "aangeboden"
    ANSWERED = "answered", "beantwoord"


VISIBLE = (State.OPEN, State.CLOSED, State.DELIVERED, State.ANSWERED)
HANDED_OVER = (State.DELIVERED, State.ANSWERED)


class PetitionQuerySet(models.QuerySet["Petition"]):
    """Which petitions."""

    def visible(self) -> PetitionQuerySet:
        return self.filter(state__in=VISIBLE)


@track()
class Petition(models.Model):
    """A call on policymakers that people sign."""

    slug = models.SlugField("adres", unique=True)
    title = models.CharField("titel", max_length=120)
    slogan = models.CharField("leus", max_length=160, help_text="Eén zin die blijft hangen.")
    addressee = models.CharField("gericht aan", max_length=160)
    goal = models.PositiveIntegerField("doel", default=40_000, help_text="Hoeveel handtekeningen we willen.")
    state = models.CharField("stand", max_length=10, choices=State.choices, default=State.DRAFT)
    opens_at = models.DateTimeField("opent op", default=timezone.now)
    closes_at = models.DateTimeField("sluit op", null=True, blank=True)
    paused = models.BooleanField("tekenen is gepauzeerd", default=False)
    poll_seconds = models.PositiveSmallIntegerField(
        "tel opnieuw na (seconden)", default=10, help_text="Hoe vaak een pagina het getal ophaalt. Hoger bij drukte."
    )
    retention_days = models.PositiveSmallIntegerField(
        "bewaartermijn (dagen)", default=365, help_text="Zo lang na de sluiting blijven de namen bewaard."
    )
    delivered_at = models.DateTimeField("aangeboden op", null=True, blank=True)
    delivered_number = models.PositiveIntegerField("aantal bij het aanbieden", null=True, blank=True)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = "petitie"
        verbose_name_plural = "petities"
        ordering: ClassVar[list[str]] = ["-opens_at"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="petition_delivered_has_number",
                condition=~models.Q(state__in=HANDED_OVER)
                | models.Q(delivered_number__isnull=False, delivered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="petition_closes_after_opening",
                condition=models.Q(closes_at__isnull=True) | models.Q(closes_at__gt=models.F("opens_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:petition", args=[self.slug])

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    def opening(self) -> Opening:
        """Give when this petition takes signatures, for the core."""
        return Opening(is_open=self.is_open, is_paused=self.paused, opens_at=self.opens_at, closes_at=self.closes_at)

    def takes_signatures(self, at: datetime) -> bool:
        started = self.is_open and self.opens_at <= at
        return started and not self.paused and (self.closes_at is None or at < self.closes_at)


@track()
class PetitionText(models.Model):
    """One version of what people sign. Once a signature carries it, the database refuses any change."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="texts")
    number = models.PositiveSmallIntegerField("versie")
    we = models.TextField("wij", help_text="Wie vraagt dit? Bijvoorbeeld: ouders, leraren en leerlingen.")
    observe = models.TextField("stellen vast", help_text="Wat is er aan de hand? Eén punt per regel.")
    request = models.TextField("en vragen", help_text="Wat moet er gebeuren? Eén punt per regel.")
    digest = models.CharField("vingerafdruk (SHA-256)", max_length=64, editable=False)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "petitietekst"
        verbose_name_plural = "petitieteksten"
        ordering: ClassVar[list[str]] = ["petition", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["petition", "number"], name="petition_text_number"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="text_is_frozen_once_signed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT 1 FROM campaigns_signature WHERE text_id = OLD.id) THEN
                        RAISE EXCEPTION 'petition text % is signed and cannot change', OLD.id
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition} versie {self.number}"

    def compute_digest(self) -> str:
        """Give the SHA-256 of the exact words, parts separated by a line of three dashes."""
        parts = [self.petition.title, self.petition.addressee, self.we, self.observe, self.request]
        words = "\n---\n".join(parts)
        return hashlib.sha256(words.encode()).hexdigest()


class Consent(models.Model):
    """The exact words of a consent, so that each signature can say what it agreed to."""

    class Kind(models.TextChoices):
        """What is consented to."""

        SIGN = "sign", "tekenen"
        SHOW = "show", "naam tonen"
        DELIVER = "deliver", "naam aanbieden"
        UPDATES = "updates", "op de hoogte blijven"

    kind = models.CharField("soort", max_length=10, choices=Kind.choices)
    version = models.PositiveSmallIntegerField("versie")
    words = models.TextField("woorden")
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "toestemming"
        verbose_name_plural = "toestemmingen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["kind", "version"], name="consent_kind_version"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="consent_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} versie {self.version}"


@track()
class Answer(models.Model):
    """What the addressee answered, in public."""

    petition = models.OneToOneField(Petition, on_delete=models.PROTECT, related_name="answer")
    answered_by = models.CharField("antwoord van", max_length=160)
    words = models.TextField("antwoord")
    answered_on = models.DateField("datum van het antwoord")
    published_at = models.DateTimeField("geplaatst op", default=timezone.now)

    class Meta:
        verbose_name = "antwoord"
        verbose_name_plural = "antwoorden"

    def __str__(self) -> str:
        return f"antwoord op {self.petition}"
