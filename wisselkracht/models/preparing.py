"""What an exchange prepares: trainings, learning goals, the agreement in its versions, and who signed which."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils import timezone

from wisselkracht.core import exchange_steps as core
from wisselkracht.models.exchange import ByParty, Exchange, ExchangeRole, Place


class Training(models.Model):
    """Something a teacher learns before the exchange begins."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="trainings", verbose_name="plaats")
    title = models.CharField("scholing", max_length=160)
    assigned_at = models.DateTimeField("gegeven op", default=timezone.now)
    finished_at = models.DateTimeField("klaar op", null=True, blank=True)

    class Meta:
        verbose_name = "scholing"
        verbose_name_plural = "scholingen"
        ordering: ClassVar[list[str]] = ["place", "pk"]

    def __str__(self) -> str:
        return self.title


class LearningGoal(models.Model):
    """A goal of a teacher: whose question it answers, about which theme, what it is and how we see that."""

    class Kind(models.TextChoices):
        """Whose question."""

        OWN_SCHOOL = core.Goal.OWN_SCHOOL.value, "voor de eigen school"
        HOST_SCHOOL = core.Goal.HOST_SCHOOL.value, "voor de andere school"
        PERSONAL = core.Goal.PERSONAL.value, "voor de leraar zelf"

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="goals", verbose_name="plaats")
    kind = models.CharField("soort", max_length=11, choices=Kind)
    theme = models.CharField("thema", max_length=40)
    text = models.CharField("doel", max_length=300)
    measure = models.CharField("waaraan zien wij dat", max_length=300)
    agreed_at = models.DateTimeField("afgesproken op", default=timezone.now)

    class Meta:
        verbose_name = "leerdoel"
        verbose_name_plural = "leerdoelen"
        ordering: ClassVar[list[str]] = ["place", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["place", "kind"], name="goal_of_each_kind_once"),
        ]

    def __str__(self) -> str:
        return f"leerdoel {self.kind} van {self.place_id}"


class AgreementVersion(models.Model):
    """A version of the agreement. Never changes: a change is the next version, which everybody signs anew.

    terms: as `core/agreement.py` has them, without the names of people; those stand in `parties`, by school and role,
    so that erasure can take a name out. fingerprint: of the terms with the names. is_current: the one that counts;
    an extension that is dropped makes the version before it count again.
    """

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="versions", verbose_name="ruil")
    number = models.PositiveSmallIntegerField("versie")
    terms = models.JSONField("afspraken")
    parties = models.JSONField("mensen", default=dict)
    fingerprint = models.CharField("vingerafdruk", max_length=64)
    is_current = models.BooleanField("geldt", default=True)
    made_by = models.CharField("gemaakt door", max_length=11, choices=ExchangeRole)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "versie van een overeenkomst"
        verbose_name_plural = "versies van overeenkomsten"
        ordering: ClassVar[list[str]] = ["exchange", "-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["exchange", "number"], name="version_number_in_exchange"),
            models.UniqueConstraint(
                fields=["exchange"], condition=models.Q(is_current=True), name="one_version_counts"
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="version_stays_as_it_was",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("exchange", "number", "terms", "fingerprint", "made_by", "made_at"),
            ),
        ]

    def __str__(self) -> str:
        return f"versie {self.number} van {self.exchange_id}"


class Signature(ByParty):
    """Somebody signed a version, whose fingerprint stood on the page. name: as it stood under the agreement."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.CASCADE, related_name="signatures", verbose_name="versie"
    )
    name = models.CharField("naam", max_length=100, blank=True)

    class Meta:
        verbose_name = "handtekening onder een overeenkomst"
        verbose_name_plural = "handtekeningen onder overeenkomsten"
        ordering: ClassVar[list[str]] = ["version", "at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["version", "place", "role"], name="party_signs_a_version_once"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="signature_stays_as_it_was",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("version", "place", "role", "at"),
            ),
        ]

    def __str__(self) -> str:
        return f"handtekening onder {self.version_id}"
