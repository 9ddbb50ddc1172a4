"""Who sits at which table in which round, and what the organiser asked of a plan."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from beraad.models.assembly import Assembly
from beraad.models.draw import any_changes
from beraad.models.invitation import Invitation
from ndt.history import track

MOST_TABLES: Final = 60
MOST_ROUNDS: Final = 12
FEWEST_CHAIRS: Final = 2
MOST_CHAIRS: Final = 20


class PlanState(models.TextChoices):
    """Where a plan stands."""

    SOLVING = "solving", "wordt berekend"
    STUCK = "stuck", "kan niet"
    STOPPED = "stopped", "gestopt"
    CONCEPT = "concept", "concept"
    FIXED = "fixed", "staat vast"
    REPLACED = "replaced", "vervangen"


UNFINISHED: Final = (PlanState.SOLVING, PlanState.STUCK, PlanState.STOPPED, PlanState.CONCEPT)
FIXED_PLAN: Final = (PlanState.FIXED, PlanState.REPLACED)
FIXED_PLAN_FIELDS: Final = (
    *("assembly", "number", "tables", "rounds", "chairs", "features", "seed", "follows", "held"),
    *("version", "made_at", "fixed_at"),
)


class TablePlanQuerySet(models.QuerySet["TablePlan"]):
    """Which plans."""

    def unfinished(self) -> TablePlanQuerySet:
        return self.filter(state__in=UNFINISHED)

    def fixed(self) -> TablePlanQuerySet:
        """The one that people were told of, where there is one."""
        return self.filter(state=PlanState.FIXED)


@track()
class TablePlan(models.Model):
    """A plan of tables over some rounds. People were told of it once it is fixed; then it never changes.

    chairs: how many fit at a table. features: titles of what the tables are mixed on. follows: the fixed plan that
    this one changes as little as possible. held: how many rounds were over then; they stay as they were.
    is_renewal: the next computation changes as little as possible. version: goes up with every change of a seat, so
    that nobody moves somebody in a plan that a colleague just changed.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="table_plans")
    number = models.PositiveSmallIntegerField("nummer")
    state = models.CharField("stand", max_length=10, choices=PlanState, default=PlanState.SOLVING)
    tables = models.PositiveSmallIntegerField(
        "tafels", validators=[MinValueValidator(1), MaxValueValidator(MOST_TABLES)]
    )
    rounds = models.PositiveSmallIntegerField(
        "rondes", validators=[MinValueValidator(1), MaxValueValidator(MOST_ROUNDS)]
    )
    chairs = models.PositiveSmallIntegerField(
        "stoelen aan een tafel", validators=[MinValueValidator(FEWEST_CHAIRS), MaxValueValidator(MOST_CHAIRS)]
    )
    features = ArrayField(models.CharField(max_length=80), verbose_name="gemengd op", default=list, blank=True)
    seed = models.CharField("begingetal", max_length=64)
    attempt = models.PositiveSmallIntegerField("keer berekend", default=1)
    version = models.PositiveIntegerField("versie", default=1)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    held = models.PositiveSmallIntegerField("rondes die al zijn geweest", default=0)
    is_renewal = models.BooleanField("werkt een plan bij", default=False)
    why = models.CharField("waarom het niet kan", max_length=10, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="gemaakt door"
    )
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="vast door"
    )
    made_at = models.DateTimeField("gemaakt op")
    solved_at = models.DateTimeField("berekend op", null=True, blank=True)
    fixed_at = models.DateTimeField("vast op", null=True, blank=True)

    objects = TablePlanQuerySet.as_manager()

    class Meta:
        verbose_name = "tafelindeling"
        verbose_name_plural = "tafelindelingen"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assembly", "number"], name="table_plan_number_in_assembly"),
            models.UniqueConstraint(
                fields=["assembly"], condition=models.Q(state__in=UNFINISHED), name="one_table_plan_in_the_making"
            ),
            models.UniqueConstraint(
                fields=["assembly"], condition=models.Q(state=PlanState.FIXED), name="one_fixed_table_plan"
            ),
            models.CheckConstraint(
                name="table_plan_has_tables_rounds_and_chairs",
                condition=models.Q(
                    tables__range=(1, MOST_TABLES),
                    rounds__range=(1, MOST_ROUNDS),
                    chairs__range=(FEWEST_CHAIRS, MOST_CHAIRS),
                    held__lt=models.F("rounds"),
                ),
            ),
            models.CheckConstraint(
                name="fixed_table_plan_has_its_moment",
                condition=models.Q(state__in=FIXED_PLAN, fixed_at__isnull=False)
                | (~models.Q(state__in=FIXED_PLAN) & models.Q(fixed_at__isnull=True)),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="fixed_table_plan_is_not_removed",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=FIXED_PLAN),
            ),
            pgtrigger.Protect(
                name="fixed_table_plan_does_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=FIXED_PLAN) & any_changes(FIXED_PLAN_FIELDS),
            ),
            pgtrigger.Protect(
                name="fixed_table_plan_is_replaced_at_most",
                operation=pgtrigger.Update,
                condition=(pgtrigger.Q(old__state=PlanState.FIXED) & ~pgtrigger.Q(new__state__in=FIXED_PLAN))
                | (pgtrigger.Q(old__state=PlanState.REPLACED) & ~pgtrigger.Q(new__state=PlanState.REPLACED)),
            ),
        ]

    def __str__(self) -> str:
        return f"tafelindeling {self.number} van {self.assembly}"

    @property
    def is_fixed(self) -> bool:
        return self.state in FIXED_PLAN


class TableSeat(models.Model):
    """One chair: who sits on which chair of which table in a round. All three are numbered from 1."""

    plan = models.ForeignKey(TablePlan, on_delete=models.CASCADE, related_name="seats")
    round = models.PositiveSmallIntegerField("ronde")
    table = models.PositiveSmallIntegerField("tafel")
    place = models.PositiveSmallIntegerField("stoel")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="table_seats")

    class Meta:
        verbose_name = "stoel"
        verbose_name_plural = "stoelen"
        ordering: ClassVar[list[str]] = ["round", "table", "place"]
        constraints: ClassVar[list[Any]] = [
            # Looked at when a statement ends, so that one statement can let two people change chairs.
            models.UniqueConstraint(
                fields=["plan", "round", "invitation"],
                name="one_seat_a_person_a_round",
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(
                fields=["plan", "round", "table", "place"],
                name="one_person_a_chair",
                deferrable=models.Deferrable.IMMEDIATE,
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="seat_fits_its_plan",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("found", "beraad_tableplan%ROWTYPE")],
                func="""
                    SELECT * INTO found FROM beraad_tableplan WHERE id = NEW.plan_id FOR SHARE;
                    IF NEW.round NOT BETWEEN 1 AND found.rounds OR NEW.table NOT BETWEEN 1 AND found.tables
                        OR NEW.place NOT BETWEEN 1 AND found.chairs THEN
                        RAISE EXCEPTION 'plan % has no such chair', NEW.plan_id
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    IF NOT EXISTS (
                        SELECT 1 FROM beraad_invitation
                        WHERE id = NEW.invitation_id AND assembly_id = found.assembly_id
                    ) THEN
                        RAISE EXCEPTION 'a seat of plan % is for somebody of another assembly', NEW.plan_id
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="seats_of_a_fixed_plan_stay",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM beraad_tableplan WHERE state IN ('fixed', 'replaced')
                        AND id = CASE TG_OP WHEN 'INSERT' THEN NEW.plan_id ELSE OLD.plan_id END
                    ) THEN
                        RAISE EXCEPTION 'the seats of a fixed plan do not change'
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"ronde {self.round}, tafel {self.table}, stoel {self.place}"


class PinReason(models.TextChoices):
    """Why somebody always sits at one table."""

    FACILITATOR = "facilitator", "Leidt het gesprek aan deze tafel"
    LANGUAGE = "language", "Aan deze tafel is een tolk"
    OTHER = "other", "Iets anders"


@track()
class TablePin(models.Model):
    """Somebody who sits at one table in every round."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="table_pins")
    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="table_pin")
    table = models.PositiveSmallIntegerField("tafel", validators=[MinValueValidator(1), MaxValueValidator(MOST_TABLES)])
    why = models.CharField("waarom", max_length=12, choices=PinReason)

    class Meta:
        verbose_name = "vaste tafel"
        verbose_name_plural = "vaste tafels"
        ordering: ClassVar[list[str]] = ["table", "invitation__ticket__number"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="pin_is_at_a_table", condition=models.Q(table__range=(1, MOST_TABLES))),
        ]

    def __str__(self) -> str:
        return f"vaste tafel {self.table}"


class PairKind(models.TextChoices):
    """What is asked of two people."""

    TOGETHER = "together", "Altijd samen aan een tafel"
    APART = "apart", "Nooit samen aan een tafel"


@track()
class TablePair(models.Model):
    """Two people who share a table in every round, or in none."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="table_pairs")
    one = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("soort", max_length=10, choices=PairKind)

    class Meta:
        verbose_name = "afspraak over twee mensen"
        verbose_name_plural = "afspraken over twee mensen"
        ordering: ClassVar[list[str]] = ["kind", "one__ticket__number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["one", "other"], name="pair_is_asked_once"),
            models.CheckConstraint(name="pair_is_of_two_in_order", condition=models.Q(one__lt=models.F("other"))),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
