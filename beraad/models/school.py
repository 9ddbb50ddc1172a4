"""Schools that say who is a teacher: by a code for each, or by the domain of their mail."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from ndt.history import track


@track()
class School(models.Model):
    """A school with its number of teachers and, perhaps, the domain of their mail."""

    title = models.CharField("school", max_length=120, unique=True)
    staff = models.PositiveSmallIntegerField("aantal leraren", help_text="Hooguit zo veel codes geven wij uit.")
    mail_domain = models.CharField("maildomein", max_length=120, blank=True, help_text="Zoals deschool.nl.")
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "school"
        verbose_name_plural = "scholen"
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["mail_domain"], condition=~models.Q(mail_domain=""), name="mail_domain_of_one_school"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SchoolCode(models.Model):
    """A code for one teacher, usable once. Only its keyed hash is kept."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)
    used_at = models.DateTimeField("gebruikt op", null=True, blank=True)

    class Meta:
        verbose_name = "code van een school"
        verbose_name_plural = "codes van scholen"

    def __str__(self) -> str:
        return f"code van {self.school}"
