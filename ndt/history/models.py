"""The history's own name for pghistory's contexts, so that the admin can show it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from pghistory.models import Context


class Moment(Context):
    """One moment at which somebody changed things, with the reason: its events stand in the rooms' tables."""

    class Meta:
        proxy = True
        verbose_name = _("wijziging")
        verbose_name_plural = _("wijzigingen")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
