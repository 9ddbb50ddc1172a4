"""An advice as it was given: what it knew, what it said, and what an adviser made of it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from ndt.history import track
from opleiding.models.trainer import Consent, Trainer, Use


class AdviceQuerySet(models.QuerySet["Advice"]):
    """Which advices."""

    def allowed(self) -> AdviceQuerySet:
        """Those of trainers who still allow an advice."""
        may = Consent.objects.filter(use=Use.ADVICE, withdrawn_at=None)
        return self.filter(trainer__consents__in=may)

    def newest(self) -> AdviceQuerySet:
        """The last of each trainer."""
        later = Advice.objects.filter(trainer=models.OuterRef("trainer"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(later))


class Advice(models.Model):
    """One advice. facts: what it knew and said, as `queries/advice.py` reads it. sha256: of the facts.

    It never changes: with other facts another number is made, with the same facts this one is given again.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="advices")
    number = models.PositiveSmallIntegerField("nummer")
    facts = models.JSONField("gegevens")
    sha256 = models.CharField("vingerafdruk", max_length=64)
    made_at = models.DateTimeField("gemaakt op")

    objects = AdviceQuerySet.as_manager()

    class Meta:
        verbose_name = "advies"
        verbose_name_plural = "adviezen"
        ordering: ClassVar[list[str]] = ["-made_at", "-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["trainer", "number"], name="advice_number_once_a_trainer"),
        ]

    def __str__(self) -> str:
        return f"advies {self.number} van {self.trainer_id}"


@track()
class Amendment(models.Model):
    """An adviser puts another option first, and says why. The points stay what they are."""

    advice = models.OneToOneField(Advice, on_delete=models.CASCADE, related_name="amendment", verbose_name="advies")
    offering = models.PositiveBigIntegerField("wat voorop staat")
    why = models.CharField("waarom", max_length=400)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="adviseur"
    )
    at = models.DateTimeField("op")

    class Meta:
        verbose_name = "aanpassing van een advies"
        verbose_name_plural = "aanpassingen van adviezen"

    def __str__(self) -> str:
        return f"aanpassing van {self.advice_id}"
