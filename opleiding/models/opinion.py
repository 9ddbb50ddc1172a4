"""What people found of a meeting or a module, without who they were."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from opleiding.models.meetings import Meeting
from opleiding.models.modules import Module


class Opinion(models.Model):
    """What somebody who was there found. Nothing in it leads to the person: no name, no moment, no number in a row.

    It is about a meeting or about a module. clearer: of a meeting whether somebody knows better which programme fits, of a
    module whether somebody can do what was promised.
    """

    class Clearer(models.TextChoices):
        """Whether it did what it is for."""

        YES = "yes", _("ja")
        A_BIT = "a_bit", _("een beetje")
        NO = "no", _("nee")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions")
    grade = models.PositiveSmallIntegerField("cijfer")
    clearer = models.CharField("deed wat het moest", max_length=5, choices=Clearer)
    words = models.CharField("in eigen woorden", max_length=400, blank=True)

    class Meta:
        verbose_name = "mening"
        verbose_name_plural = "meningen"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="grade_is_1_to_10", condition=models.Q(grade__gte=1, grade__lte=10)),
            models.CheckConstraint(
                name="opinion_is_about_one_thing",
                condition=models.Q(meeting=None, module__isnull=False) | models.Q(meeting__isnull=False, module=None),
            ),
        ]

    def __str__(self) -> str:
        if self.meeting_id is not None:
            return f"mening over bijeenkomst {self.meeting_id}"
        return f"mening over module {self.module_id}"
