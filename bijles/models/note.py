"""What a tutor writes about a lesson, and what a municipality decided about one."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from bijles.models.lesson import Booking
from bijles.models.scheme import PassScheme
from ndt.people.models import User


class LessonNote(models.Model):
    """Two lines for the family: what was done, and what comes next."""

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="note")
    did = models.CharField("gedaan", max_length=140)
    next = models.CharField("volgende keer", max_length=140, blank=True)
    at = models.DateTimeField("op")

    class Meta:
        verbose_name = "verslag van een les"
        verbose_name_plural = "verslagen van lessen"

    def __str__(self) -> str:
        return f"note {self.pk}"


class Decision(models.Model):
    """A municipality's yes or no about a lesson that family and tutor do not agree on, or about which the family is silent."""

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="decision")
    took_place = models.BooleanField("ging door")
    reason = models.CharField("reden", max_length=400)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("op")

    class Meta:
        verbose_name = "besluit over een les"
        verbose_name_plural = "besluiten over lessen"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="a_decision_has_a_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="a_decision_stays", fields=["booking", "took_place", "at"]),
            pgtrigger.Protect(name="a_decision_is_not_removed", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class SilenceDraw(models.Model):
    """The draw of a month: which lessons with a silent family a municipality looks at. month: its first day.

    bookings: those that were drawn; `core.attendance.drawn` gives them again from the seed.
    """

    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="draws")
    month = models.DateField("maand")
    seed = models.CharField("lot", max_length=32)
    silent = models.PositiveIntegerField("stille lessen")
    bookings = models.ManyToManyField(Booking, related_name="+")
    at = models.DateTimeField("op")

    class Meta:
        verbose_name = "trekking van stille lessen"
        verbose_name_plural = "trekkingen van stille lessen"
        ordering: ClassVar[list[str]] = ["-month"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["scheme", "month"], name="one_draw_a_month"),
            models.CheckConstraint(name="a_draw_is_of_a_month", condition=Q(month__day=1)),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="a_draw_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"draw {self.pk}"
