"""The link under which somebody's calendar program reads the days: a coordinator's rounds, or one's own exchange."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import models

from ndt.people.models import User
from wisselkracht.models.application import Applicant


def new_key() -> str:
    """Draw a key: 192 bits, and nothing about whose it is."""
    return secrets.token_urlsafe(24)


class CalendarFeed(models.Model):
    """That somebody has a calendar link: a coordinator, or one of the three. key: a new one is a new link."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    applicant = models.OneToOneField(Applicant, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    key = models.CharField("sleutel", max_length=32, unique=True, default=new_key)

    class Meta:
        verbose_name = "link naar een agenda"
        verbose_name_plural = "links naar agenda's"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="calendar_link_is_of_one",
                condition=models.Q(user__isnull=False, applicant__isnull=True)
                | models.Q(user__isnull=True, applicant__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"agenda van {self.user_id or self.applicant_id}"

    @staticmethod
    def whose(owner: User | Applicant) -> dict[str, Any]:
        """Give how the link of somebody is looked up."""
        return {"user" if isinstance(owner, User) else "applicant": owner}
