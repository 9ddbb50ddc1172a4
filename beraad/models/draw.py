"""The frozen pool, the numbered panels, and the draw of one of them."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce
from typing import Any, ClassVar, Final

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from beraad.models.assembly import Assembly
from beraad.models.registration import Registration


class Ticket(models.Model):
    """One ticket in a frozen pool with the answers that came along. Only the person behind it may be let go."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="tickets")
    number = models.CharField("lot", max_length=12)
    profile = models.JSONField("antwoorden")
    registration = models.OneToOneField(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="frozen"
    )

    class Meta:
        verbose_name = "lot"
        verbose_name_plural = "loten"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assembly", "number"], name="ticket_once_in_pool"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="ticket_is_not_removed", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="ticket_does_not_change", fields=["assembly", "number", "profile"]),
            pgtrigger.Trigger(
                name="no_ticket_after_the_freeze",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT 1 FROM beraad_assembly WHERE id = NEW.assembly_id AND pool_sha256 <> '') THEN
                        RAISE EXCEPTION 'the pool of assembly % is frozen', NEW.assembly_id
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number


class State(models.TextChoices):
    """Where a draw stands."""

    SOLVING = "solving", "wordt berekend"
    INFEASIBLE = "infeasible", "kan niet"
    FAILED = "failed", "niet op tijd klaar"
    SOLVED = "solved", "berekend"
    PUBLISHED = "published", "bekendgemaakt"
    DRAWN = "drawn", "geloot"
    DROPPED = "dropped", "niet gebruikt"


FIXED = (State.PUBLISHED, State.DRAWN)


class Beacon(models.TextChoices):
    """Where the randomness comes from."""

    BALLS = "balls", "balletjes in het openbaar"
    QUICKNET = "quicknet", "drand (quicknet)"
    TEST = "test", "drand (proefketen, alleen om te oefenen)"


FIXED_FIELDS: Final = (
    *("assembly", "number", "seed", "report", "chances", "certificate", "beacon", "commitment"),
    *("commitment_sha256", "sealed_secret", "published_at", "draws_at"),
)
OUTCOME_FIELDS: Final = ("secret", "recording", "index", "attempts", "drawn_at")


def any_changes(fields: Sequence[str]) -> Any:
    """Give the condition of a trigger that one of these columns gets another value."""
    changes = [pgtrigger.Q(**{f"old__{field}__df": pgtrigger.F(f"new__{field}")}) for field in fields]
    return reduce(operator.or_, changes)


class Lottery(models.Model):
    """What every lottery has: its chances with their proof, the commitment, the randomness and the outcome.

    chances: per ticket the proven chance, "p/q". commitment: the file that was published, character by character.
    sealed_secret: the secret of the commitment, encrypted with a key outside the database; "" for balls.
    secret: the same in 64 hexadecimal digits, there from the draw on, when everybody may have it.
    """

    seed = models.CharField("begingetal", max_length=64)
    report = models.JSONField("verslag", default=dict)
    chances = models.JSONField("kansen", default=dict)
    certificate = models.TextField("bewijs", blank=True)
    beacon = models.CharField("bron van het toeval", max_length=10, choices=Beacon, blank=True)
    commitment = models.TextField("vastgelegd", blank=True)
    commitment_sha256 = models.CharField("vingerafdruk", max_length=64, blank=True)
    sealed_secret = models.TextField("geheim, versleuteld", blank=True)
    secret = models.CharField("geheim, na de loting openbaar", max_length=64, blank=True)
    recording = models.JSONField("uitkomst van de bron", null=True, blank=True)
    index = models.PositiveSmallIntegerField("geloot nummer", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("pogingen", null=True, blank=True)
    solved_at = models.DateTimeField("berekend op", null=True, blank=True)
    published_at = models.DateTimeField("bekendgemaakt op", null=True, blank=True)
    draws_at = models.DateTimeField("loting op", null=True, blank=True)
    drawn_at = models.DateTimeField("geloot op", null=True, blank=True)

    class Meta:
        abstract = True


class Draw(Lottery):
    """The lottery of an assembly."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="draws")
    number = models.PositiveSmallIntegerField("nummer")
    state = models.CharField("stand", max_length=10, choices=State, default=State.SOLVING)
    sealed_secret = models.TextField("geheim, versleuteld", blank=True, db_default="")
    started_at = models.DateTimeField("begonnen op", default=timezone.now)

    class Meta:
        verbose_name = "loting"
        verbose_name_plural = "lotingen"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assembly", "number"], name="draw_number_in_assembly"),
            models.CheckConstraint(
                name="published_before_the_draw",
                condition=~models.Q(state__in=FIXED) | models.Q(published_at__lt=models.F("draws_at")),
            ),
            models.CheckConstraint(
                name="drawn_has_its_outcome",
                condition=~models.Q(state=State.DRAWN)
                | models.Q(index__isnull=False, recording__isnull=False, drawn_at__gte=models.F("draws_at")),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="fixed_draw_is_not_removed",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=FIXED),
            ),
            pgtrigger.Protect(
                name="published_draw_does_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=FIXED) & any_changes(FIXED_FIELDS),
            ),
            pgtrigger.Protect(
                name="outcome_of_a_draw_does_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=State.DRAWN) & any_changes(OUTCOME_FIELDS),
            ),
        ]

    def __str__(self) -> str:
        return f"loting {self.number} van {self.assembly}"

    @property
    def is_fixed(self) -> bool:
        return self.state in FIXED


class Panel(models.Model):
    """One of the numbered panels; the draw chooses one. It never changes."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="panels")
    number = models.PositiveSmallIntegerField("nummer")
    tickets = ArrayField(models.CharField(max_length=12), verbose_name="loten")

    class Meta:
        verbose_name = "groep"
        verbose_name_plural = "groepen"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["draw", "number"], name="panel_number_in_draw"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="panel_does_not_change", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="panels_of_a_published_draw_stay",
                operation=pgtrigger.Insert | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM beraad_draw WHERE state IN ('published', 'drawn')
                        AND id = CASE TG_OP WHEN 'DELETE' THEN OLD.draw_id ELSE NEW.draw_id END
                    ) THEN
                        RAISE EXCEPTION 'the panels of a published draw are fixed'
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"groep {self.number}"
