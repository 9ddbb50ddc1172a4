"""What the inspection judged after a visit. Never computed by us: a value below the norm is a signal only."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models

from inspectie.models.schools import Ovt
from inspectie.models.sources import Fact, append_only, live_once


class Label(models.TextChoices):
    """The final judgement of a school."""

    VERY_WEAK = "zeer_zwak", "zeer zwak"
    INSUFFICIENT = "onvoldoende", "onvoldoende"
    SUFFICIENT = "voldoende", "voldoende"
    GOOD = "goed", "goed"


class Visit(models.TextChoices):
    """Why the inspection came."""

    RISK = "risico", "risico's in de cijfers"
    SAMPLE = "steekproef", "steekproef"
    RECOVERY = "herstel", "herstelonderzoek"
    OTHER = "overig", "andere aanleiding"


class Judgement(Fact):
    """One judgement about an OVT on a date. Only added to: a later one does not replace an earlier one."""

    ovt = models.ForeignKey(Ovt, on_delete=models.PROTECT, related_name="judgements")
    dated = models.DateField("vastgesteld op")
    label = models.CharField("oordeel", max_length=12, choices=Label.choices)
    visit = models.CharField("aanleiding", max_length=12, choices=Visit.choices, default=Visit.OTHER)
    report = models.URLField("rapport", blank=True)

    class Meta:
        verbose_name = "oordeel"
        verbose_name_plural = "oordelen"
        ordering: ClassVar[list[str]] = ["ovt", "-dated"]
        constraints: ClassVar[list[Any]] = [live_once("ovt", "dated", name="judgement_live_once")]
        triggers: ClassVar[list[Any]] = [append_only("judgement")]

    def __str__(self) -> str:
        return f"{self.ovt_id} {self.dated}: {self.label}"


class JudgementCount(models.Model):
    """A published count of judgements, with its source and the number of visits behind it.

    A count without visits says as much about visiting as about schools, so both stand side by side.
    """

    class Confidence(models.TextChoices):
        """How sure we are of the count."""

        OFFICIAL = "official", "van de inspectie zelf"
        PRESS = "press", "uit de pers"

    period = models.CharField("periode", max_length=40)
    dated = models.DateField("peildatum")
    label = models.CharField("oordeel", max_length=12, choices=Label.choices)
    schools = models.PositiveIntegerField("scholen", null=True, blank=True)
    share = models.DecimalField("deel van de scholen (%)", max_digits=4, decimal_places=1, null=True, blank=True)
    total = models.PositiveIntegerField("scholen in totaal", null=True, blank=True)
    visits = models.PositiveIntegerField("bezoeken", null=True, blank=True)
    approximate = models.BooleanField("ongeveer", default=False)
    source = models.CharField("bron", max_length=160)
    confidence = models.CharField("zekerheid", max_length=10, choices=Confidence.choices)

    class Meta:
        verbose_name = "gepubliceerd aantal oordelen"
        verbose_name_plural = "gepubliceerde aantallen oordelen"
        ordering: ClassVar[list[str]] = ["dated", "label"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["period", "label"], name="judgement_count_once"),
            models.CheckConstraint(
                condition=models.Q(schools__isnull=False) | models.Q(share__isnull=False),
                name="judgement_count_says_something",
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="judgement_count_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.label}"
