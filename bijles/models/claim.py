"""Whether a lesson took place, and what its provider asks for it."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bijles.core.attendance import Answer, Facts, Tick
from bijles.models.lesson import Booking
from bijles.models.programme import Provider
from ndt.history import track


@track()
class Attendance(models.Model):
    """What tutor and family said about one booking. with_code: the tick came with the family's lesson code, in time."""

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="attendance")
    tick = models.CharField("bijlesgever", max_length=7, choices=[(tick.value, tick.value) for tick in Tick])
    ticked_at = models.DateTimeField("afgevinkt op")
    with_code = models.BooleanField("met lescode", default=False)
    said = models.CharField("gezin", max_length=3, blank=True, choices=[(one.value, one.value) for one in Answer])
    said_at = models.DateTimeField("geantwoord op", null=True, blank=True)

    class Meta:
        verbose_name = "aanwezigheid"
        verbose_name_plural = "aanwezigheid"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="an_answer_has_its_moment",
                condition=Q(said="", said_at=None) | (~Q(said="") & Q(said_at__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            # Few beside all that were said yes to: what a municipality decides about is found among them.
            models.Index(fields=["booking"], name="attendance_not_agreed", condition=Q(said__in=["", Answer.NO.value])),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="a_tick_stays", fields=["booking", "tick", "ticked_at", "with_code"]),
            pgtrigger.Protect(name="attendance_is_not_removed", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"

    def facts(self) -> Facts:
        """Give what the core needs to know."""
        return Facts(
            start=self.booking.period.lower,
            end=self.booking.period.upper,
            tick=Tick(self.tick),
            ticked_at=self.ticked_at,
            with_code=self.with_code,
            answer=Answer(self.said) if self.said else None,
        )


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    SUBMITTED = "submitted", _("ingediend")
    DISPUTED = "disputed", _("wordt uitgezocht")
    APPROVED = "approved", _("goedgekeurd")
    REJECTED = "rejected", _("afgewezen")


@track()
class Claim(models.Model):
    """What a provider asks for one booking: one at a time, of what the ledger says was earned.

    why: what the municipality said when it put the claim aside or refused it.
    """

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="claims")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="claims")
    cents = models.PositiveIntegerField("centen")
    state = models.CharField("stand", max_length=9, choices=ClaimState, default=ClaimState.SUBMITTED)
    why = models.CharField("reden", max_length=300, blank=True, default="")
    made_at = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "declaratie"
        verbose_name_plural = "declaraties"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["booking"], name="one_claim_a_booking", condition=~Q(state=ClaimState.REJECTED)
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["provider"], name="claims_due", condition=Q(state__in=["submitted", "disputed"])),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="claim_stays_what_was_asked", fields=["booking", "provider", "cents"]),
            pgtrigger.Protect(name="claim_is_not_removed", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="claim_takes_its_steps",
                field="state",
                transitions=[
                    *[("submitted", to) for to in ("approved", "rejected", "disputed")],
                    *[("disputed", to) for to in ("submitted", "rejected")],
                ],
            ),
            pgtrigger.Trigger(
                name="a_frozen_claim_is_not_put_aside",
                operation=pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.state IN ('rejected', 'disputed')"),
                func="""
                    IF EXISTS (SELECT 1 FROM bijles_settlementline WHERE claim_id = NEW.id) THEN
                        RAISE EXCEPTION 'claim % stands in a frozen month', NEW.id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"
