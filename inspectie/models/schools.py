"""Schools as the sources know them: BRIN, vestiging, OVT, board and municipality, and how they hang together.

The identities (`School`, `Vestiging`, `Ovt`, `Board`, `Municipality`) carry what the newest records say about them, for
pages; `inspectie.services.current` derives it anew after every import. What a source said on a date is a record.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from inspectie.models.sources import Fact, append_only, live_once


class School(models.Model):
    """A school as the law knows it: an institution with a BRIN."""

    brin = models.CharField("BRIN", max_length=4, unique=True)

    class Meta:
        verbose_name = "school"
        verbose_name_plural = "scholen"
        ordering: ClassVar[list[str]] = ["brin"]

    def __str__(self) -> str:
        return self.brin


class Municipality(models.Model):
    """A municipality by its CBS code. One that merged stays, and was last seen before the merger."""

    code = models.CharField("gemeentecode", max_length=4, unique=True)
    name = models.CharField("naam", max_length=80, blank=True)
    province = models.CharField("provincie", max_length=40, blank=True)
    seen_from = models.DateField("eerste peildatum", null=True, blank=True)
    seen_to = models.DateField("laatste peildatum", null=True, blank=True)

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or f"gemeente {self.code}"


class Board(models.Model):
    """A school board by its number (bevoegd gezag, BGNR)."""

    number = models.PositiveIntegerField("nummer", unique=True)
    name = models.CharField("naam", max_length=160, blank=True)

    class Meta:
        verbose_name = "schoolbestuur"
        verbose_name_plural = "schoolbesturen"
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return self.name or f"bestuur {self.number}"


class Vestiging(models.Model):
    """A location of a school in DUO's administration: BRIN and number, 00AP00."""

    code = models.CharField("vestigingscode", max_length=6, unique=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="vestigingen")
    name = models.CharField("naam", max_length=120, blank=True)
    place = models.CharField("plaats", max_length=80, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="vestigingen", null=True)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="vestigingen", null=True)
    latitude = models.FloatField("breedtegraad", null=True)
    longitude = models.FloatField("lengtegraad", null=True)

    class Meta:
        verbose_name = "vestiging"
        verbose_name_plural = "vestigingen"
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.code


class OvtQuerySet(models.QuerySet["Ovt"]):
    """Which schools."""

    def current(self) -> OvtQuerySet:
        """Give the schools of the newest published results."""
        return self.filter(is_current=True)


class Ovt(models.Model):
    """What the inspection judges: an object van toezicht, 00AP|C1. Its number is not that of a vestiging."""

    code = models.CharField("OVT", max_length=8, unique=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="ovts")
    vestigingen = models.ManyToManyField(Vestiging, through="OvtVestiging", related_name="ovts")
    is_current = models.BooleanField("in de nieuwste cijfers", default=False)
    name = models.CharField("naam", max_length=160, blank=True)
    place = models.CharField("plaats", max_length=80, blank=True)
    denomination = models.CharField("richting", max_length=60, blank=True)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="ovts", null=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="ovts", null=True)
    latitude = models.FloatField("breedtegraad", null=True)
    longitude = models.FloatField("lengtegraad", null=True)
    pupils = models.PositiveIntegerField("leerlingen op school", null=True)
    # Folded by core.folding.fold: name, place, codes, board and municipality, for search.
    search = models.TextField("zoektekst", blank=True)

    objects = OvtQuerySet.as_manager()

    class Meta:
        verbose_name = "school onder toezicht (OVT)"
        verbose_name_plural = "scholen onder toezicht (OVT's)"
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.name or self.code


class OvtVestiging(models.Model):
    """Which vestigingen an OVT is made of, since when, and how sure we are. Derived from the sources, never by number."""

    class Confidence(models.TextChoices):
        """How sure the link is."""

        CERTAIN = "certain", "zeker"
        LIKELY = "likely", "waarschijnlijk"
        POSSIBLE = "possible", "mogelijk"

    class Source(models.TextChoices):
        """What the link rests on."""

        ONLY_ONE = "only_one", "één OVT en één vestiging onder dit BRIN"
        NAME = "name", "dezelfde naam"
        BRIN = "brin", "hetzelfde BRIN"

    ovt = models.ForeignKey(Ovt, on_delete=models.PROTECT, related_name="links")
    vestiging = models.ForeignKey(Vestiging, on_delete=models.PROTECT, related_name="links")
    source = models.CharField("bron", max_length=10, choices=Source.choices)
    confidence = models.CharField("zekerheid", max_length=10, choices=Confidence.choices)
    valid_from = models.DateField("geldig vanaf")
    valid_to = models.DateField("geldig tot", null=True, blank=True)

    class Meta:
        verbose_name = "koppeling van OVT en vestiging"
        verbose_name_plural = "koppelingen van OVT en vestiging"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["ovt", "vestiging"], condition=models.Q(valid_to=None), name="ovt_vestiging_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="ovt_vestiging_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ovt} is {self.vestiging}"


class VestigingRecord(Fact):
    """What a source said about a vestiging on a date. Makes membership of board and municipality dated."""

    vestiging = models.ForeignKey(Vestiging, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField("soort bron", max_length=12)
    dated = models.DateField("peildatum")
    name = models.CharField("naam", max_length=120, blank=True)
    place = models.CharField("plaats", max_length=80, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="records", null=True)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="records", null=True)
    denomination = models.CharField("richting", max_length=60, blank=True)
    sector = models.CharField("soort onderwijs", max_length=20, blank=True)

    class Meta:
        verbose_name = "gegevens van een vestiging"
        verbose_name_plural = "gegevens van vestigingen"
        constraints: ClassVar[list[Any]] = [live_once("vestiging", "kind", "dated", name="vestiging_record_live_once")]
        triggers: ClassVar[list[Any]] = [append_only("vestiging_record")]

    def __str__(self) -> str:
        return f"{self.vestiging} op {self.dated}"


class OvtRecord(Fact):
    """What a source said about an OVT in a school year: its name and its board."""

    ovt = models.ForeignKey(Ovt, on_delete=models.PROTECT, related_name="records")
    year = models.PositiveSmallIntegerField("eerste jaar van het schooljaar")
    name = models.CharField("naam", max_length=160)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="ovt_records", null=True)

    class Meta:
        verbose_name = "gegevens van een OVT"
        verbose_name_plural = "gegevens van OVT's"
        constraints: ClassVar[list[Any]] = [live_once("ovt", "year", name="ovt_record_live_once")]
        triggers: ClassVar[list[Any]] = [append_only("ovt_record")]

    def __str__(self) -> str:
        return f"{self.ovt} in {self.year}"


class BoardRecord(Fact):
    """What a source said about a board on a date: its name."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="names")
    dated = models.DateField("peildatum")
    name = models.CharField("naam", max_length=160)

    class Meta:
        verbose_name = "gegevens van een schoolbestuur"
        verbose_name_plural = "gegevens van schoolbesturen"
        constraints: ClassVar[list[Any]] = [live_once("board", "dated", name="board_record_live_once")]
        triggers: ClassVar[list[Any]] = [append_only("board_record")]

    def __str__(self) -> str:
        return self.name


class MunicipalityRecord(Fact):
    """What a source called a municipality on a date, and in which province it lay."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField("soort bron", max_length=12)
    dated = models.DateField("peildatum")
    name = models.CharField("naam", max_length=80)
    province = models.CharField("provincie", max_length=40, blank=True)

    class Meta:
        verbose_name = "gegevens van een gemeente"
        verbose_name_plural = "gegevens van gemeenten"
        constraints: ClassVar[list[Any]] = [
            live_once("municipality", "kind", "dated", name="municipality_record_live_once")
        ]
        triggers: ClassVar[list[Any]] = [append_only("municipality_record")]

    def __str__(self) -> str:
        return f"{self.name} op {self.dated}"


class Location(Fact):
    """Where a vestiging stands."""

    vestiging = models.ForeignKey(Vestiging, on_delete=models.PROTECT, related_name="locations")
    latitude = models.FloatField("breedtegraad")
    longitude = models.FloatField("lengtegraad")

    class Meta:
        verbose_name = "plek van een vestiging"
        verbose_name_plural = "plekken van vestigingen"
        constraints: ClassVar[list[Any]] = [live_once("vestiging", name="location_live_once")]
        triggers: ClassVar[list[Any]] = [append_only("location")]

    def __str__(self) -> str:
        return f"{self.vestiging} op {self.latitude:.5f}, {self.longitude:.5f}"
