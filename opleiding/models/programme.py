"""Universities, their programmes, the offerings with places, and the rules of admission. All editable, with source and date."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt.history import track
from ndt.people.models import Organisation, Role, User
from opleiding.models.subject import Goal, Subject

_IS_PC4 = RegexValidator(r"^[1-9]\d{3}$", _("Geef de vier cijfers van een postcode, zoals 3511."))


class UniversityQuerySet(models.QuerySet["University"]):
    """Which universities."""

    def of(self, user: User) -> UniversityQuerySet:
        """Those that somebody works for today."""
        held = Organisation.objects.where(user, Role.PROGRAMME, on=timezone.localdate())
        return self.filter(organisation__in=held)


@track()
class University(models.Model):
    """A university that trains teachers. pc4: where it teaches; travel is counted to there."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="university", verbose_name="organisatie"
    )
    town = models.CharField("plaats", max_length=60)
    pc4 = models.CharField("postcode (4 cijfers)", max_length=4, validators=[_IS_PC4])

    objects = UniversityQuerySet.as_manager()

    class Meta:
        verbose_name = "universiteit"
        verbose_name_plural = "universiteiten"
        ordering: ClassVar[list[str]] = ["organisation__name"]

    def __str__(self) -> str:
        return self.organisation.name


class Route(models.TextChoices):
    """A way to become a teacher."""

    MINOR = "minor", _("educatieve minor")
    MODULE = "module", _("educatieve module")
    MASTER_1 = "master_1", _("educatieve master van 1 jaar")
    MASTER_2 = "master_2", _("educatieve master van 2 jaar")
    SHORTENED = "shortened", _("verkorte educatieve master")
    SIDE_ENTRY = "side_entry", _("zij-instroom")
    TRAINEES = "trainees", _("Trainees in Onderwijs")


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Which programmes."""

    def of(self, user: User) -> ProgrammeQuerySet:
        """Those of the universities that somebody works for today."""
        return self.filter(university__in=University.objects.of(user))


@track()
class Programme(models.Model):
    """A route to one subject at one university. goals: what it develops besides."""

    university = models.ForeignKey(
        University, on_delete=models.PROTECT, related_name="programmes", verbose_name=_("universiteit")
    )
    title = models.CharField(_("naam"), max_length=120)
    route = models.CharField(_("route"), max_length=12, choices=Route)
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="programmes", verbose_name=_("schoolvak")
    )
    goals = ArrayField(
        models.CharField(max_length=12, choices=Goal),
        verbose_name=_("waar je beter in wordt"),
        default=list,
        blank=True,
    )
    source = models.URLField(_("bron (webadres)"), max_length=300)
    seen_on = models.DateField(_("gezien op"))

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "opleiding"
        verbose_name_plural = "opleidingen"
        ordering: ClassVar[list[str]] = ["university", "title"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["university", "title"], name="title_once_at_a_university"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.university})"

    @property
    def is_emphasised(self) -> bool:
        """Say whether the house points to it where it fits."""
        return self.route == Route.TRAINEES


@track()
class Rules(models.Model):
    """A version of the rules of admission of a programme: JSON as in `core/rules.py`. until: not that day itself.

    A version that was used in an advice does not change; another one takes over.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="rules", verbose_name=_("opleiding")
    )
    version = models.CharField(_("versie"), max_length=20)
    since = models.DateField(_("geldt vanaf"))
    until = models.DateField(_("geldt tot"), null=True, blank=True)
    rules = models.JSONField(_("regels"), default=list, blank=True)
    source = models.URLField(_("bron (webadres)"), max_length=300)
    seen_on = models.DateField(_("gezien op"))

    class Meta:
        verbose_name = "toelatingsregels"
        verbose_name_plural = "toelatingsregels"
        ordering: ClassVar[list[str]] = ["programme", "-since", "-version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "version"], name="version_once_of_a_programme"),
            models.CheckConstraint(
                name="rules_end_after_they_begin",
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"regels {self.version} van {self.programme_id}"


@track()
class Pool(models.Model):
    """Places that offerings share. Pools lie inside each other or apart; so an offering and a pool have one parent."""

    university = models.ForeignKey(
        University, on_delete=models.PROTECT, related_name="pools", verbose_name=_("universiteit")
    )
    title = models.CharField(_("naam"), max_length=80)
    places = models.PositiveIntegerField(_("plaatsen samen"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("ligt in")
    )

    class Meta:
        verbose_name = "gedeelde plaatsen"
        verbose_name_plural = "gedeelde plaatsen"
        ordering: ClassVar[list[str]] = ["university", "title"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["university", "title"], name="pool_once_at_a_university"),
            models.CheckConstraint(
                name="pool_does_not_lie_in_itself",
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """See that a pool lies in no pool that lies in it, and in none of another university."""
        above, passed = self.parent, set[int]()
        while above is not None:
            if above.pk == self.pk or above.pk in passed:
                raise ValidationError({"parent": _("Dan liggen deze plaatsen in zichzelf. Kies een andere.")})
            if above.university_id != self.university_id:
                raise ValidationError({"parent": _("Deze plaatsen zijn van een andere universiteit. Kies een andere.")})
            passed.add(above.pk)
            above = above.parent


class OfferingState(models.TextChoices):
    """Whether people can see an offering and choose it."""

    DRAFT = "draft", _("concept")
    PUBLISHED = "published", _("open")
    WITHDRAWN = "withdrawn", _("gaat niet door")


class OfferingQuerySet(models.QuerySet["Offering"]):
    """Which offerings."""

    def open(self, on: date) -> OfferingQuerySet:
        """Those that people can still apply for on that day."""
        return self.filter(state=OfferingState.PUBLISHED, deadline__gte=on)

    def of(self, user: User) -> OfferingQuerySet:
        """Those of the universities that somebody works for today."""
        return self.filter(programme__university__in=University.objects.of(user))


@track()
class Offering(models.Model):
    """A programme at one start, with places. hybrid: it goes beside a job. deadline: the last day to apply."""

    class Language(models.TextChoices):
        """In which it is taught."""

        DUTCH = "nl", _("Nederlands")
        ENGLISH = "en", _("Engels")

    class Term(models.TextChoices):
        """When it starts."""

        AUTUMN = "autumn", _("september")
        SPRING = "spring", _("februari")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="offerings", verbose_name=_("opleiding")
    )
    starts_on = models.DateField(_("eerste dag"))
    term = models.CharField(_("start"), max_length=6, choices=Term)
    places = models.PositiveIntegerField(_("plaatsen"))
    pool = models.ForeignKey(
        Pool,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offerings",
        verbose_name=_("deelt plaatsen in"),
    )
    language = models.CharField(_("taal"), max_length=2, choices=Language, default=Language.DUTCH)
    days = models.PositiveSmallIntegerField(_("dagen per week"))
    hybrid = models.BooleanField(_("kan naast een baan"), default=False)
    months = models.PositiveSmallIntegerField(_("duurt (maanden)"))
    deadline = models.DateField(_("aanmelden tot en met"))
    cost_euro = models.PositiveIntegerField(_("kosten (euro)"))
    state = models.CharField(_("stand"), max_length=9, choices=OfferingState, default=OfferingState.DRAFT)
    source = models.URLField(_("bron (webadres)"), max_length=300)
    seen_on = models.DateField(_("gezien op"))

    objects = OfferingQuerySet.as_manager()

    class Meta:
        verbose_name = "start van een opleiding"
        verbose_name_plural = "starts van opleidingen"
        ordering: ClassVar[list[str]] = ["starts_on", "programme", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["programme", "starts_on"], name="programme_starts_once_on_a_day"),
            models.CheckConstraint(
                name="apply_before_it_starts", condition=models.Q(deadline__lt=models.F("starts_on"))
            ),
            models.CheckConstraint(name="days_of_a_week", condition=models.Q(days__gte=1, days__lte=5)),
            models.CheckConstraint(name="lasts_1_to_60_months", condition=models.Q(months__gte=1, months__lte=60)),
        ]

    def __str__(self) -> str:
        return f"{self.programme.title}, {self.starts_on:%Y-%m}"


@track()
class DevelopmentOffer(models.Model):
    """What a university offers for one's own development, beside the way to a degree."""

    university = models.ForeignKey(
        University, on_delete=models.PROTECT, related_name="development", verbose_name=_("universiteit")
    )
    title = models.CharField(_("naam"), max_length=120)
    goal = models.CharField(_("waar je beter in wordt"), max_length=12, choices=Goal)
    text = models.CharField(_("wat het is"), max_length=400)
    hours = models.PositiveSmallIntegerField(_("uren"))
    source = models.URLField(_("bron (webadres)"), max_length=300)
    seen_on = models.DateField(_("gezien op"))

    class Meta:
        verbose_name = "aanbod voor ontwikkeling"
        verbose_name_plural = "aanbod voor ontwikkeling"
        ordering: ClassVar[list[str]] = ["university", "title"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["university", "title"], name="development_offer_once_at_a_university"),
        ]

    def __str__(self) -> str:
        return self.title
