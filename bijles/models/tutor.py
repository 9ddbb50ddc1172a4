"""Who gives lessons, in what, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bijles.core import recurrence
from bijles.core.rules import LEVELS
from bijles.core.subjects import SUBJECTS
from bijles.models.programme import Form, Provider
from ndt.history import track
from ndt.people.models import User


@track()
class Tutor(models.Model):
    """Somebody who gives lessons. Of the VOG only dates are kept, never the paper."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="tutors", verbose_name="aanbieder")
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="bijles_tutor", verbose_name="account"
    )
    first_name = models.CharField("voornaam", max_length=40)
    languages = ArrayField(models.CharField(max_length=3), default=list, blank=True, verbose_name="talen")
    vog_seen_on = models.DateField("VOG gezien op", null=True, blank=True)
    vog_valid_until = models.DateField("VOG geldig tot en met", null=True, blank=True)
    vog_withdrawn_on = models.DateField("VOG ingetrokken op", null=True, blank=True)
    suspended_at = models.DateTimeField("opgeschort op", null=True, blank=True)

    class Meta:
        verbose_name = "bijlesgever"
        verbose_name_plural = "bijlesgevers"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="vog_that_holds_was_seen", condition=Q(vog_valid_until=None) | ~Q(vog_seen_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"tutor {self.pk}"


class Skill(models.Model):
    """A subject at a level that a tutor teaches."""

    tutor = models.ForeignKey(Tutor, models.CASCADE, related_name="skills")
    subject = models.CharField("vak", max_length=20, choices=[(subject, subject) for subject in SUBJECTS])
    level = models.CharField("niveau", max_length=10, choices=[(level, level) for level in LEVELS])

    class Meta:
        verbose_name = "vak van een bijlesgever"
        verbose_name_plural = "vakken van bijlesgevers"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tutor", "subject", "level"], name="one_row_a_skill"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.level}"


class Availability(models.Model):
    """When a tutor is there: a recurrence rule from a wall time. area: postcode of four digits, or empty for online."""

    tutor = models.ForeignKey(Tutor, models.CASCADE, related_name="availability")
    form = models.CharField("vorm", max_length=10, choices=Form)
    rule = models.CharField("herhaling", max_length=200)
    first_day = models.DateField("eerste dag")
    starts = models.TimeField("begint om")
    minutes = models.PositiveSmallIntegerField("minuten")
    area = models.CharField("gebied", max_length=4, blank=True)

    class Meta:
        verbose_name = "beschikbaarheid"
        verbose_name_plural = "beschikbaarheid"

    def __str__(self) -> str:
        return self.rule

    def facts(self) -> recurrence.Availability:
        """Give what the core needs to know."""
        first = datetime.combine(self.first_day, self.starts)
        return recurrence.Availability(recurrence.parse(self.rule), first, self.minutes)


class Absence(models.Model):
    """A day on which a tutor is away."""

    tutor = models.ForeignKey(Tutor, models.CASCADE, related_name="absences")
    day = models.DateField("dag")

    class Meta:
        verbose_name = "afwezigheid"
        verbose_name_plural = "afwezigheid"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["tutor", "day"], name="one_row_a_day_away"),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()
