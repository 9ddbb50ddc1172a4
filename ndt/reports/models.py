"""Who follows which report."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt.reports.core.rhythm import Rhythm

SALT = "reports.follow"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Which subscriptions."""

    def confirmed(self) -> Self:
        """Give those whose mailbox said yes."""
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self, *, before: datetime) -> Self:
        """Give those that nobody confirmed in time."""
        return self.filter(confirmed_at=None, created_at__lt=before)


class Subscription(models.Model):
    """One mailbox follows one report, of one municipality or of all.

    `user` is set when an account follows a report that only its role may read: the right is looked
    up again before each mail. `digest` is the mark of the figures in the last mail.
    """

    RHYTHMS: ClassVar[list[tuple[str, Any]]] = [
        (Rhythm.MONTHLY, _("elke maand")),
        (Rhythm.CHANGE, _("zodra er iets verandert")),
    ]

    report = models.SlugField(_("rapport"), max_length=60)
    municipality = models.CharField(_("gemeente"), max_length=100, blank=True, default="")
    email = models.EmailField(_("e-mailadres"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    rhythm = models.CharField(_("hoe vaak"), max_length=10, choices=RHYTHMS, default=Rhythm.MONTHLY)
    language = models.CharField(_("taal"), max_length=5, choices=settings.LANGUAGES, default="nl")
    created_at = models.DateTimeField(_("gevraagd op"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("bevestigd op"), null=True, blank=True)
    last_sent_at = models.DateTimeField(_("laatste mail"), null=True, blank=True)
    digest = models.CharField(_("kenmerk van de cijfers"), max_length=64, blank=True, default="")

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("abonnement op een rapport")
        verbose_name_plural = _("abonnementen op rapporten")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["report", "municipality", "email"], name="one_subscription_a_mailbox"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.pk}"

    def confirm_path(self, token: str) -> str:
        """Give the address where its mailbox says yes."""
        return reverse("reports:confirm", args=[token])
