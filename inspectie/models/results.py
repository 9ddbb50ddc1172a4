"""What the sources published about results. Years are first calendar years: 2022 is school year 2022/23."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from inspectie.models.schools import Ovt, Vestiging
from inspectie.models.sources import Fact, append_only, live_once


class Domain(models.TextChoices):
    """The three domains of the reference levels."""

    LEZEN = "lezen", "lezen"
    TAALVERZORGING = "taalverzorging", "taalverzorging"
    REKENEN = "rekenen", "rekenen"


class Level(models.TextChoices):
    """The highest level that a pupil reached. For arithmetic 1S is higher, for the other two 2F."""

    BELOW_1F = "below_1f", "lager dan 1F"
    AT_1F = "at_1f", "1F"
    HIGHER = "higher", "1S of 2F"


class Outcome(models.TextChoices):
    """What the inspection published about an indicator."""

    ABOVE = "boven", "boven de signaleringswaarde"
    BELOW = "onder", "onder de signaleringswaarde"
    TOO_LITTLE = "te_weinig_gegevens", "te weinig gegevens"
    SMALL = "kleine_school", "kleine school"


def percentage(verbose_name: str) -> models.DecimalField[Any, Any]:
    """Give a column for a published percentage, empty where the source is."""
    return models.DecimalField(verbose_name, max_digits=5, decimal_places=2, null=True, blank=True)


class ResultCell(Fact):
    """How many pupils of a vestiging reached a level in a year: an interval, wider than a point where DUO masks.

    The bounds of a masked cell never leave this room: pages show what `core.disclosure` lets through.
    """

    vestiging = models.ForeignKey(Vestiging, on_delete=models.PROTECT, related_name="cells", db_index=False)
    year = models.PositiveSmallIntegerField("eerste jaar van het schooljaar")
    domain = models.CharField("domein", max_length=14, choices=Domain.choices)
    level = models.CharField("niveau", max_length=8, choices=Level.choices)
    low = models.PositiveSmallIntegerField("minste")
    high = models.PositiveSmallIntegerField("meeste")
    masked = models.BooleanField("afgeschermd")

    class Meta:
        verbose_name = "aantal leerlingen op een niveau"
        verbose_name_plural = "aantallen leerlingen op een niveau"
        constraints: ClassVar[list[Any]] = [
            live_once("vestiging", "year", "domain", "level", name="result_cell_live_once"),
            models.CheckConstraint(condition=models.Q(low__lte=models.F("high")), name="result_cell_low_below_high"),
        ]
        triggers: ClassVar[list[Any]] = [append_only("result_cell")]

    def __str__(self) -> str:
        return f"{self.vestiging_id} {self.year} {self.domain} {self.level}"


class PublishedYear(Fact):
    """What the inspection published about one year of an OVT, in the results over three years up to `last_year`."""

    ovt = models.ForeignKey(Ovt, on_delete=models.PROTECT, related_name="published_years")
    last_year = models.PositiveSmallIntegerField("laatste jaar van het venster")
    year = models.PositiveSmallIntegerField("eerste jaar van het schooljaar")
    percentage_1f = percentage("% 1F")
    percentage_higher = percentage("% 1S/2F")
    pupils = models.PositiveIntegerField("leerlingen", null=True, blank=True)
    masked = models.BooleanField("afgeschermd")

    class Meta:
        verbose_name = "gepubliceerd jaar"
        verbose_name_plural = "gepubliceerde jaren"
        constraints: ClassVar[list[Any]] = [
            live_once("ovt", "last_year", "year", name="published_year_live_once"),
        ]
        triggers: ClassVar[list[Any]] = [append_only("published_year")]

    def __str__(self) -> str:
        return f"{self.ovt_id} {self.year}"


class PublishedAggregate(Fact):
    """What the inspection published about three years of an OVT: percentages, weging, values and outcomes."""

    ovt = models.ForeignKey(Ovt, on_delete=models.PROTECT, related_name="published")
    last_year = models.PositiveSmallIntegerField("laatste jaar van het venster")
    weging = percentage("schoolweging")
    category = models.CharField("schoolwegingscategorie", max_length=10, blank=True)
    threshold_1f = percentage("signaleringswaarde 1F")
    threshold_higher = percentage("signaleringswaarde 1S/2F")
    percentage_1f = percentage("% 1F over drie jaar")
    percentage_higher = percentage("% 1S/2F over drie jaar")
    pupils = models.PositiveIntegerField("leerlingen in drie jaar", null=True, blank=True)
    masked = models.BooleanField("afgeschermd")
    outcome_1f = models.CharField("uitkomst 1F", max_length=20, choices=Outcome.choices)
    outcome_higher = models.CharField("uitkomst 1S/2F", max_length=20, choices=Outcome.choices)

    class Meta:
        verbose_name = "gepubliceerde uitkomst"
        verbose_name_plural = "gepubliceerde uitkomsten"
        constraints: ClassVar[list[Any]] = [live_once("ovt", "last_year", name="published_aggregate_live_once")]
        triggers: ClassVar[list[Any]] = [append_only("published_aggregate")]

    def __str__(self) -> str:
        return f"{self.ovt_id} tot en met {self.last_year}"


class Weging(Fact):
    """The schoolweging of an OVT in one year, between 20 and 40; higher means a more complex population."""

    ovt = models.ForeignKey(Ovt, on_delete=models.PROTECT, related_name="wegingen")
    year = models.PositiveSmallIntegerField("eerste jaar van het schooljaar")
    value = percentage("schoolweging")
    pupils = models.PositiveIntegerField("leerlingen op school", null=True, blank=True)
    spread = percentage("spreiding")

    class Meta:
        verbose_name = "schoolweging van een jaar"
        verbose_name_plural = "schoolwegingen per jaar"
        constraints: ClassVar[list[Any]] = [live_once("ovt", "year", name="weging_live_once")]
        triggers: ClassVar[list[Any]] = [append_only("weging")]

    def __str__(self) -> str:
        return f"{self.ovt_id} {self.year}: {self.value}"


class WegingWindow(Fact):
    """The mean schoolweging of three years up to `last_year`, as published."""

    ovt = models.ForeignKey(Ovt, on_delete=models.PROTECT, related_name="weging_windows")
    last_year = models.PositiveSmallIntegerField("laatste jaar van het venster")
    value = percentage("schoolweging over drie jaar")

    class Meta:
        verbose_name = "schoolweging over drie jaar"
        verbose_name_plural = "schoolwegingen over drie jaar"
        constraints: ClassVar[list[Any]] = [live_once("ovt", "last_year", name="weging_window_live_once")]
        triggers: ClassVar[list[Any]] = [append_only("weging_window")]

    def __str__(self) -> str:
        return f"{self.ovt_id} tot en met {self.last_year}: {self.value}"


class Enrolment(Fact):
    """How many pupils a vestiging had on a date: an interval, since DUO masks small age groups."""

    vestiging = models.ForeignKey(Vestiging, on_delete=models.PROTECT, related_name="enrolments")
    dated = models.DateField("peildatum")
    sector = models.CharField("soort onderwijs", max_length=20)
    cluster = models.CharField("cluster", max_length=10, blank=True)
    low = models.PositiveIntegerField("minste")
    high = models.PositiveIntegerField("meeste")

    class Meta:
        verbose_name = "aantal leerlingen van een vestiging"
        verbose_name_plural = "aantallen leerlingen van vestigingen"
        constraints: ClassVar[list[Any]] = [
            live_once("vestiging", "dated", "sector", "cluster", name="enrolment_live_once"),
            models.CheckConstraint(condition=models.Q(low__lte=models.F("high")), name="enrolment_low_below_high"),
        ]
        triggers: ClassVar[list[Any]] = [append_only("enrolment")]

    def __str__(self) -> str:
        return f"{self.vestiging_id} op {self.dated}"


class ProviderScore(Fact):
    """How many pupils of a vestiging took the test of a provider in a year, and their mean on its own scale.

    Scales of providers do not compare; growth uses the numbers of pupils only.
    """

    vestiging = models.ForeignKey(Vestiging, on_delete=models.PROTECT, related_name="provider_scores")
    year = models.PositiveSmallIntegerField("eerste jaar van het schooljaar")
    provider = models.CharField("aanbieder", max_length=12)
    low = models.PositiveSmallIntegerField("minste leerlingen")
    high = models.PositiveSmallIntegerField("meeste leerlingen")
    mean = models.DecimalField("gemiddelde score", max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "score bij een aanbieder"
        verbose_name_plural = "scores per aanbieder"
        constraints: ClassVar[list[Any]] = [
            live_once("vestiging", "year", "provider", name="provider_score_live_once"),
            models.CheckConstraint(condition=models.Q(low__lte=models.F("high")), name="provider_low_below_high"),
        ]
        triggers: ClassVar[list[Any]] = [append_only("provider_score")]

    def __str__(self) -> str:
        return f"{self.vestiging_id} {self.year} {self.provider}"
