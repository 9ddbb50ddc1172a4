"""Regions, and the rounds in which schools of a region exchange teachers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from ndt.history import track
from ndt.people.models import Organisation, Role, User
from ndt.schools.models import SchoolLocation, SchoolLocationQuerySet


class RegionQuerySet(models.QuerySet["Region"]):
    """Which regions."""

    def of(self, user: User) -> RegionQuerySet:
        """Those that somebody may coordinate: of a team they coordinate, and those of no team in particular."""
        teams = user.memberships.active(timezone.localdate()).of(Role.COORDINATOR).values("organisation")
        return self.filter(models.Q(team=None) | models.Q(team__in=teams))


@track()
class Region(models.Model):
    """Where schools exchange with each other. areas: names of DUO's "onderwijsgebieden". team: who coordinates it."""

    slug = models.SlugField("adres", max_length=60, unique=True)
    title = models.CharField("regio", max_length=80)
    areas = ArrayField(models.CharField(max_length=120), verbose_name="onderwijsgebieden")
    team = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="team"
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "regio"
        verbose_name_plural = "regio's"
        ordering: ClassVar[list[str]] = ["title"]

    def __str__(self) -> str:
        return self.title

    def schools(self) -> SchoolLocationQuerySet:
        """Give the open schools of the region."""
        return SchoolLocation.objects.open().filter(area__in=self.areas)


class RoundState(models.TextChoices):
    """Where a round stands as far as applications go."""

    CONCEPT = "concept", "in voorbereiding"
    OPEN = "open", "open"
    CLOSED = "closed", "gesloten"


class RoundQuerySet(models.QuerySet["Round"]):
    """Which rounds."""

    def taking(self, now: datetime) -> RoundQuerySet:
        """Those that take applications at a moment."""
        return self.filter(state=RoundState.OPEN, opens_at__lte=now, closes_at__gt=now)

    def over(self, now: datetime) -> RoundQuerySet:
        """Those that are open and whose last moment has passed."""
        return self.filter(state=RoundState.OPEN, closes_at__lte=now)


@track()
class Round(models.Model):
    """One round: the period of the exchange, the deadlines, and how large an exchange may be.

    closes_at: before it all three have to confirm. decides_on: the day on which proposals are there.
    largest: 2 for pairs only, 3 when a circle of three schools may be made.
    """

    class Largest(models.IntegerChoices):
        """How many schools exchange at most."""

        TWO = 2, "twee scholen"
        THREE = 3, "twee of drie scholen"

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="rounds", verbose_name="regio")
    slug = models.SlugField("adres", max_length=60, unique=True)
    title = models.CharField("ronde", max_length=80)
    starts_on = models.DateField("ruil begint op")
    ends_on = models.DateField("ruil eindigt op")
    opens_at = models.DateTimeField("aanmelden vanaf")
    closes_at = models.DateTimeField("aanmelden tot")
    decides_on = models.DateField("voorstellen klaar op")
    largest = models.PositiveSmallIntegerField("grootste ruil", choices=Largest, default=Largest.THREE)
    state = models.CharField("stand", max_length=8, choices=RoundState, default=RoundState.CONCEPT)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "ronde"
        verbose_name_plural = "rondes"
        ordering: ClassVar[list[str]] = ["-starts_on", "title"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="round_ends_after_it_starts", condition=models.Q(ends_on__gt=models.F("starts_on"))
            ),
            models.CheckConstraint(
                name="round_closes_after_it_opens", condition=models.Q(closes_at__gt=models.F("opens_at"))
            ),
            models.CheckConstraint(
                name="round_decides_before_it_starts", condition=models.Q(decides_on__lt=models.F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date:
        """Give the last day on which somebody can still confirm."""
        return timezone.localdate(self.closes_at - timedelta(microseconds=1))

    def is_taking(self, now: datetime) -> bool:
        """Say whether the round takes applications at a moment."""
        return self.state == RoundState.OPEN and self.opens_at <= now < self.closes_at
