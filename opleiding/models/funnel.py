"""How far trainers came, without who they are. Rows are added and never change."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from opleiding.models.institute import Institute
from opleiding.models.programme import Programme, University


class FunnelEvent(models.Model):
    """Somebody reached a stage. pseudonym: of the profile; without a profile it leads to nobody. cohort: year of joining.

    programme: where somebody says which; it is then one of the university.
    """

    class Stage(models.TextChoices):
        """From an invitation to a class, in order. Those before APPLIED we see; the others a trainer tells us."""

        ACCEPTED = "accepted", _("maakte een profiel")
        ORIENTED = "oriented", _("was bij een bijeenkomst")
        ADVISED = "advised", _("kreeg een advies")
        APPLIED = "applied", _("meldde zich aan")
        ADMITTED = "admitted", _("is toegelaten")
        STARTED = "started", _("is begonnen")
        QUALIFIED = "qualified", _("is bevoegd")
        TEACHING = "teaching", _("staat voor de klas")

    pseudonym = models.UUIDField(default=uuid.uuid4)
    stage = models.CharField("stap", max_length=9, choices=Stage)
    at = models.DateTimeField("op")
    institute = models.ForeignKey(Institute, on_delete=models.PROTECT, related_name="+", verbose_name="instituut")
    university = models.ForeignKey(
        University, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="universiteit"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="opleiding"
    )
    cohort = models.PositiveSmallIntegerField("jaar van instap")

    class Meta:
        verbose_name = "stap van een trainer"
        verbose_name_plural = "stappen van trainers"
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["pseudonym", "stage"], name="stage_once_a_trainer"),
            models.CheckConstraint(
                name="programme_of_a_university", condition=models.Q(programme=None) | ~models.Q(university=None)
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="funnel_only_grows", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.cohort}"
