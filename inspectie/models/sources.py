"""Where every number comes from: the files as published, and the data that they make together."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils import timezone


class Kind(models.TextChoices):
    """What a file holds."""

    OUTCOMES = "outcomes", "leerresultaten (Inspectie)"
    WEGING = "weging", "schoolweging (Inspectie en CBS)"
    LEVELS = "levels", "referentieniveaus (DUO)"
    SCHOOLS = "schools", "schoolvestigingen (DUO)"
    BOARDS = "boards", "schoolbesturen (DUO)"
    ENROLMENT = "enrolment", "leerlingen (DUO)"
    COORDINATES = "coordinates", "coördinaten"
    SCORES = "scores", "scores per toets (DUO)"
    JUDGEMENTS = "judgements", "oordelen"


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Which publications."""

    def in_use(self) -> PublicationQuerySet:
        """Give what the newest data is made from: without demo data that gave way to real files."""
        return self.filter(retired=False)


class Publication(models.Model):
    """One file as it was published. A correction is a new publication; this row never changes again."""

    kind = models.CharField("soort", max_length=12, choices=Kind.choices)
    file = models.CharField("bestand", max_length=200)
    sha256 = models.CharField("vingerafdruk (SHA-256)", max_length=64, unique=True)
    published_on = models.DateField("peildatum", null=True, blank=True)
    imported_at = models.DateTimeField("ingelezen op", default=timezone.now)
    rows_changed = models.PositiveIntegerField("gewijzigde rijen", default=0)
    is_demo = models.BooleanField("voorbeeld", default=False)
    retired = models.BooleanField("niet meer in gebruik", default=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publicatie"
        verbose_name_plural = "publicaties"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.file} ({self.get_kind_display()})"


class Sheet(models.Model):
    """One table of a publication: a sheet of a workbook, or the file itself (title "")."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="sheets")
    title = models.CharField("blad", max_length=100, blank=True)
    dialect = models.CharField("soort kop", max_length=40)
    rows = models.PositiveIntegerField("rijen")
    mask_low = models.PositiveSmallIntegerField("laagste waarde achter '<5'", default=1)

    class Meta:
        verbose_name = "blad"
        verbose_name_plural = "bladen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["publication", "title"], name="sheet_title_in_publication"),
        ]

    def __str__(self) -> str:
        return f"{self.publication.file}, {self.title}" if self.title else self.publication.file


class FactQuerySet(models.QuerySet[Any]):
    """Which rows of a source."""

    def live(self) -> FactQuerySet:
        """Give what no later publication replaced."""
        return self.filter(superseded_by=None)

    def as_of(self, publication: int) -> FactQuerySet:
        """Give what was live right after a publication came in."""
        later = models.Q(superseded_by=None) | models.Q(superseded_by__gt=publication)
        return self.filter(later, sheet__publication__lte=publication)


def append_only(table: str) -> pgtrigger.Trigger:
    """Give the trigger that lets a row of a source change once: when a later publication replaces it."""
    return pgtrigger.Trigger(
        name=f"{table}_only_superseded",
        operation=pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
            IF TG_OP = 'UPDATE' AND OLD.superseded_by_id IS NULL AND NEW.superseded_by_id IS NOT NULL
               AND (to_jsonb(NEW) - 'superseded_by_id') = (to_jsonb(OLD) - 'superseded_by_id') THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'rows of {table} are superseded, never changed'
                USING ERRCODE = 'integrity_constraint_violation';
        """,
    )


def live_once(*fields: str, name: str) -> models.UniqueConstraint:
    """Give the rule that at most one row of a key is live."""
    return models.UniqueConstraint(fields=fields, condition=models.Q(superseded_by=None), name=name)


class Fact(models.Model):
    """One row of a source. Only ever added to: a later publication supersedes it and leaves it where it is."""

    # No index on these two: nobody looks rows up by them, and an import writes 200,000 rows.
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_row = models.PositiveIntegerField("rij in de bron")
    superseded_by = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="+", db_index=False, null=True, blank=True
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True


class DataVersion(models.Model):
    """The data of all publications in use together, by fingerprint. Old answers are computed anew from it."""

    version = models.CharField("versie", max_length=64, unique=True)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)
    publications = models.ManyToManyField(Publication, related_name="versions")
    frame = models.BinaryField("gegevens")

    class Meta:
        verbose_name = "versie van de gegevens"
        verbose_name_plural = "versies van de gegevens"
        ordering: ClassVar[list[str]] = ["pk"]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="data_version_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.version[:12]
