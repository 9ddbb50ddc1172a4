"""A match round for scarce places: what is offered, who asks, what was fixed and drawn, and every outcome."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt.history import track
from opleiding.core import rounds
from opleiding.models.programme import Offering
from opleiding.models.trainer import Trainer

MOST_PLACES: Final = 10_000


class State(models.TextChoices):
    """Where a round stands; the order is that of `core.rounds`."""

    DRAFT = rounds.State.DRAFT.value, _("Concept")
    OPEN = rounds.State.OPEN.value, _("Lijsten inleveren")
    FROZEN = rounds.State.FROZEN.value, _("Lijsten staan vast")
    COMMITTED = rounds.State.COMMITTED.value, _("Bron van het toeval ligt vast")
    DRAWN = rounds.State.DRAWN.value, _("Geloot")
    SOLVED = rounds.State.SOLVED.value, _("Plaatsen verdeeld")
    VERIFIED = rounds.State.VERIFIED.value, _("Nagerekend")
    PUBLISHED = rounds.State.PUBLISHED.value, _("Bekendgemaakt")
    FILLED = rounds.State.FILLED.value, _("Afgerond")


class TieBreaking(models.TextChoices):
    """How equals are ordered."""

    SINGLE = "single", "één lotnummer per kandidaat"
    MULTIPLE = "multiple", "een lotnummer per opleiding"


class Mode(models.TextChoices):
    """What the match makes as good as possible."""

    CANDIDATES = "candidate_optimal", "elke kandidaat zo hoog mogelijk op de eigen lijst"
    MOST_PLACES = "most_places", "zoveel mogelijk plaatsen gevuld"


class Beacon(models.TextChoices):
    """Where the randomness comes from."""

    QUICKNET = "quicknet", _("drand (quicknet)")
    TEST = "test", _("drand (proefketen, alleen om te oefenen)")


class MatchRoundQuerySet(models.QuerySet["MatchRound"]):
    """Which rounds."""

    def public(self) -> MatchRoundQuerySet:
        return self.filter(state__in=[state.value for state in rounds.IS_PUBLIC])

    def with_outcome(self) -> MatchRoundQuerySet:
        """Those of which everybody may see who got what, the last drawn first."""
        return self.filter(state__in=[state.value for state in rounds.HAS_OUTCOME]).order_by("-drawn_at", "-pk")


FIXED: Final = ("bundle", "bundle_sha256", "commitment", "commitment_sha256", "recording", "seed")


def _is_kept(field: str) -> Any:
    """Give the trigger that keeps a column as it is once it is filled."""
    return pgtrigger.Protect(
        name=f"round_keeps_its_{field}",
        operation=pgtrigger.Update,
        condition=(
            pgtrigger.Q(old__recording__isnull=False) if field == "recording" else ~pgtrigger.Q(**{f"old__{field}": ""})
        )
        & pgtrigger.Q(**{f"old__{field}__df": pgtrigger.F(f"new__{field}")}),
    )


@track(exclude=["bundle", "commitment", "sealed_secret"])
class MatchRound(models.Model):
    """One match for scarce places.

    bundle: everything but the lottery, character by character as it was fixed. seed: 64 hexadecimal digits, from the draw
    on. sealed_secret: of the commitment, under a key outside the database; secret: the same, public from the draw on.
    """

    slug = models.SlugField("adres", unique=True)
    title = models.CharField("titel", max_length=120)
    about = models.TextField("uitleg", help_text="Voor wie is deze ronde, en wanneer beginnen de opleidingen?")
    state = models.CharField("stand", max_length=10, choices=State, default=State.DRAFT)
    closes_at = models.DateTimeField("lijsten inleveren tot")
    tie_breaking = models.CharField("loting", max_length=8, choices=TieBreaking, default=TieBreaking.SINGLE)
    mode = models.CharField("doel", max_length=17, choices=Mode, default=Mode.CANDIDATES)
    longest_list = models.PositiveSmallIntegerField("langste lijst", default=10, validators=[MaxValueValidator(20)])
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    bundle = models.TextField("vastgezette ronde", blank=True)
    bundle_sha256 = models.CharField("vingerafdruk van de ronde", max_length=64, blank=True)
    frozen_at = models.DateTimeField("vastgezet op", null=True, blank=True)
    beacon = models.CharField("bron van het toeval", max_length=10, choices=Beacon, blank=True)
    commitment = models.TextField("vastgelegd", blank=True)
    commitment_sha256 = models.CharField("vingerafdruk van wat vastligt", max_length=64, blank=True)
    sealed_secret = models.TextField("geheim, versleuteld", blank=True)
    committed_at = models.DateTimeField("vastgelegd op", null=True, blank=True)
    draws_at = models.DateTimeField("loting op", null=True, blank=True)
    recording = models.JSONField("uitkomst van de bron", null=True, blank=True)
    secret = models.CharField("geheim, na de loting openbaar", max_length=64, blank=True)
    seed = models.CharField("begingetal", max_length=64, blank=True)
    drawn_at = models.DateTimeField("geloot op", null=True, blank=True)

    objects = MatchRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "ronde"
        verbose_name_plural = "rondes"
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="round_is_frozen_with_its_bundle",
                condition=models.Q(state__in=[State.DRAFT, State.OPEN]) | ~models.Q(bundle_sha256=""),
            ),
            models.CheckConstraint(
                name="round_is_committed_before_its_draw",
                condition=models.Q(state__in=[State.DRAFT, State.OPEN, State.FROZEN])
                | models.Q(committed_at__lt=models.F("draws_at")),
            ),
            models.CheckConstraint(
                name="round_is_drawn_with_its_seed",
                condition=models.Q(state__in=[State.DRAFT, State.OPEN, State.FROZEN, State.COMMITTED])
                | (~models.Q(seed="") & models.Q(recording__isnull=False, drawn_at__gte=models.F("draws_at"))),
            ),
        ]
        triggers: ClassVar[list[Any]] = [_is_kept(field) for field in FIXED]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opleiding:round", args=[self.slug])

    @property
    def here(self) -> rounds.State:
        """The state, for the core."""
        return rounds.State(self.state)

    def has_reached(self, state: str) -> bool:
        """Say whether this round has come as far as a state."""
        return rounds.has_reached(self.here, rounds.State(state))

    @property
    def may_run_again(self) -> bool:
        """Say whether free places go to others: the outcome is known, and nobody can lose by another one."""
        return self.state == State.PUBLISHED and self.mode == Mode.CANDIDATES

    def last_run(self) -> MatchRun | None:
        """Give the outcome that holds now, without its files; None before the first is published."""
        return self.runs.defer("archive").filter(state=RunState.PUBLISHED).order_by("-number").first()


@track()
class PriorityClass(models.Model):
    """One class of a round, as it is published. The first that somebody belongs to counts."""

    class Kind(models.TextChoices):
        """What a class asks."""

        SUBJECT_HOURS = rounds.Kind.SUBJECT_HOURS.value, "bevestigde uren in het vak van de opleiding"
        HOURS = rounds.Kind.HOURS.value, "bevestigde uren in welk vak ook"
        EVERYBODY = rounds.Kind.EVERYBODY.value, "iedereen die toelaatbaar is"

    round = models.ForeignKey(MatchRound, on_delete=models.CASCADE, related_name="classes")
    position = models.PositiveSmallIntegerField("volgorde")
    kind = models.CharField("wie", max_length=16, choices=Kind)
    hours = models.PositiveSmallIntegerField("minstens zoveel uren", default=0)

    class Meta:
        verbose_name = "voorrangsgroep"
        verbose_name_plural = "voorrangsgroepen"
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["round", "position"], name="class_position_in_round"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_kind_display()}"

    def criterion(self) -> rounds.Criterion:
        """Give the class for the core."""
        return rounds.Criterion(rounds.Kind(self.kind), self.hours)


@track()
class RoundPool(models.Model):
    """Places that offerings of a round share. A pool lies inside one other at most, so that pools never cross."""

    round = models.ForeignKey(MatchRound, on_delete=models.CASCADE, related_name="pools")
    code = models.SlugField("code", max_length=20)
    title = models.CharField("naam", max_length=120)
    places = models.PositiveIntegerField("plaatsen", validators=[MaxValueValidator(MOST_PLACES)])
    inside = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="within")

    class Meta:
        verbose_name = "gedeelde plaatsen"
        verbose_name_plural = "gedeelde plaatsen"
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["round", "code"], name="pool_code_in_round"),
        ]

    def __str__(self) -> str:
        return self.title


@track()
class RoundOffering(models.Model):
    """An offering as it takes part in a round, with what candidates read about it."""

    round = models.ForeignKey(MatchRound, on_delete=models.CASCADE, related_name="offerings")
    code = models.SlugField("code", max_length=20)
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="+", verbose_name="start")
    title = models.CharField("opleiding", max_length=240)
    subject = models.CharField("vak", max_length=60)
    places = models.PositiveIntegerField("plaatsen", validators=[MaxValueValidator(MOST_PLACES)])
    pool = models.ForeignKey(RoundPool, on_delete=models.PROTECT, null=True, blank=True, related_name="offerings")
    is_withdrawn = models.BooleanField("teruggetrokken", default=False)

    class Meta:
        verbose_name = "opleiding in een ronde"
        verbose_name_plural = "opleidingen in een ronde"
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["round", "code"], name="offering_code_in_round"),
            models.UniqueConstraint(fields=["round", "offering"], name="offering_once_in_round"),
        ]

    def __str__(self) -> str:
        return self.title


class Candidate(models.Model):
    """Somebody who asks for places, under a code that names nobody. After the freeze the list never changes.

    trainer: None once the person is gone; what is published stays under the code. preferences: codes of offerings, best
    first. standing: what counted for the classes at the freeze. chance: code of an offering to the part of a thousand
    lotteries that placed the candidate there. gave_back_at: when the place was given back.
    """

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="candidates")
    code = models.CharField("lot", max_length=12)
    trainer = models.ForeignKey(
        Trainer, on_delete=models.SET_NULL, null=True, related_name="candidacies", verbose_name="examentrainer"
    )
    preferences = ArrayField(models.CharField(max_length=20), verbose_name="lijst", default=list, blank=True)
    standing = models.JSONField("wat telt", default=dict)
    chance = models.JSONField("kans", default=dict)
    saved_at = models.DateTimeField("bewaard op")
    gave_back_at = models.DateTimeField("gaf de plaats terug op", null=True, blank=True)

    class Meta:
        verbose_name = "kandidaat"
        verbose_name_plural = "kandidaten"
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["round", "code"], name="candidate_code_in_round"),
            models.UniqueConstraint(fields=["round", "trainer"], name="one_list_a_person_in_a_round"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="lists_change_only_while_open",
                operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.UpdateOf("preferences", "code", "round_id"),  # type: ignore[no-untyped-call]
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM opleiding_matchround WHERE state = 'open'
                        AND id = CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END
                    ) THEN
                        RAISE EXCEPTION 'the lists of this round are fixed'
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RunState(models.TextChoices):
    """Where one outcome of a round stands."""

    SOLVING = "solving", "wordt verdeeld"
    SOLVED = "solved", "verdeeld"
    VERIFIED = "verified", "nagerekend"
    FAILED = "failed", "niet goedgekeurd"
    PUBLISHED = "published", "bekendgemaakt"


class MatchRun(models.Model):
    """One outcome of a round: the first, or one again with the same numbers after places were given back.

    gone: codes of who gave a place back before it. archive: the files as a zip, as they are published. summary:
    placed, first choices, unplaced and how each offering filled. verdict: what the independent verifier said.
    """

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField("nummer")
    state = models.CharField("stand", max_length=10, choices=RunState, default=RunState.SOLVING)
    gone = ArrayField(models.CharField(max_length=12), verbose_name="gaven terug", default=list, blank=True)
    outcome_hash = models.CharField("vingerafdruk van de uitkomst", max_length=64, blank=True)
    archive = models.BinaryField("bestanden", default=bytes)
    summary = models.JSONField("in getallen", default=dict)
    verdict = models.TextField("oordeel", blank=True)
    started_at = models.DateTimeField("begonnen op")
    solved_at = models.DateTimeField("verdeeld op", null=True, blank=True)
    verified_at = models.DateTimeField("nagerekend op", null=True, blank=True)
    published_at = models.DateTimeField("bekendgemaakt op", null=True, blank=True)

    class Meta:
        verbose_name = "uitkomst"
        verbose_name_plural = "uitkomsten"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["round", "number"], name="run_number_in_match_round"),
            models.CheckConstraint(
                name="run_is_published_after_the_verifier",
                condition=~models.Q(state=RunState.PUBLISHED) | models.Q(published_at__gte=models.F("verified_at")),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="published_run_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=RunState.PUBLISHED),
            ),
        ]

    def __str__(self) -> str:
        return f"uitkomst {self.number} van {self.round}"


class MatchResult(models.Model):
    """What one outcome means for one candidate. placed: the code of an offering, or "". told: the explanation."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="results")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="results")
    placed = models.CharField("geplaatst bij", max_length=20, blank=True)
    told = models.JSONField("uitleg", default=dict)

    class Meta:
        verbose_name = "uitslag"
        verbose_name_plural = "uitslagen"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "candidate"], name="one_result_a_candidate_in_a_run"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="result_never_changes", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.placed or 'geen plaats'}"


class RoundEntry(models.Model):
    """One step of a round. The database refuses any change."""

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("nummer")
    step = models.CharField("stap", max_length=20)
    facts = models.JSONField("feiten", default=dict)
    at = models.DateTimeField("wanneer")

    class Meta:
        verbose_name = "stap"
        verbose_name_plural = "stappen"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["round", "number"], name="entry_number_in_match_round"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="round_entry_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.step}"
