"""An exam trainer: studies, hours taught, wishes, and what may be done with them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt.geo.travel import Mode
from ndt.history import track
from opleiding.core.dossier import Level
from opleiding.models.institute import Institute, Invitation
from opleiding.models.programme import Offering, University
from opleiding.models.subject import Goal, StudyProgramme, Subject


class TrainerQuerySet(models.QuerySet["Trainer"]):
    """Which trainers."""

    def shown_to(self, university: University) -> TrainerQuerySet:
        """Those who chose to be seen by a university, and did not take it back."""
        seen = Consent.objects.filter(use=Use.PROGRAMMES, withdrawn_at=None)
        return self.filter(visible_to=university, consents__in=seen)


class Trainer(models.Model):
    """Somebody's profile, made with a code of an institute. Everything may stay empty. public_id: also the pseudonym.

    hybrid: teach beside another job; None: does not matter. starts, languages, most_minutes: empty means not said.
    step: the last question that was answered, to go on from there.
    """

    class Wish(models.TextChoices):
        """How much somebody wants to teach."""

        HYBRID = "hybrid", _("naast een andere baan of studie")
        FULL_TIME = "full_time", _("als mijn gewone baan")
        EITHER = "either", _("het maakt mij niet uit")

    class ModeOfTravel(models.TextChoices):
        """How somebody travels."""

        TRANSIT = Mode.TRANSIT.value, _("openbaar vervoer")
        BIKE = Mode.BIKE.value, _("fiets")
        CAR = Mode.CAR.value, _("auto")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trainer", verbose_name="account"
    )
    institute = models.ForeignKey(
        Institute, on_delete=models.PROTECT, related_name="trainers", verbose_name="instituut"
    )
    invitation = models.OneToOneField(
        Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="trainer", verbose_name="uitnodiging"
    )
    didactic_hours = models.PositiveSmallIntegerField("uren les in lesgeven", null=True, blank=True)
    wish = models.CharField("hoe je wilt werken", max_length=9, choices=Wish, blank=True)
    pc4 = models.CharField("postcode (4 cijfers)", max_length=4, blank=True)
    mode = models.CharField("hoe je reist", max_length=7, choices=ModeOfTravel, blank=True)
    most_minutes = models.PositiveSmallIntegerField("hoogstens reizen (minuten)", null=True, blank=True)
    starts = ArrayField(
        models.CharField(max_length=6, choices=Offering.Term), verbose_name="wanneer beginnen", default=list, blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Offering.Language), verbose_name="talen", default=list, blank=True
    )
    goals = ArrayField(
        models.CharField(max_length=12, choices=Goal),
        verbose_name="waar je beter in wilt worden",
        default=list,
        blank=True,
    )
    step = models.PositiveSmallIntegerField("laatste vraag", default=0)
    visible_to = models.ManyToManyField(University, blank=True, related_name="+", verbose_name="zichtbaar voor")
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    changed_at = models.DateTimeField("laatst gewijzigd", default=timezone.now)

    objects = TrainerQuerySet.as_manager()

    class Meta:
        verbose_name = "examentrainer"
        verbose_name_plural = "examentrainers"
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="travels_at_most_four_hours",
                condition=models.Q(most_minutes=None) | models.Q(most_minutes__lte=240),
            ),
        ]

    def __str__(self) -> str:
        return f"examentrainer {self.public_id}"


class Study(models.Model):
    """A study of a trainer. ec: done so far; finished_on: the day, or the day it is expected."""

    class Level(models.TextChoices):
        """Of a study, low to high."""

        BACHELOR = Level.BACHELOR.value, _("bachelor")
        MASTER = Level.MASTER.value, _("master")
        PHD = Level.PHD.value, _("promotie")

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="studies")
    programme = models.ForeignKey(StudyProgramme, on_delete=models.PROTECT, related_name="+", verbose_name="studie")
    level = models.CharField("niveau", max_length=8, choices=Level)
    ec = models.PositiveSmallIntegerField("punten gehaald (EC)")
    finished_on = models.DateField("klaar op", null=True, blank=True)
    mean_grade = models.DecimalField("gemiddeld cijfer", max_digits=3, decimal_places=1, null=True, blank=True)

    class Meta:
        verbose_name = "studie van een trainer"
        verbose_name_plural = "studies van trainers"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["trainer", "programme", "level"], name="study_once_a_trainer"),
            models.CheckConstraint(name="study_has_at_most_360_ec", condition=models.Q(ec__lte=360)),
            models.CheckConstraint(
                name="mean_grade_is_from_1_to_10",
                condition=models.Q(mean_grade=None) | models.Q(mean_grade__gte=1, mean_grade__lte=10),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, {self.get_level_display()}"


class ExtraCredits(models.Model):
    """EC in a subject, earned besides a study."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="extra_credits")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name="schoolvak")
    ec = models.PositiveSmallIntegerField("punten (EC)")

    class Meta:
        verbose_name = "losse punten"
        verbose_name_plural = "losse punten"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["trainer", "subject"], name="extra_credits_once_a_subject"),
            models.CheckConstraint(name="extra_credits_are_1_to_120", condition=models.Q(ec__gte=1, ec__lte=120)),
        ]

    def __str__(self) -> str:
        return f"{self.ec} EC {self.subject}"


class Experience(models.Model):
    """Hours that a trainer taught a subject. upper: to havo 4-5 or vwo 4-6."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="experience")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name="schoolvak")
    upper = models.BooleanField("bovenbouw havo of vwo", default=True)
    hours = models.PositiveSmallIntegerField("uren")

    class Meta:
        verbose_name = "ervaring"
        verbose_name_plural = "ervaring"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["trainer", "subject", "upper"], name="subject_and_level_once_a_trainer"),
            models.CheckConstraint(name="hours_are_1_to_5000", condition=models.Q(hours__gte=1, hours__lte=5000)),
        ]

    def __str__(self) -> str:
        return f"{self.hours} uur {self.subject}"

    @property
    def is_confirmed(self) -> bool:
        return hasattr(self, "confirmation")


@track()
class Confirmation(models.Model):
    """An institute says that the hours are right. Whoever changes the hours loses it."""

    experience = models.OneToOneField(Experience, on_delete=models.CASCADE, related_name="confirmation")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="door"
    )
    at = models.DateTimeField("op", default=timezone.now)

    class Meta:
        verbose_name = "bevestiging van ervaring"
        verbose_name_plural = "bevestigingen van ervaring"

    def __str__(self) -> str:
        return f"bevestigd: {self.experience}"


class Use(models.TextChoices):
    """What somebody may allow, each apart."""

    ADVICE = "advice", _("een advies voor mij maken")
    INSTITUTE = "institute", _("mijn instituut laten bevestigen hoeveel uur ik gaf")
    PROGRAMMES = "programmes", _("mijn profiel laten zien aan universiteiten die ik kies")
    FOLLOW = "follow", _("tellen hoe het mij daarna gaat, zonder mijn naam")


class Consent(models.Model):
    """What somebody allowed, and until when. Given again makes another row, so the log stays."""

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="consents")
    use = models.CharField("waarvoor", max_length=10, choices=Use)
    given_at = models.DateTimeField("gegeven op")
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)

    class Meta:
        verbose_name = "toestemming"
        verbose_name_plural = "toestemmingen"
        ordering: ClassVar[list[str]] = ["given_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["trainer", "use"], condition=models.Q(withdrawn_at=None), name="consent_given_once_a_use"
            ),
            models.CheckConstraint(
                name="consent_ends_after_it_begins",
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use} van {self.trainer_id}"
