"""Somebody of a library or a neighbourhood team who books with a parent beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from bijles.models.family import Family
from bijles.models.lesson import Booking
from bijles.models.scheme import PassScheme
from ndt.people.models import Organisation, User


class HelpDesk(models.Model):
    """An organisation whose people help families with the pass of one city, and of no other."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="help_desk")
    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="help_desks")

    class Meta:
        verbose_name = "hulp bij een pas"
        verbose_name_plural = "hulp bij passen"

    def __str__(self) -> str:
        return f"{self.organisation}: {self.scheme}"


class HelpVisitQuerySet(models.QuerySet["HelpVisit"]):
    """Which visits."""

    def open(self, at: datetime) -> HelpVisitQuerySet:
        """Give the visits that nobody ended and whose time is not over."""
        return self.filter(closed_at=None, ends_at__gt=at)


class HelpVisit(models.Model):
    """Half an hour in which a helper sees and does what the family could. words: of the consent, as the parent heard them."""

    family = models.ForeignKey(Family, models.CASCADE, related_name="help_visits")
    desk = models.ForeignKey(HelpDesk, models.PROTECT, related_name="visits")
    helper = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveSmallIntegerField()
    words = models.TextField()
    since = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    stopped_by_family = models.BooleanField(default=False)

    objects = HelpVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "hulp bij boeken"
        verbose_name_plural = "hulp bij boeken"
        ordering: ClassVar[list[str]] = ["-since"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["helper"], name="one_open_visit_a_helper", condition=Q(closed_at=None)),
            models.CheckConstraint(name="a_visit_has_words_of_consent", condition=~Q(words="")),
            models.CheckConstraint(name="a_visit_ends", condition=Q(ends_at__gt=F("since"))),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(
                name="a_consent_stays", fields=["family", "desk", "version", "words", "since", "ends_at"]
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class HelpStep(models.Model):
    """One thing that a helper did. what: the name of the page whose button was pressed. done: it worked."""

    visit = models.ForeignKey(HelpVisit, models.CASCADE, related_name="steps")
    what = models.CharField(max_length=40)
    booking = models.ForeignKey(Booking, models.SET_NULL, null=True, blank=True, related_name="+")
    done = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "stap van hulp"
        verbose_name_plural = "stappen van hulp"
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
