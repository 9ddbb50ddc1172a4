"""Who of the drawn group was asked, what they said, and the rounds that fill the seats left open."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from beraad.models.assembly import Assembly
from beraad.models.draw import OUTCOME_FIELDS, Lottery, Ticket, any_changes
from ndt.history import track


@track()
class InvitingPlan(models.Model):
    """How an assembly invites: how long people have to answer, and when and where it meets."""

    assembly = models.OneToOneField(Assembly, on_delete=models.PROTECT, related_name="plan")
    days = models.PositiveSmallIntegerField(
        "dagen om te antwoorden", default=14, validators=[MinValueValidator(3), MaxValueValidator(60)]
    )
    meetings = models.TextField("bijeenkomsten", blank=True, help_text="Elke bijeenkomst op een eigen regel.")

    class Meta:
        verbose_name = "plan voor uitnodigen"
        verbose_name_plural = "plannen voor uitnodigen"

    def __str__(self) -> str:
        return f"uitnodigen voor {self.assembly}"

    @property
    def lines(self) -> list[str]:
        """Give the meetings, one a line."""
        return [line.strip() for line in self.meetings.splitlines() if line.strip()]


class RoundState(models.TextChoices):
    """Where a replacement round stands."""

    SOLVING = "solving", "wordt berekend"
    PROPOSED = "proposed", "wacht op akkoord"
    STUCK = "stuck", "kan niet"
    PUBLISHED = "published", "wacht op het lot"
    DRAWN = "drawn", "geloot"


OPEN_ROUND: Final = (RoundState.SOLVING, RoundState.PROPOSED, RoundState.STUCK)
FIXED_ROUND: Final = (RoundState.PUBLISHED, RoundState.DRAWN)
FIXED_ROUND_FIELDS: Final = (
    *("assembly", "number", "seed", "open_tickets", "stays", "out", "report", "chances", "certificate", "panels"),
    *("beacon", "commitment", "commitment_sha256", "sealed_secret", "published_at", "draws_at", "reason"),
)


class ReplacementRound(Lottery):
    """A lottery for the open seats. Everybody who said yes stays; the randomness is new in every round.

    open_tickets: whose seats are open. stays: who holds a seat, answered or not. out: who was asked before, or left
    the list. report: quotas left and relaxations, in numbers. chances: per ticket still in the pool, "p/q".
    panels: the numbered panels, each the tickets of one group for the open seats.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("nummer")
    attempt = models.PositiveSmallIntegerField("keer berekend", default=1)
    state = models.CharField("stand", max_length=10, choices=RoundState, default=RoundState.SOLVING)
    open_tickets = ArrayField(models.CharField(max_length=12), verbose_name="open plaatsen", default=list)
    stays = ArrayField(models.CharField(max_length=12), verbose_name="wie blijft", default=list)
    out = ArrayField(models.CharField(max_length=12), verbose_name="wie niet meer kan", default=list)
    panels = models.JSONField("groepen", default=list)
    reason = models.CharField("waarom akkoord", max_length=240, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="akkoord van"
    )
    prepared_at = models.DateTimeField("voorbereid op")
    published_at = models.DateTimeField("akkoord op", null=True, blank=True)

    class Meta:
        verbose_name = "aanvulling"
        verbose_name_plural = "aanvullingen"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["assembly", "number"], name="round_number_in_assembly"),
            models.UniqueConstraint(
                fields=["assembly"], condition=~models.Q(state=RoundState.DRAWN), name="one_round_at_a_time"
            ),
            models.CheckConstraint(
                name="round_is_approved_before_its_draw",
                condition=~models.Q(state__in=FIXED_ROUND)
                | (models.Q(published_at__lt=models.F("draws_at")) & ~models.Q(reason="")),
            ),
            models.CheckConstraint(
                name="drawn_round_has_its_outcome",
                condition=~models.Q(state=RoundState.DRAWN)
                | models.Q(index__isnull=False, recording__isnull=False, drawn_at__gte=models.F("draws_at")),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="fixed_round_is_not_removed",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=FIXED_ROUND),
            ),
            pgtrigger.Protect(
                name="approved_round_does_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=FIXED_ROUND) & any_changes(FIXED_ROUND_FIELDS),
            ),
            pgtrigger.Protect(
                name="outcome_of_a_round_does_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=RoundState.DRAWN) & any_changes(OUTCOME_FIELDS),
            ),
        ]

    def __str__(self) -> str:
        return f"aanvulling {self.number} van {self.assembly}"

    @property
    def is_fixed(self) -> bool:
        return self.state in FIXED_ROUND

    @property
    def drawn(self) -> list[str]:
        """Give the tickets that were drawn; none before the draw."""
        return [] if self.index is None else sorted(self.panels[self.index])


class Answer(models.TextChoices):
    """Where an invitation stands."""

    INVITED = "invited", "wacht op antwoord"
    ACCEPTED = "accepted", "doet mee"
    DECLINED = "declined", "doet niet mee"
    EXPIRED = "expired", "gaf geen antwoord"
    WITHDRAWN = "withdrawn", "staat niet meer op de lijst"


HOLDING: Final = (Answer.INVITED, Answer.ACCEPTED)


class Why(models.TextChoices):
    """Why somebody says no."""

    DATES = "dates", "De data komen niet uit."
    WORK = "work", "Ik krijg geen tijd van mijn werk."
    CARE = "care", "Ik zorg voor iemand thuis."
    TRAVEL = "travel", "Ik kan er niet goed komen."
    MIND = "mind", "Ik wil het toch niet."
    OTHER = "other", "Iets anders."


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which invitations."""

    def holding(self) -> InvitationQuerySet:
        return self.filter(state__in=HOLDING)

    def open(self) -> InvitationQuerySet:
        """Those whose seat nobody holds and no approved round fills."""
        return self.exclude(state__in=HOLDING).filter(replaced_by=None)

    def waiting(self) -> InvitationQuerySet:
        return self.filter(state=Answer.INVITED)


class Invitation(models.Model):
    """One drawn ticket, asked once. A seat is held by one at most: who waits or said yes.

    round: in which it was drawn; None for the draw itself. replaced_by: the approved round that gives the seat away.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="invitations")
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="invitation")
    seat = models.PositiveSmallIntegerField("plaats")
    round = models.ForeignKey(
        ReplacementRound, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    replaced_by = models.ForeignKey(
        ReplacementRound, on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    state = models.CharField("stand", max_length=10, choices=Answer, default=Answer.INVITED)
    why = models.CharField("reden", max_length=10, choices=Why, blank=True)
    why_text = models.CharField("reden in eigen woorden", max_length=400, blank=True)
    reminders = models.PositiveSmallIntegerField("herinneringen", default=0)
    invited_at = models.DateTimeField("uitgenodigd op")
    deadline = models.DateTimeField("antwoord vóór")
    answered_at = models.DateTimeField("antwoord op", null=True, blank=True)
    changes = models.PositiveSmallIntegerField("antwoord gewijzigd", default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        ordering: ClassVar[list[str]] = ["seat", "invited_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["assembly", "seat"],
                condition=models.Q(state__in=HOLDING),
                name="seat_is_held_once",
            ),
            models.CheckConstraint(
                name="held_seat_is_not_given_away",
                condition=~models.Q(state__in=HOLDING) | models.Q(replaced_by=None),
            ),
            models.CheckConstraint(
                name="reason_goes_with_no",
                condition=models.Q(state=Answer.DECLINED) | models.Q(why="", why_text=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="invitation_is_not_removed", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="invitation_is_of_one_ticket", fields=["assembly", "ticket", "seat", "round", "invited_at"]
            ),
        ]

    def __str__(self) -> str:
        return f"uitnodiging van {self.ticket}"

    def is_open_at(self, moment: datetime) -> bool:
        """Say whether an answer still counts at a moment: in time, and the seat not given away."""
        return self.state in (*HOLDING, Answer.DECLINED) and moment < self.deadline and self.replaced_by_id is None
