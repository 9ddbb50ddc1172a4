"""The assembly, who gave its startschot, the features it is mixed on, and the chain of its steps."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from beraad.core import steps
from beraad.core.chain import Link
from ndt.history import track


class State(models.TextChoices):
    """Where an assembly stands; the order is that of `core.steps`."""

    CONCEPT = steps.State.CONCEPT.value, "concept"
    STARTSCHOT = steps.State.STARTSCHOT.value, "startschot gegeven"
    OPEN = steps.State.OPEN.value, "aanmelden kan"
    FROZEN = steps.State.FROZEN.value, "lijst staat vast"
    QUOTAS = steps.State.QUOTAS.value, "verdeling staat vast"
    FEASIBLE = steps.State.FEASIBLE.value, "kansen berekend"
    PUBLISHED = steps.State.PUBLISHED.value, "groepen bekendgemaakt"
    DRAWN = steps.State.DRAWN.value, "geloot"
    INVITING = steps.State.INVITING.value, "uitnodigen"
    DELIBERATING = steps.State.DELIBERATING.value, "beraad"


PUBLIC = tuple(state for state in State if state != State.CONCEPT)


class Objective(models.TextChoices):
    """What the lottery makes as good as possible."""

    LEXIMIN = "leximin", "zo gelijk mogelijke kansen"
    MAXIMIN = "maximin", "de kleinste kans zo groot mogelijk"
    NASH = "nash", "het product van de kansen zo groot mogelijk"


class AssemblyQuerySet(models.QuerySet["Assembly"]):
    """Which assemblies."""

    def public(self) -> AssemblyQuerySet:
        return self.filter(state__in=PUBLIC)


@track()
class Assembly(models.Model):
    """A group of teachers, drawn by lot, that deliberates about one question."""

    slug = models.SlugField("adres", unique=True)
    title = models.CharField("titel", max_length=120)
    question = models.CharField("vraag", max_length=240, help_text="De vraag die de groep beantwoordt.")
    about = models.TextField("uitleg", help_text="Waar gaat het om, en wat gebeurt er met het antwoord?")
    size = models.PositiveSmallIntegerField(
        "plaatsen", default=100, validators=[MinValueValidator(2), MaxValueValidator(300)]
    )
    panels = models.PositiveSmallIntegerField(
        "groepen in de loting", default=1000, validators=[MinValueValidator(10), MaxValueValidator(1000)]
    )
    objective = models.CharField("doel van de loting", max_length=8, choices=Objective, default=Objective.LEXIMIN)
    state = models.CharField("stand", max_length=12, choices=State, default=State.CONCEPT)
    pool_sha256 = models.CharField("vingerafdruk van de lijst", max_length=64, blank=True)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    objects = AssemblyQuerySet.as_manager()

    class Meta:
        verbose_name = "beraad"
        verbose_name_plural = "beraden"
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="frozen_assembly_has_its_pool",
                condition=models.Q(state__in=[State.CONCEPT, State.STARTSCHOT, State.OPEN]) | ~models.Q(pool_sha256=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="frozen_pool_stays_frozen",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__pool_sha256="")
                & pgtrigger.Q(old__pool_sha256__df=pgtrigger.F("new__pool_sha256")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("beraad:assembly", args=[self.slug])

    @property
    def here(self) -> steps.State:
        """The state, for the core."""
        return steps.State(self.state)

    def has_reached(self, state: str) -> bool:
        """Say whether this assembly has come as far as a state."""
        return steps.is_past(self.here, steps.State(state))


@track()
class Party(models.Model):
    """Who gives the startschot, with its mandate and what it commits to."""

    class Kind(models.TextChoices):
        """Of each kind there must be one at least."""

        TEACHERS = steps.PartyKind.TEACHERS.value, "groep leraren"
        GOVERNMENT = steps.PartyKind.GOVERNMENT.value, "overheid"
        ORGANISATION = steps.PartyKind.ORGANISATION.value, "organisatie van leraren"

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField("soort", max_length=12, choices=Kind)
    title = models.CharField("organisatie", max_length=160)
    mandate = models.TextField("opdracht", help_text="Waarover mag deze groep beslissen of adviseren?")
    commitment = models.TextField("toezegging", help_text="Wat doet deze partij met het antwoord?")
    signed_on = models.DateField("getekend op")

    class Meta:
        verbose_name = "partij"
        verbose_name_plural = "partijen"
        ordering: ClassVar[list[str]] = ["kind", "title"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assembly", "title"], name="party_signs_once"),
        ]

    def __str__(self) -> str:
        return self.title


@track()
class Feature(models.Model):
    """One thing that the group is mixed on, with the source of its figures.

    Without figures (source_date None) it is asked, and nothing is mixed on it.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="features")
    position = models.PositiveSmallIntegerField("volgorde")
    title = models.CharField("kenmerk", max_length=80)
    question = models.CharField("vraag aan leraren", max_length=200, blank=True, db_default="")
    source = models.CharField("bron", max_length=200, blank=True)
    source_date = models.DateField("peildatum", null=True, blank=True)

    class Meta:
        verbose_name = "kenmerk"
        verbose_name_plural = "kenmerken"
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assembly", "title"], name="feature_once_in_assembly"),
        ]

    def __str__(self) -> str:
        return self.title


@track()
class FeatureValue(models.Model):
    """One answer: how many people in the population give it, and how many seats it gets."""

    feature = models.ForeignKey(Feature, on_delete=models.CASCADE, related_name="values")
    position = models.PositiveSmallIntegerField("volgorde")
    title = models.CharField("waarde", max_length=80)
    population = models.PositiveIntegerField("aantal mensen")
    least = models.PositiveSmallIntegerField("minstens", null=True, blank=True)
    most = models.PositiveSmallIntegerField("hooguit", null=True, blank=True)
    is_refusal = models.BooleanField("wie niets zegt", default=False, db_default=False)

    class Meta:
        verbose_name = "waarde van een kenmerk"
        verbose_name_plural = "waarden van kenmerken"
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["feature", "title"], name="value_once_in_feature"),
            models.CheckConstraint(
                name="refusal_has_no_quota",
                condition=models.Q(is_refusal=False) | models.Q(population=0, least__isnull=True, most__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """One step of an assembly, holding on to the one before. The database refuses any change."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("nummer")
    step = models.CharField("stap", max_length=20)
    facts = models.JSONField("feiten", default=dict)
    at = models.DateTimeField("wanneer")
    previous = models.CharField("vorige", max_length=64)
    sha256 = models.CharField("vingerafdruk", max_length=64)

    class Meta:
        verbose_name = "stap"
        verbose_name_plural = "stappen"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assembly", "number"], name="entry_number_in_assembly"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="entry_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.step}"

    def link(self) -> Link:
        """Give this entry for the core, which checks the chain."""
        return Link(self.number, self.step, self.facts, self.at, self.previous)
