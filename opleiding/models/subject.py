"""Subjects of secondary schools, studies at universities, and which study is related to which subject. All editable."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ndt.history import track


class Goal(models.TextChoices):
    """What somebody wants to become better at, and what an offer develops."""

    TEACHING = "teaching", _("beter lesgeven")
    LEADING = "leading", _("leidinggeven")
    SPEAKING = "speaking", _("spreken voor een groep")
    COACHING = "coaching", _("jongeren begeleiden")
    RESEARCH = "research", _("onderzoek doen")
    DESIGN = "design", _("lessen ontwerpen")


@track()
class Subject(models.Model):
    """A subject that is taught. code: what rules and dossiers say."""

    code = models.SlugField("code", max_length=30, unique=True)
    title = models.CharField("vak", max_length=60)

    class Meta:
        verbose_name = "schoolvak"
        verbose_name_plural = "schoolvakken"
        ordering: ClassVar[list[str]] = ["title"]

    def __str__(self) -> str:
        return self.title


@track()
class StudyProgramme(models.Model):
    """A study at a university, as in the tables. code: what tables and dossiers say."""

    code = models.SlugField("code", max_length=40, unique=True)
    title = models.CharField("studie", max_length=100)

    class Meta:
        verbose_name = "studie"
        verbose_name_plural = "studies"
        ordering: ClassVar[list[str]] = ["title"]

    def __str__(self) -> str:
        return self.title


@track()
class RelatedTable(models.Model):
    """A table of related studies, with the version that is used now. code: what rules say."""

    code = models.SlugField("code", max_length=40, unique=True)
    version = models.CharField("versie", max_length=30)
    source = models.CharField("bron", max_length=300)
    seen_on = models.DateField("gezien op")

    class Meta:
        verbose_name = "tabel van verwante studies"
        verbose_name_plural = "tabellen van verwante studies"
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return f"{self.code} ({self.version})"


@track()
class Related(models.Model):
    """A row of a table: a study is related to a subject, and so many EC are short; 0 for none."""

    table = models.ForeignKey(RelatedTable, on_delete=models.CASCADE, related_name="rows", verbose_name="tabel")
    study = models.ForeignKey(StudyProgramme, on_delete=models.PROTECT, related_name="+", verbose_name="studie")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name="schoolvak")
    short_ec = models.PositiveSmallIntegerField("tekort in EC", default=0)

    class Meta:
        verbose_name = "verwante studie"
        verbose_name_plural = "verwante studies"
        ordering: ClassVar[list[str]] = ["table", "study", "subject"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["table", "study", "subject"], name="study_and_subject_once_in_a_table"),
            models.CheckConstraint(name="short_ec_is_at_most_360", condition=models.Q(short_ec__lte=360)),
        ]

    def __str__(self) -> str:
        return f"{self.study}: {self.subject}"
