"""The link under which a coordinator's calendar program reads the dates of the rounds."""

from __future__ import annotations

from django.db import models

from ndt.people.models import User


class CalendarFeed(models.Model):
    """That somebody has a calendar link. serial: goes up with each new link, so that the older ones are dead.

    is_on: False after its owner stopped it. The row stays, or an old link would work again with the next new one.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    serial = models.PositiveIntegerField("hoeveelste link", default=1)
    is_on = models.BooleanField("werkt", default=True)

    class Meta:
        verbose_name = "link naar een agenda"
        verbose_name_plural = "links naar agenda's"

    def __str__(self) -> str:
        return f"agenda van {self.user_id}"
