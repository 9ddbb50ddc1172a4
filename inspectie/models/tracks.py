"""Improvement tracks: what a school goes through after a judgement, with its moments and its end."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspectie.core import tracks
from inspectie.core.tracks import Rules, Trigger, Urgency
from inspectie.models.judgements import Judgement, Label
from inspectie.models.schools import Ovt
from ndt.history import track


class Stage(models.TextChoices):
    """Where a track stands; the values are those of the core."""

    RUNNING = tracks.Stage.RUNNING, _("loopt")
    RECOVERED = tracks.Stage.RECOVERED, _("hersteld")
    FAILED = tracks.Stage.FAILED, _("niet hersteld")
    ENDED = tracks.Stage.ENDED, _("gestopt")


class Kind(models.TextChoices):
    """What sort of moment."""

    STEP = tracks.Kind.STEP, _("stap")
    REVIEW = tracks.Kind.REVIEW, _("gesprek")


class Finding(models.TextChoices):
    """What a review found."""

    ON_COURSE = tracks.Finding.ON_COURSE, _("op koers")
    BEHIND = tracks.Finding.BEHIND, _("loopt achter")
    STUCK = tracks.Finding.STUCK, _("zit vast")


class Moment(models.TextChoices):
    """The moments of the house's own plan, and one that a coordinator added."""

    CAUSES = "causes", _("De oorzaken zijn onderzocht")
    PLAN = "plan", _("Het verbeterplan is klaar")
    SUPPORT = "support", _("Hulp van buiten is gestart")
    FIRST_REVIEW = "first_review", _("Eerste gesprek over de voortgang")
    LESSONS = "lessons", _("De lessen zijn zichtbaar beter")
    HALF_REVIEW = "half_review", _("Gesprek halverwege")
    PROOF = "proof", _("De school toont wat er beter gaat")
    LAST_REVIEW = "last_review", _("Laatste gesprek voor het einde")
    OWN = "own", _("Eigen moment")


MAY_TRIGGER: Final = (Label.INSUFFICIENT, Label.VERY_WEAK)


class TrackPolicy(models.Model):
    """The rules of tracks from a moment on, as the norm set had them. Only added to: the newest row rules."""

    norm_set = models.SlugField("normset")
    digest = models.CharField("vingerafdruk (SHA-256)", max_length=64)
    insufficient = models.BooleanField("onvoldoende start een traject")
    very_weak = models.BooleanField("zeer zwak start een traject")
    months = models.PositiveSmallIntegerField("maanden")
    reason = models.CharField("waarom", max_length=200)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="gekozen door"
    )
    since = models.DateTimeField("vanaf", default=timezone.now)

    class Meta:
        verbose_name = "spelregel voor verbetertrajecten"
        verbose_name_plural = "spelregels voor verbetertrajecten"
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=tracks.LONGEST_MONTHS), name="track_policy_months"
            ),
            models.CheckConstraint(
                condition=models.Q(insufficient=True) | models.Q(very_weak=True), name="track_policy_has_trigger"
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="track_policy_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.norm_set

    def rules(self) -> Rules:
        """Give the rules, for the core."""
        chosen = ((self.insufficient, Trigger.INSUFFICIENT), (self.very_weak, Trigger.VERY_WEAK))
        return Rules(frozenset(trigger for holds, trigger in chosen if holds), self.months)


class ImprovementTrackQuerySet(models.QuerySet["ImprovementTrack"]):
    """Which tracks."""

    def running(self) -> ImprovementTrackQuerySet:
        return self.filter(stage=Stage.RUNNING)

    def closed(self) -> ImprovementTrackQuerySet:
        return self.exclude(stage=Stage.RUNNING)


@track(exclude=["contact_name", "contact_email"])
class ImprovementTrack(models.Model):
    """The improvement of one school after a judgement, by a deadline of at most twelve months after it."""

    public_id = models.UUIDField("nummer", default=uuid.uuid4, unique=True, editable=False)
    ovt = models.ForeignKey(Ovt, on_delete=models.PROTECT, related_name="tracks", verbose_name="school")
    judgement = models.OneToOneField(
        Judgement, on_delete=models.PROTECT, related_name="track", verbose_name="aanleiding"
    )
    label = models.CharField("oordeel", max_length=12, choices=Label.choices)
    policy = models.ForeignKey(TrackPolicy, on_delete=models.PROTECT, related_name="tracks", verbose_name="spelregels")
    judged_on = models.DateField("oordeel van")
    deadline = models.DateField("klaar voor")
    stage = models.CharField("stand", max_length=10, choices=Stage.choices, default=Stage.RUNNING)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="begeleider"
    )
    contact_name = models.CharField("contact op de school", max_length=120, blank=True)
    contact_email = models.EmailField("e-mailadres van de school", blank=True)
    closed_on = models.DateField("einde", null=True, blank=True)
    closed_at = models.DateTimeField("einde vastgelegd op", null=True, blank=True)
    deadline_soon_on = models.DateField("herinnerd aan het einde", null=True, blank=True)
    deadline_late_on = models.DateField("gemeld dat het einde voorbij is", null=True, blank=True)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    objects = ImprovementTrackQuerySet.as_manager()

    class Meta:
        verbose_name = "verbetertraject"
        verbose_name_plural = "verbetertrajecten"
        ordering: ClassVar[list[str]] = ["deadline", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["ovt"], condition=models.Q(stage="running"), name="one_running_track_a_school"
            ),
            models.CheckConstraint(condition=models.Q(label__in=MAY_TRIGGER), name="track_starts_with_weak_judgement"),
            models.CheckConstraint(
                condition=models.Q(deadline__gt=models.F("judged_on"))
                & models.Q(deadline__lte=models.F("judged_on") + timedelta(days=366)),
                name="track_takes_a_year_at_most",
            ),
            models.CheckConstraint(
                condition=models.Q(stage="running", closed_on=None, closed_at=None)
                | ~models.Q(stage="running") & models.Q(closed_on__isnull=False, closed_at__isnull=False),
                name="track_has_its_end_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Verbetertraject van %(school)s") % {"school": self.ovt})

    def get_absolute_url(self) -> str:
        return reverse("inspectie:track", args=[self.public_id])

    @property
    def is_running(self) -> bool:
        return self.stage == Stage.RUNNING

    def urgency(self, today: date) -> Urgency:
        """Say what the deadline asks for."""
        return tracks.urgency(
            due=self.deadline, done=not self.is_running, today=today, ahead=tracks.DEADLINE_SOON
        )  # fmt: skip


@track()
class TrackMoment(models.Model):
    """One step or review of a track: by when, and what came of it."""

    track = models.ForeignKey(ImprovementTrack, on_delete=models.CASCADE, related_name="moments")
    code = models.CharField("moment", max_length=16, choices=Moment.choices)
    title = models.CharField("wat", max_length=120, blank=True)
    kind = models.CharField("soort", max_length=8, choices=Kind.choices)
    due_on = models.DateField("voor")
    done_on = models.DateField("gedaan op", null=True, blank=True)
    finding = models.CharField("bevinding", max_length=10, choices=Finding.choices, blank=True)
    note = models.TextField("notitie", blank=True)
    soon_on = models.DateField("herinnerd op", null=True, blank=True)
    late_on = models.DateField("gemeld als te laat op", null=True, blank=True)

    class Meta:
        verbose_name = "moment in een verbetertraject"
        verbose_name_plural = "momenten in verbetertrajecten"
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["track", "code"], condition=~models.Q(code="own"), name="track_moment_of_plan_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="step", finding="")
                | models.Q(kind="review", done_on=None, finding="")
                | models.Q(kind="review", done_on__isnull=False) & ~models.Q(finding=""),
                name="track_review_has_finding_once_held",
            ),
            models.CheckConstraint(condition=~models.Q(code="own") | ~models.Q(title=""), name="own_moment_has_title"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_code_display())

    def urgency(self, today: date) -> Urgency:
        """Say what this moment asks for."""
        return tracks.urgency(due=self.due_on, done=self.done_on is not None, today=today)
