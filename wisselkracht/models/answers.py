"""What the school and the teacher answered: expertise and goals, the job, qualifications and wishes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from ndt.schools.models import Board, Mode, SchoolLocation
from wisselkracht.core import jobs, qualification
from wisselkracht.models.application import Applicant, Application


class Expertise(models.Model):
    """What a school is good at. level: 1 on its way, 2 good, 3 others come to look. evidence: by what one sees it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="expertise")
    theme = models.CharField("thema", max_length=40)
    level = models.PositiveSmallIntegerField("niveau", validators=[MinValueValidator(1), MaxValueValidator(3)])
    evidence = models.CharField("waaraan zie je dat", max_length=300, blank=True)

    class Meta:
        verbose_name = "expertise van een school"
        verbose_name_plural = "expertise van scholen"
        ordering: ClassVar[list[str]] = ["application", "-level", "theme"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["application", "theme"], name="expertise_once"),
            models.CheckConstraint(name="expertise_level_1_to_3", condition=models.Q(level__range=(1, 3))),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.level}"


class Goal(models.Model):
    """What a school wants to learn. priority: 3 counts most."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="goals")
    theme = models.CharField("thema", max_length=40)
    priority = models.PositiveSmallIntegerField("gewicht", validators=[MinValueValidator(1), MaxValueValidator(3)])

    class Meta:
        verbose_name = "doel van een school"
        verbose_name_plural = "doelen van scholen"
        ordering: ClassVar[list[str]] = ["application", "-priority", "theme"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["application", "theme"], name="goal_once"),
            models.CheckConstraint(name="goal_priority_1_to_3", condition=models.Q(priority__range=(1, 3))),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.priority}"


class PersonalTheme(models.Model):
    """What a teacher wants to learn, or is good at. rank: 1 comes first."""

    class Kind(models.TextChoices):
        """Which of the two."""

        GOAL = "goal", "wil ik leren"
        STRENGTH = "strength", "kan ik goed"

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="themes")
    kind = models.CharField("soort", max_length=8, choices=Kind)
    theme = models.CharField("thema", max_length=40)
    rank = models.PositiveSmallIntegerField("volgorde", default=1)

    class Meta:
        verbose_name = "thema van een leraar"
        verbose_name_plural = "thema's van leraren"
        ordering: ClassVar[list[str]] = ["applicant", "kind", "rank"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["applicant", "kind", "theme"], name="personal_theme_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.theme}"


class Job(models.Model):
    """A teacher's job. groups: of a primary school. subject, level: of a secondary one. fte: in hundredths."""

    applicant = models.OneToOneField(Applicant, on_delete=models.CASCADE, related_name="job")
    groups = ArrayField(models.PositiveSmallIntegerField(), verbose_name="groepen", default=list, blank=True)
    subject = models.CharField("vak", max_length=30, blank=True)
    level = models.CharField("leerjaren", max_length=5, blank=True)
    days = ArrayField(models.PositiveSmallIntegerField(), verbose_name="dagen")
    fte = models.PositiveSmallIntegerField("omvang in honderdsten", validators=[MaxValueValidator(100)])

    class Meta:
        verbose_name = "baan van een leraar"
        verbose_name_plural = "banen van leraren"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="job_is_at_most_a_full_one", condition=models.Q(fte__range=(jobs.SMALLEST, jobs.LARGEST))
            ),
        ]

    def __str__(self) -> str:
        return f"baan van {self.applicant_id}"


class Qualification(models.Model):
    """A licence of a teacher ("bevoegdheid"); none for who is in training."""

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="qualifications")
    degree = models.CharField(
        "bevoegdheid", max_length=7, choices=[(one.value, one.value) for one in qualification.Degree]
    )
    subject = models.CharField("vak", max_length=30, blank=True)

    class Meta:
        verbose_name = "bevoegdheid"
        verbose_name_plural = "bevoegdheden"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["applicant", "degree", "subject"], name="qualification_once"),
        ]

    def __str__(self) -> str:
        return f"{self.degree} {self.subject}".strip()


class Wishes(models.Model):
    """Where and when a teacher wants to work. home_pc4: from where they travel; "" for their own school.

    denominations: those they would work at; empty for all. other_board_only: never within the own board. other_days:
    on which they could work beside the days of their job, 1 Monday to 5 Friday; empty for none.
    """

    applicant = models.OneToOneField(Applicant, on_delete=models.CASCADE, related_name="wishes")
    minutes = models.PositiveSmallIntegerField("hooguit zoveel minuten", validators=[MinValueValidator(5)])
    mode = models.CharField("hoe", max_length=7, choices=Mode)
    home_pc4 = models.CharField("cijfers van de postcode", max_length=4, blank=True)
    denominations = ArrayField(models.CharField(max_length=120), verbose_name="denominaties", default=list, blank=True)
    other_sector = models.BooleanField("ook ander soort onderwijs", default=False)
    other_board_only = models.BooleanField("alleen een ander bestuur", default=False)
    three_way = models.BooleanField("ook een ruil met drie", default=False)
    other_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="kan ook op andere dagen", default=list, blank=True
    )

    class Meta:
        verbose_name = "wensen van een leraar"
        verbose_name_plural = "wensen van leraren"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="other_days_are_weekdays", condition=models.Q(other_days__contained_by=list(jobs.DAYS))
            ),
        ]

    def __str__(self) -> str:
        return f"wensen van {self.applicant_id}"


class Exclusion(models.Model):
    """A school or board where somebody does not want to exchange. Private: nobody else sees it, also no coordinator."""

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="exclusions")
    school = models.ForeignKey(SchoolLocation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "uitsluiting"
        verbose_name_plural = "uitsluitingen"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="exclusion_is_of_a_school_or_a_board",
                condition=models.Q(school__isnull=False, board__isnull=True)
                | models.Q(school__isnull=True, board__isnull=False),
            ),
            models.UniqueConstraint(fields=["applicant", "school"], name="school_excluded_once"),
            models.UniqueConstraint(fields=["applicant", "board"], name="board_excluded_once"),
        ]

    def __str__(self) -> str:
        return f"uitsluiting van {self.applicant_id}"
