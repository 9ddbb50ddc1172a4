"""What the platform notes about itself: no word about any person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Heartbeat(models.Model):
    """When something that should happen all the time happened last, anywhere."""

    name = models.CharField("naam", max_length=40, primary_key=True)
    at = models.DateTimeField("laatst")

    class Meta:
        verbose_name = "hartslag"
        verbose_name_plural = "hartslagen"

    def __str__(self) -> str:
        return self.name


class PolicyViolation(models.Model):
    """How often browsers reported in a day that a rule of the Content-Security-Policy stopped something.

    `blocked` is only the kind of source: inline, eval, self, or elsewhere.
    """

    day = models.DateField("dag")
    directive = models.CharField("regel", max_length=40)
    blocked = models.CharField("bron", max_length=20)
    times = models.PositiveIntegerField("aantal", default=0)

    class Meta:
        verbose_name = "CSP-melding"
        verbose_name_plural = "CSP-meldingen"
        ordering: ClassVar[list[str]] = ["-day", "directive"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["day", "directive", "blocked"], name="one_count_per_day_rule_and_source"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.directive} {self.blocked}"
