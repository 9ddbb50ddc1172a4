"""An exchange from its proposal on: who takes over whose job, where it stands, and every step that was taken."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final

import pgtrigger
from django.db import models
from django.utils import timezone

from ndt.history import track
from ndt.people.models import User
from wisselkracht.core import exchange_steps as core
from wisselkracht.models.application import Applicant, Application
from wisselkracht.models.round import Round


class ExchangeState(models.TextChoices):
    """Where an exchange stands; `core/exchange_steps.py` says what leads where."""

    PROPOSED = core.State.PROPOSED.value, "voorgesteld"
    ACCEPTED = core.State.ACCEPTED.value, "iedereen zei ja"
    MEETING_PLANNED = core.State.MEETING_PLANNED.value, "kennismaking gepland"
    MET = core.State.MET.value, "kennisgemaakt"
    TRAINING = core.State.TRAINING.value, "in scholing"
    TRAINED = core.State.TRAINED.value, "geschoold"
    GOALS_SET = core.State.GOALS_SET.value, "leerdoelen klaar"
    SIGNING = core.State.SIGNING.value, "wordt getekend"
    SIGNED = core.State.SIGNED.value, "getekend"
    RUNNING = core.State.RUNNING.value, "loopt"
    PAUSED = core.State.PAUSED.value, "staat stil"
    EXTENDING = core.State.EXTENDING.value, "wordt verlengd"
    ENDED = core.State.ENDED.value, "voorbij"
    STOPPED = core.State.STOPPED.value, "eerder gestopt"
    REPORTED = core.State.REPORTED.value, "verslagen binnen"
    PUBLISHED = core.State.PUBLISHED.value, "ervaringen gedeeld"
    CLOSED = core.State.CLOSED.value, "afgesloten"
    DECLINED = core.State.DECLINED.value, "iemand zei nee"
    VETOED = core.State.VETOED.value, "tegengehouden"
    EXPIRED = core.State.EXPIRED.value, "te laat beantwoord"
    WITHDRAWN = core.State.WITHDRAWN.value, "teruggetrokken"


BINDING: Final = tuple(ExchangeState(one.value) for one in core.BINDING)
FINAL: Final = tuple(ExchangeState(one.value) for one in sorted(core.FINAL))


class ExchangeRole(models.TextChoices):
    """Who took a step."""

    DIRECTOR = core.Role.DIRECTOR.value, "schoolleider"
    TEACHER = core.Role.TEACHER.value, "leraar"
    BUDDY = core.Role.BUDDY.value, "buddy"
    COORDINATOR = core.Role.COORDINATOR.value, "coördinator"
    SYSTEM = core.Role.SYSTEM.value, "vanzelf"


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    """Which exchanges."""

    def binding(self) -> ExchangeQuerySet:
        """Those that hold their applications: no other proposal may have them."""
        return self.filter(state__in=BINDING)

    def going_on(self) -> ExchangeQuerySet:
        """Those that something can still happen to."""
        return self.exclude(state__in=FINAL)


@track()
class Exchange(models.Model):
    """One exchange of two or three schools.

    run_number: of the run in this round that found it; None when a coordinator made it by hand. starts_on, ends_on: its
    own days, which an early stop or an extension moves. entered_at: since when it stands where it stands.
    meeting_sequence: goes up when the meeting moves, so that calendars move it too. new_end: of an extension that is
    not signed yet. points: of all directions together. escalated: steps that the coordinator was told of.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="exchanges", verbose_name="ronde")
    run_number = models.PositiveSmallIntegerField("nummer van de berekening", null=True, blank=True)
    state = models.CharField("stand", max_length=15, choices=ExchangeState, default=ExchangeState.PROPOSED)
    points = models.IntegerField("punten", default=0)
    starts_on = models.DateField("begint op")
    ends_on = models.DateField("eindigt op")
    answer_until = models.DateField("antwoorden tot en met")
    proposed_at = models.DateTimeField("voorgesteld op", default=timezone.now)
    entered_at = models.DateTimeField("zo sinds", default=timezone.now)
    meeting_at = models.DateTimeField("kennismaking op", null=True, blank=True)
    meeting_place = models.CharField("plaats van de kennismaking", max_length=200, blank=True)
    meeting_notes = models.TextField("wat is afgesproken", max_length=2000, blank=True)
    meeting_sequence = models.PositiveSmallIntegerField("keer verzet", default=0)
    new_end = models.DateField("nieuwe laatste dag", null=True, blank=True)
    escalated = models.JSONField("gemeld aan de coördinator", default=dict, blank=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = "ruil"
        verbose_name_plural = "ruilen"
        ordering: ClassVar[list[str]] = ["-proposed_at", "-pk"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["round", "state"], name="exchange_of_round")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="exchange_ends_after_it_starts", condition=models.Q(ends_on__gte=models.F("starts_on"))
            ),
            models.CheckConstraint(
                name="planned_meeting_has_a_place",
                condition=models.Q(meeting_at__isnull=True) | ~models.Q(meeting_place=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Give the number under which people know it: the year in which it starts, and its own."""
        return f"WK-{self.starts_on.year}-{self.pk or 0:04d}"

    @property
    def at(self) -> core.State:
        """Give the state as the table knows it."""
        return core.State(self.state)

    @property
    def is_binding(self) -> bool:
        return self.state in BINDING

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    @property
    def is_over(self) -> bool:
        """Say whether its teachers are back: then they may write what worked."""
        return self.at in core.OVER

    @property
    def meeting_on(self) -> date | None:
        """Give the day of the meeting in the Netherlands."""
        return timezone.localdate(self.meeting_at) if self.meeting_at else None


class PlaceQuerySet(models.QuerySet["Place"]):
    """Which places."""

    def holding(self, applications: Any) -> PlaceQuerySet:
        """Those that hold one of these applications now."""
        return self.filter(application__in=applications, is_binding=True)


class Place(models.Model):
    """One application in an exchange: its teacher takes over the job of the next place, the last that of the first.

    is_binding: as the exchange is; the database lets an application stand in one binding exchange at most. direction:
    what makes up the points, as in a run: {"minutes", "estimate", "mode", "points", "parts": [[part, points], ...],
    "themes": [[part, theme, points], ...]}. teacher: never replaced. buddy_lost_on: since when nobody is the buddy.
    """

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="places", verbose_name="ruil")
    number = models.PositiveSmallIntegerField("plaats")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="places", verbose_name="aanmelding"
    )
    teacher = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="places", verbose_name="leraar")
    school_code = models.CharField("school", max_length=10)
    is_binding = models.BooleanField("bezet", default=True)
    direction = models.JSONField("waarom", default=dict)
    points = models.IntegerField("punten", default=0)
    buddy_lost_on = models.DateField("zonder buddy sinds", null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "plaats in een ruil"
        verbose_name_plural = "plaatsen in ruilen"
        ordering: ClassVar[list[str]] = ["exchange", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["exchange", "number"], name="place_number_in_exchange"),
            models.UniqueConstraint(fields=["exchange", "application"], name="application_once_in_exchange"),
            models.UniqueConstraint(fields=["exchange", "school_code"], name="school_once_in_exchange"),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(is_binding=True),
                name="application_in_one_binding_exchange",
            ),
        ]

    def __str__(self) -> str:
        return f"plaats {self.number} van {self.exchange_id}"


class LoggedStep(models.Model):
    """A step that was taken. Can only be added to: the database refuses to change or remove it.

    school_code: of who took it, "" for the coordinator and for what happens by itself. carried: dates, counts, codes and
    fingerprints that it carried. why: free words, which erasure may empty, as it may forget the person.
    """

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="steps", verbose_name="ruil")
    step = models.CharField("stap", max_length=20, choices=[(one.value, one.value) for one in core.Step])
    school_code = models.CharField("school", max_length=10, blank=True)
    role = models.CharField("rol", max_length=11, choices=ExchangeRole)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="door"
    )
    mailbox = models.CharField(max_length=64, blank=True)
    before = models.CharField("van", max_length=15, choices=ExchangeState)
    after = models.CharField("naar", max_length=15, choices=ExchangeState)
    carried = models.JSONField("gegevens", default=dict, blank=True)
    why = models.TextField("waarom", blank=True)
    at = models.DateTimeField("op", default=timezone.now)

    class Meta:
        verbose_name = "stap van een ruil"
        verbose_name_plural = "stappen van ruilen"
        ordering: ClassVar[list[str]] = ["exchange", "at", "pk"]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="step_stays_as_it_was",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "exchange", "step", "school_code", "role", "before", "after", "carried", "at"
                ),
            ),
            pgtrigger.Protect(
                name="words_of_a_step_only_go",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__why__df=pgtrigger.F("new__why")) & ~pgtrigger.Q(new__why=""),
            ),
            pgtrigger.Protect(
                name="person_of_a_step_only_goes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__by_id__df=pgtrigger.F("new__by_id"), new__by_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} van {self.exchange_id}"


class ByParty(models.Model):
    """Something that one of the parties did. mailbox: whose it is, also when another person takes the role later."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", verbose_name="plaats")
    role = models.CharField("rol", max_length=11, choices=ExchangeRole)
    mailbox = models.CharField(max_length=64)
    at = models.DateTimeField("op", default=timezone.now)

    class Meta:
        abstract = True

    @property
    def party(self) -> core.Party:
        """Give who did it; `place` must be there."""
        return core.Party(self.place.school_code, core.Role(self.role))


class ProposalAnswer(ByParty):
    """What one of the six or nine said to a proposal. reason, words: private, the other school never sees them.

    shown: fingerprint of what the page showed when somebody said yes.
    """

    is_yes = models.BooleanField("ja")
    reason = models.CharField(
        "reden", max_length=10, blank=True, choices=[(one.value, one.value) for one in core.DeclineReason]
    )
    words = models.CharField("toelichting", max_length=500, blank=True)
    shown = models.CharField("wat er stond", max_length=64, blank=True)

    class Meta:
        verbose_name = "antwoord op een voorstel"
        verbose_name_plural = "antwoorden op voorstellen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["place", "role"], name="party_answers_once"),
            models.CheckConstraint(
                name="no_has_a_reason_and_yes_has_none",
                condition=models.Q(is_yes=True, reason="", words="") | (models.Q(is_yes=False) & ~models.Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"antwoord van {self.place_id} {self.role}"
