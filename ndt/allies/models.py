"""Offers of help, and what coordinators did with them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt import history
from ndt.allies.core import Doubt
from ndt.web import registry

SALT: Final = "allies.offer"


class State(models.TextChoices):
    """Where an offer stands."""

    HELD = "held", _("eerst bekijken")
    NEW = "new", _("nieuw")
    ANSWERED = "answered", _("beantwoord")
    CLOSED = "closed", _("afgesloten")


WAITING: Final = (State.HELD, State.NEW)


class OfferQuerySet(models.QuerySet["Offer"]):
    """Which offers."""

    def of(self, solutions: tuple[str, ...]) -> Self:
        """Give the offers to these solutions."""
        return self.filter(solution__in=solutions)

    def waiting(self) -> Self:
        """Give the offers that a coordinator has to do something about."""
        return self.filter(state__in=WAITING)

    def overdue(self, today: date) -> Self:
        """Give the offers that should have been answered before today."""
        return self.filter(state=State.NEW, answer_by__lt=today)


@history.track(exclude=["name", "email", "organisation", "message", "answer"])
class Offer(models.Model):
    """Somebody offers to take part in a solution, in a role that it seeks.

    `doubts` says why an offer was held: nobody got mail about it until a coordinator released it.
    """

    public_id = models.UUIDField(_("nummer"), default=uuid.uuid4, unique=True, editable=False)
    solution = models.CharField(_("oplossing"), max_length=30)
    sought = models.CharField(_("rol"), max_length=30)
    name = models.CharField(_("naam"), max_length=120)
    email = models.EmailField(_("e-mailadres"))
    organisation = models.CharField(_("organisatie"), max_length=200, blank=True, default="")
    message = models.TextField(_("bericht"), blank=True, default="")
    language = models.CharField(_("taal"), max_length=5, choices=settings.LANGUAGES, default="nl")
    consent = models.CharField(_("versie van de toestemming"), max_length=20)
    state = models.CharField(_("stand"), max_length=10, choices=State.choices)
    doubts = models.CharField(_("twijfels"), max_length=60, blank=True, default="")
    created_at = models.DateTimeField(_("gekregen op"), default=timezone.now)
    answer_by = models.DateField(_("antwoord voor"))
    answer = models.TextField(_("antwoord"), blank=True, default="")
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("beantwoord door"),
    )  # fmt: skip
    closed_at = models.DateTimeField(_("afgesloten op"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("aanbod om mee te doen")
        verbose_name_plural = _("aanbod om mee te doen")
        ordering: ClassVar[list[str]] = ["answer_by", "pk"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["solution", "state", "answer_by"], name="offer_desk")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(state="answered") | models.Q(answered_at__isnull=False),
                name="an_answered_offer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | ~models.Q(state="closed") & models.Q(closed_at=None),
                name="a_closed_offer_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.solution} {self.sought} {self.pk}"

    def get_absolute_url(self) -> str:
        """Give the address where its sender sees and withdraws it."""
        return reverse("allies:mine", args=[self.token])

    @property
    def of_solution(self) -> registry.Solution:
        """The solution that it is meant for."""
        return registry.solution(self.solution)

    @property
    def role(self) -> registry.Sought | None:
        """The role that it is about; None when the solution seeks it no longer."""
        return next((one for one in self.of_solution.sought if one.code == self.sought), None)

    @property
    def reasons(self) -> list[str]:
        """Why it was held, in words."""
        return [str(REASONS[Doubt(code)]) for code in self.doubts.split()]

    def is_overdue(self, today: date) -> bool:
        """Say whether it should have been answered before today."""
        return self.state == State.NEW and self.answer_by < today

    @property
    def token(self) -> str:
        """What lets its sender, and nobody else, open it."""
        return signing.Signer(salt=SALT).sign(self.public_id.hex)


REASONS: Final = {
    Doubt.BAIT: _("Een veld dat mensen niet zien, was ingevuld."),
    Doubt.FAST: _("Het formulier was heel snel ingevuld."),
    Doubt.LINKS: _("Er staan veel links in de tekst."),
    Doubt.RATE: _("Er kwamen veel berichten van dezelfde plek."),
}
