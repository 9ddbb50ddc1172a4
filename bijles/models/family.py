"""The account of a family, its passes and its children."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from bijles.core.rules import LEVELS
from bijles.models.scheme import PassScheme
from ndt.history import track
from ndt.people.models import User


class Family(models.Model):
    """One account that books. Made when its first pass is known."""

    user = models.OneToOneField(User, models.CASCADE, related_name="bijles_family")
    since = models.DateTimeField("sinds", default=timezone.now)

    class Meta:
        verbose_name = "gezin"
        verbose_name_plural = "gezinnen"

    def __str__(self) -> str:
        return f"family {self.pk}"


def new_key() -> str:
    """Draw the key of a calendar: 192 bits, and nothing about whose it is."""
    return secrets.token_urlsafe(24)


class CalendarFeed(models.Model):
    """The link under which a calendar program reads the lessons of a family. A new key is a new link."""

    family = models.OneToOneField(Family, models.CASCADE, related_name="feed")
    key = models.CharField("sleutel", max_length=32, unique=True, default=new_key)

    class Meta:
        verbose_name = "agenda van een gezin"
        verbose_name_plural = "agenda's van gezinnen"

    def __str__(self) -> str:
        return f"feed {self.pk}"


class PassState(models.TextChoices):
    """What a pass is worth."""

    VERIFIED = "verified", "gecontroleerd"
    BLOCKED = "blocked", "geblokkeerd"
    REPLACED = "replaced", "vervangen"
    EXPIRED = "expired", "verlopen"


HOLDS_NUMBER = (PassState.VERIFIED, PassState.BLOCKED)


@track(exclude=["pass_hmac", "last_three"])
class Pass(models.Model):
    """A pass that a family proved. Its number is a keyed hash; a screen shows three digits."""

    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="passes")
    family = models.ForeignKey(Family, models.CASCADE, related_name="passes")
    pass_hmac = models.CharField(max_length=64)
    last_three = models.CharField("laatste cijfers", max_length=3)
    valid_until = models.DateField("geldig tot en met")
    children = models.PositiveSmallIntegerField("kinderen")
    state = models.CharField("stand", max_length=8, choices=PassState, default=PassState.VERIFIED)
    since = models.DateTimeField("sinds", default=timezone.now)

    class Meta:
        verbose_name = "pas van een gezin"
        verbose_name_plural = "passen van gezinnen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["scheme", "pass_hmac"], name="one_family_a_pass", condition=Q(state__in=HOLDS_NUMBER)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} ...{self.last_three}"


class SecondClaim(models.Model):
    """Somebody else typed a pass that a family holds already: a task for the municipality."""

    held = models.ForeignKey(Pass, models.CASCADE, related_name="second_claims")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField("op", default=timezone.now)
    handled_at = models.DateTimeField("afgehandeld op", null=True, blank=True)

    class Meta:
        verbose_name = "tweede aanvraag met een pas"
        verbose_name_plural = "tweede aanvragen met een pas"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["held", "user"], name="one_open_task_a_second_claim", condition=Q(handled_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class Child(models.Model):
    """A child of a family: what a provider needs to help it, and no more.

    place: which of the children on its pass; the database lets no child past the number on the list.
    """

    family = models.ForeignKey(Family, models.CASCADE, related_name="children")
    shown = models.ForeignKey(Pass, models.CASCADE, related_name="placed", verbose_name="pas")
    place = models.PositiveSmallIntegerField("plaats op de pas")
    first_name = models.CharField("voornaam", max_length=40)
    birth_month = models.DateField("geboortemaand")
    level = models.CharField("niveau", max_length=10, choices=[(level, level) for level in LEVELS])
    postcode = models.CharField("postcode (vier cijfers)", max_length=4)
    languages = ArrayField(models.CharField(max_length=3), default=list, blank=True, verbose_name="talen")

    class Meta:
        verbose_name = "kind"
        verbose_name_plural = "kinderen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["shown", "place"], name="one_child_a_place_on_the_pass"),
            models.CheckConstraint(name="birth_month_is_a_first_day", condition=Q(birth_month__day=1)),
            models.CheckConstraint(name="child_has_a_place", condition=Q(place__gte=1)),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="no_more_children_than_the_list_says",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("place", "shown_id"),  # type: ignore[no-untyped-call]
                when=pgtrigger.Before,
                func="""
                    IF NEW.place > (SELECT children FROM bijles_pass WHERE id = NEW.shown_id) THEN
                        RAISE EXCEPTION 'pass % has no room for another child', NEW.shown_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"child {self.pk}"
