"""Runs: what was asked of the solver, what it found, and who published it."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce
from typing import Any, ClassVar, Final

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from ndt.history import track
from ndt.people.models import User
from wisselkracht.models.application import Application
from wisselkracht.models.round import Round

LONGEST_S: Final = 60


def any_changes(fields: Sequence[str]) -> Any:
    """Give the condition of a trigger that one of these columns gets another value."""
    changes = [pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in fields]
    return reduce(operator.or_, changes)


class Lottery(models.Model):
    """The seed of a round: one, made before its first run, so that nobody can try seeds until a result pleases.

    commitment: its SHA-256, public from the start. sealed_seed: encrypted with a key outside the database. seed: the
    same in 64 hexadecimal digits, there from the first publication on, when everybody may have it.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="lottery", verbose_name="ronde")
    commitment = models.CharField("vastlegging", max_length=64)
    sealed_seed = models.TextField()
    seed = models.CharField("begingetal", max_length=64, blank=True)
    committed_at = models.DateTimeField("vastgelegd op", default=timezone.now)

    class Meta:
        verbose_name = "begingetal van een ronde"
        verbose_name_plural = "begingetallen van rondes"
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="commitment_does_not_change",
                operation=pgtrigger.Update,
                condition=any_changes(("round_id", "commitment", "committed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"begingetal van {self.round_id}"


class RunState(models.TextChoices):
    """Where a run stands."""

    WAITING = "waiting", "wacht"
    RUNNING = "running", "rekent"
    DONE = "done", "klaar"
    STOPPED = "stopped", "gestopt"
    FAILED = "failed", "mislukt"


class Status(models.TextChoices):
    """What is known of a result: nothing is called best that time cut short."""

    OPTIMAL = "optimal", "bewezen de beste"
    FEASIBLE = "feasible", "niet bewezen"


UNFINISHED: Final = (RunState.WAITING, RunState.RUNNING)
# What a run was asked, and what it found: neither changes once it is there.
ASKED: Final = (
    *("round_id", "number", "follows_id", "objective", "largest", "parameters", "longest_s", "commitment"),
    *("asked_at", "applications"),
)
FOUND: Final = ("result", "certificate", "status", "count", "weight", "bound", "gap", "stages")


class RunQuerySet(models.QuerySet["Run"]):
    """Which runs."""

    def unfinished(self) -> RunQuerySet:
        return self.filter(state__in=UNFINISHED)

    def published(self) -> RunQuerySet:
        """Those that became proposals, and that no later run replaced: one a round at most."""
        return self.filter(published_at__isnull=False, replaced_at=None)


@track()
class Run(models.Model):
    """One search for the best exchanges of a round.

    follows: the published run that this one changes as little as possible. applications: how many may run when it was
    asked. parameters: weights and limits, as JSON. longest_s: seconds after which the best found counts, unproven.
    instance: the native JSON that was solved, character by character; "" until it is made. attempt: goes up when a run
    is taken up again. count, weight: teachers and points. bound, gap: of the first stage. stages: what each question
    in the order of questions came to: name, value, bound. offered_by: who laid it before a colleague; published_by:
    that colleague.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="runs", verbose_name="ronde")
    number = models.PositiveSmallIntegerField("nummer")
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="volgt op"
    )
    state = models.CharField("stand", max_length=7, choices=RunState, default=RunState.WAITING)
    attempt = models.PositiveSmallIntegerField("keer gerekend", default=1)
    objective = models.CharField("doel", max_length=12, default="round")
    largest = models.PositiveSmallIntegerField("grootste ruil", choices=Round.Largest)
    parameters = models.JSONField("instellingen", default=dict)
    longest_s = models.PositiveSmallIntegerField(
        "hooguit zoveel seconden",
        default=LONGEST_S,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_S)],
    )
    commitment = models.CharField("vastlegging van het begingetal", max_length=64)
    applications = models.PositiveIntegerField("aanmeldingen")
    instance = models.TextField("opgave", blank=True)
    instance_sha256 = models.CharField("vingerafdruk van de opgave", max_length=64, blank=True)
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="gemaakt door"
    )
    asked_at = models.DateTimeField("gevraagd op")
    started_at = models.DateTimeField("begonnen op", null=True, blank=True)
    ended_at = models.DateTimeField("klaar op", null=True, blank=True)
    timings = models.JSONField("seconden", default=dict, blank=True)
    why = models.CharField("waarom niet", max_length=30, blank=True)
    status = models.CharField("uitkomst", max_length=8, choices=Status, blank=True)
    count = models.PositiveIntegerField("leraren", default=0)
    weight = models.IntegerField("punten", default=0)
    bound = models.IntegerField("grens", null=True, blank=True)
    gap = models.IntegerField("verschil", null=True, blank=True)
    stages = models.JSONField("vragen", default=list, blank=True)
    result = models.TextField("resultaat", blank=True)
    certificate = models.TextField("bewijs", blank=True)
    offered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="voorgelegd door"
    )
    offered_at = models.DateTimeField("voorgelegd op", null=True, blank=True)
    published_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="gepubliceerd door"
    )
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    replaced_at = models.DateTimeField("vervangen op", null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = "berekening"
        verbose_name_plural = "berekeningen"
        ordering: ClassVar[list[str]] = ["round", "-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["round", "number"], name="run_number_in_round"),
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(state__in=UNFINISHED), name="one_run_at_a_time_in_round"
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(published_at__isnull=False, replaced_at=None),
                name="one_published_run_in_round",
            ),
            models.CheckConstraint(
                name="who_offers_does_not_publish", condition=~models.Q(published_by=models.F("offered_by"))
            ),
            models.CheckConstraint(
                name="who_makes_does_not_publish", condition=~models.Q(published_by=models.F("made_by"))
            ),
            models.CheckConstraint(
                name="published_run_was_offered_and_is_done",
                condition=models.Q(published_at=None, published_by=None)
                | models.Q(published_at__isnull=False, offered_at__isnull=False, state=RunState.DONE),
            ),
            models.CheckConstraint(
                name="only_a_published_run_is_replaced",
                condition=models.Q(replaced_at=None) | models.Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="run_that_is_done_has_a_status",
                condition=models.Q(state=RunState.DONE, status__in=Status.values)
                | (~models.Q(state=RunState.DONE) & models.Q(status="")),
            ),
            models.CheckConstraint(
                name="best_means_no_gap",
                condition=~models.Q(status=Status.OPTIMAL) | models.Q(gap=0, bound__isnull=False),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="what_a_run_was_asked_does_not_change",
                operation=pgtrigger.Update,
                condition=any_changes(ASKED),
            ),
            pgtrigger.Protect(
                name="instance_of_a_run_does_not_change",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__instance_sha256="") & any_changes(("instance", "instance_sha256")),
            ),
            pgtrigger.Protect(
                name="what_a_run_found_does_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=RunState.DONE) & any_changes((*FOUND, "state")),
            ),
            pgtrigger.Protect(
                name="published_run_stays_published",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False) & any_changes(("published_at", "offered_at")),
            ),
            pgtrigger.Protect(
                name="run_that_is_done_is_not_removed",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=RunState.DONE),
            ),
        ]

    def __str__(self) -> str:
        return f"berekening {self.number} van {self.round}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def is_done(self) -> bool:
        return self.state == RunState.DONE

    @property
    def is_proven(self) -> bool:
        return self.status == Status.OPTIMAL


class RunExchange(models.Model):
    """An exchange that a run found: each takes over the job of the next, and the last that of the first.

    directions: one a member, in order: {"from", "to": names in the run; "minutes", "estimate", "mode"; "points";
    "parts": [[part, points], ...]; "themes": [[part, theme, points], ...]}. The parts add up to the points of the
    direction, and those to `weight`.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="exchanges", verbose_name="berekening")
    number = models.PositiveSmallIntegerField("nummer")
    size = models.PositiveSmallIntegerField("scholen")
    weight = models.IntegerField("punten")
    directions = models.JSONField("richtingen", default=list)
    is_kept = models.BooleanField("stond er al", default=False)

    class Meta:
        verbose_name = "gevonden ruil"
        verbose_name_plural = "gevonden ruilen"
        ordering: ClassVar[list[str]] = ["run", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "number"], name="exchange_number_in_run"),
            models.CheckConstraint(name="exchange_is_of_two_or_three", condition=models.Q(size__range=(2, 3))),
        ]

    def __str__(self) -> str:
        return f"ruil {self.number} van {self.run_id}"


class RunMember(models.Model):
    """An application in a run. name: what it is called in the instance, by which no stranger knows it.

    exchange: None for who was left without. place: from 0, in the exchange. told: why it was left without and what
    helps, as numbers; None until it is worked out.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="members", verbose_name="berekening")
    application = models.ForeignKey(
        Application, on_delete=models.SET_NULL, null=True, related_name="runs", verbose_name="aanmelding"
    )
    name = models.CharField("naam in de opgave", max_length=16)
    waited = models.PositiveSmallIntegerField("rondes gewacht", default=0)
    exchange = models.ForeignKey(
        RunExchange, on_delete=models.CASCADE, null=True, blank=True, related_name="members", verbose_name="ruil"
    )
    place = models.PositiveSmallIntegerField("plaats", default=0)
    told = models.JSONField("uitleg", null=True, blank=True)

    class Meta:
        verbose_name = "aanmelding in een berekening"
        verbose_name_plural = "aanmeldingen in berekeningen"
        ordering: ClassVar[list[str]] = ["run", "name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "name"], name="member_once_in_run"),
            models.UniqueConstraint(fields=["exchange", "place"], name="place_once_in_exchange"),
            models.UniqueConstraint(fields=["run", "application"], name="application_once_in_run"),
        ]

    def __str__(self) -> str:
        return self.name


class RulingQuerySet(models.QuerySet["Ruling"]):
    """Which rulings."""

    def standing(self) -> RulingQuerySet:
        """Those that were not undone."""
        return self.filter(undone_at=None)


@track()
class Ruling(models.Model):
    """What a coordinator decided for the next run: an exchange that must be in, or two schools that do not exchange.

    applications: primary keys, in the order of the exchange from the lowest, or the two of a ban from the lowest.
    """

    class Kind(models.TextChoices):
        """Which of the two."""

        LOCK = "lock", "vastgezet"
        BAN = "ban", "verboden"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="rulings", verbose_name="ronde")
    kind = models.CharField("soort", max_length=4, choices=Kind)
    applications = ArrayField(models.BigIntegerField(), verbose_name="aanmeldingen")
    reason = models.CharField("reden", max_length=300)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="door"
    )
    at = models.DateTimeField("op", default=timezone.now)
    undone_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="ongedaan door"
    )
    undone_at = models.DateTimeField("ongedaan op", null=True, blank=True)

    objects = RulingQuerySet.as_manager()

    class Meta:
        verbose_name = "besluit van een coördinator"
        verbose_name_plural = "besluiten van coördinatoren"
        ordering: ClassVar[list[str]] = ["round", "-at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["round", "kind", "applications"],
                condition=models.Q(undone_at=None),
                name="ruling_stands_once",
            ),
            models.CheckConstraint(name="ruling_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="ruling_is_about_two_or_three",
                condition=models.Q(applications__len=2) | models.Q(kind="lock", applications__len=3),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
