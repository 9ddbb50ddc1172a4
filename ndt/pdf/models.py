"""Documents that somebody ordered because they take long to make."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OrderQuerySet(models.QuerySet["Order"]):
    """Which orders."""

    def listed(self) -> Self:
        """Give the orders without the documents themselves."""
        return self.defer("content")

    def over(self, now: datetime) -> Self:
        """Give the orders whose time is over."""
        return self.filter(expires_at__lt=now)


class Order(models.Model):
    """A document that one account ordered; only that account can fetch it, for a few days.

    The document stands in the row itself: made in the same transaction as the job that makes it,
    gone with its row, and the same for every web server and worker.
    """

    id = models.UUIDField(_("nummer"), primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="pdf_orders", verbose_name=_("besteld door")
    )
    kind = models.CharField(_("soort"), max_length=60)
    parameters = models.JSONField(_("keuzes"), default=dict)
    title = models.CharField(_("titel"), max_length=200)
    filename = models.CharField(_("bestandsnaam"), max_length=120)
    created_at = models.DateTimeField(_("besteld op"), default=timezone.now)
    expires_at = models.DateTimeField(_("bewaard tot"))
    made_at = models.DateTimeField(_("gemaakt op"), null=True, blank=True)
    content = models.BinaryField(_("document"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("besteld document")
        verbose_name_plural = _("bestelde documenten")
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        """Give the page that shows how far it is."""
        return reverse("pdf:order", args=[self.pk])

    @property
    def job_key(self) -> str:
        """Give the key of the job that makes it."""
        return f"pdf:{self.pk}"
