"""Whether a school wants to stand on the public map."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from ndt.history import track
from ndt.schools.models import SchoolLocation
from wisselkracht.models.application import Application, Stage


class MapAnswerQuerySet(models.QuerySet["MapAnswer"]):
    """Which answers."""

    def shown(self) -> MapAnswerQuerySet:
        """Those of schools that said yes, while they still take part with a director who is known to be one."""
        return self.filter(agreed=True, application__stage=Stage.VERIFIED)


@track()
class MapAnswer(models.Model):
    """What a school last said about the public map. application: in which its director said so; ends with it."""

    school = models.OneToOneField(SchoolLocation, on_delete=models.CASCADE, related_name="+", verbose_name="school")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="map_answers")
    agreed = models.BooleanField("op de kaart")
    at = models.DateTimeField("gezegd op", default=timezone.now)

    objects = MapAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "antwoord over de kaart"
        verbose_name_plural = "antwoorden over de kaart"
        ordering: ClassVar[list[Any]] = ["school"]

    def __str__(self) -> str:
        return f"{self.school}: {'ja' if self.agreed else 'nee'}"
