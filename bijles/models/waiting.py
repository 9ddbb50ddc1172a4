"""Children that wait for a tutor with room."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bijles.core.subjects import SUBJECTS
from bijles.models.family import Child
from bijles.models.tutor import Tutor


class WaitingEntry(models.Model):
    """A child that waits for lessons in a subject.

    offered, offered_at: the tutor that was proposed last. passed_over: tutors that were proposed and not booked; they are
    not proposed again.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="waiting")
    subject = models.CharField("vak", max_length=20, choices=[(subject, subject) for subject in SUBJECTS])
    online = models.BooleanField("ook online", default=True)
    since = models.DateTimeField("sinds")
    ended_at = models.DateTimeField("klaar op", null=True, blank=True)
    offered = models.ForeignKey(
        Tutor, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="voorstel"
    )
    offered_at = models.DateTimeField("voorgesteld op", null=True, blank=True)
    passed_over = ArrayField(models.PositiveBigIntegerField(), default=list, blank=True)

    class Meta:
        verbose_name = "plaats op de wachtlijst"
        verbose_name_plural = "wachtlijst"
        ordering: ClassVar[list[str]] = ["since", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["child", "subject"], name="one_open_place_a_child_and_subject", condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"waiting {self.pk}"
