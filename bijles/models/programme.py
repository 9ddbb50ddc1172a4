"""What a municipality offers with its pass, with which rules, and by which providers."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bijles.core.rules import Rules, read
from bijles.models.scheme import PassScheme
from ndt.history import track
from ndt.people.models import Organisation


@track()
class Programme(models.Model):
    """Tutoring in one year with one pass. budget_cents, budget_minutes: what a child gets from the pot."""

    scheme = models.ForeignKey(PassScheme, models.PROTECT, related_name="programmes", verbose_name="pas")
    title = models.CharField("titel", max_length=80)
    first_day = models.DateField("eerste dag")
    last_day = models.DateField("laatste dag")
    budget_cents = models.PositiveIntegerField("budget van een kind in centen")
    budget_minutes = models.PositiveIntegerField("budget van een kind in minuten")

    class Meta:
        verbose_name = "regeling"
        verbose_name_plural = "regelingen"
        ordering: ClassVar[list[str]] = ["-first_day", "title"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="programme_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))),
        ]

    def __str__(self) -> str:
        return self.title

    def rules(self) -> Rules:
        """Give the newest version of its rules."""
        newest = self.versions.latest("version")
        return read(newest.rules, version=newest.version)


class ProgrammeRules(models.Model):
    """One version of a programme's rules, as `core.rules.write` gives them. A change is a next version."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField("versie")
    rules = models.JSONField("regels")
    since = models.DateTimeField("sinds", default=timezone.now)

    class Meta:
        verbose_name = "versie van de regels"
        verbose_name_plural = "versies van de regels"
        ordering: ClassVar[list[str]] = ["version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "version"], name="one_rules_a_version"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="rules_stay_as_they_were", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.version}"


class Provider(models.Model):
    """An organisation without profit that gives lessons."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="bijles_provider")

    class Meta:
        verbose_name = "aanbieder"
        verbose_name_plural = "aanbieders"

    def __str__(self) -> str:
        return str(self.organisation)


class Form(models.TextChoices):
    """What is offered: each with its own agreement, rate and group."""

    TUTORING = "tutoring", _("bijles")
    HOMEWORK = "homework", _("huiswerkbegeleiding")


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("concept")
    OFFERED = "offered", _("aangeboden")
    ACTIVE = "active", _("geldig")
    SUSPENDED = "suspended", _("opgeschort")
    ENDED = "ended", _("beëindigd")


@track()
class Agreement(models.Model):
    """What a municipality and a provider agreed about one form of lessons. What was signed is never edited."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="agreements", verbose_name="regeling")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="agreements", verbose_name="aanbieder")
    form = models.CharField("vorm", max_length=10, choices=Form)
    version = models.PositiveSmallIntegerField("versie", default=1)
    state = models.CharField("stand", max_length=10, choices=AgreementState, default=AgreementState.DRAFT)
    first_day = models.DateField("eerste dag")
    last_day = models.DateField("laatste dag")
    cents_an_hour = models.PositiveIntegerField("tarief per uur in centen")
    most_pupils = models.PositiveSmallIntegerField("hoogstens leerlingen", default=1)
    no_show_percent = models.PositiveSmallIntegerField("deel bij niet komen", validators=[MaxValueValidator(100)])
    late_cancel_percent = models.PositiveSmallIntegerField(
        "deel bij laat afzeggen", validators=[MaxValueValidator(100)]
    )
    late_cancel_hours = models.PositiveSmallIntegerField("laat is korter dan zoveel uur vooraf", default=24)
    at_home = models.BooleanField("mag bij een kind thuis", default=False)
    payment_days = models.PositiveSmallIntegerField("gemeente betaalt binnen zoveel dagen", default=30)
    quality = models.JSONField("antwoorden over kwaliteit", default=dict, blank=True)

    class Meta:
        verbose_name = "overeenkomst"
        verbose_name_plural = "overeenkomsten"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["programme", "provider", "form"],
                name="one_active_agreement_a_form",
                condition=Q(state=AgreementState.ACTIVE),
            ),
            models.UniqueConstraint(
                fields=["programme", "provider", "form", "version"], name="one_agreement_a_version"
            ),
            models.CheckConstraint(
                name="agreement_percentages_are_percentages",
                condition=Q(no_show_percent__lte=100, late_cancel_percent__lte=100),
            ),
            models.CheckConstraint(
                name="tutoring_is_for_one_to_three", condition=~Q(form="tutoring") | Q(most_pupils__range=(1, 3))
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(
                name="agreement_terms_stay_as_they_were",
                fields=[
                    *("programme", "provider", "form", "version", "cents_an_hour", "most_pupils", "no_show_percent"),
                    *("late_cancel_percent", "late_cancel_hours", "at_home", "payment_days", "quality"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.get_form_display()}"
