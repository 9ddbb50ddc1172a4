"""What a provider asks for a booking, and what the municipality says of one claim before its month is frozen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijles.core import ledger
from bijles.core.errors import NotSettled
from bijles.core.ledger import Kind, Place, Unit
from bijles.models import Booking, Claim, SettlementLine, Transfer
from bijles.models.claim import ClaimState
from bijles.services import posting

EARNS = (Kind.EARN, Kind.NO_SHOW, Kind.LATE_CANCEL)


def claim(booking: Booking, cents: int, *, now: datetime) -> Claim:
    """Claim what was earned for a booking, in the transaction that earns it. A second claim is refused by the table."""
    return Claim.objects.create(
        booking=booking, provider_id=booking.lesson.agreement.provider_id, cents=cents, made_at=now
    )


@transaction.atomic
def put_aside(*, claim: Claim, why: str) -> Claim:
    """Keep a claim out of the month until it is known what happened. Raises NotSettled ("reason", "claim", "done")."""
    locked = _open(claim, why)
    if locked.state != ClaimState.DISPUTED:
        _say(locked, ClaimState.DISPUTED, why)
    return locked


@transaction.atomic
def accept(*, claim: Claim, why: str) -> Claim:
    """Let a claim that was put aside be paid with the next month that is frozen. A second time changes nothing."""
    locked = _open(claim, why)
    if locked.state == ClaimState.DISPUTED:
        _say(locked, ClaimState.SUBMITTED, why)
    return locked


@transaction.atomic
def refuse(*, claim: Claim, why: str, now: datetime) -> Claim:
    """Refuse a claim: what it would have earned goes back to the child. A second time changes nothing.

    Raises NotSettled: "reason" without one, "claim" once it stands in a frozen month.
    """
    locked = _lock(claim)
    if locked.state == ClaimState.REJECTED:
        return locked
    _check(locked, why)
    _say(locked, ClaimState.REJECTED, why)
    earned = Transfer.objects.filter(booking=locked.booking_id, kind__in=EARNS).first()
    if earned is None:
        return locked
    got = dict(earned.entries.filter(account__place=Place.RECEIVABLE).values_list("account__unit", "amount"))
    cents, minutes = got.get(Unit.CENTS, 0), got.get(Unit.MINUTES, 0)
    if cents or minutes:
        back = ledger.give_back(
            f"reverse:claim:{locked.pk}",
            earned.key,
            f"provider:{locked.provider_id}",
            locked.booking.owner,
            cents=cents,
            minutes=minutes,
        )
        posting.post(back, now=now, booking=locked.booking)
    return locked


def _open(claim: Claim, why: str) -> Claim:
    locked = _lock(claim)
    _check(locked, why)
    return locked


def _check(locked: Claim, why: str) -> None:
    if not why.strip():
        raise NotSettled("reason")
    if locked.state == ClaimState.REJECTED:
        raise NotSettled("done")
    if locked.state == ClaimState.APPROVED or SettlementLine.objects.filter(claim=locked).exists():
        raise NotSettled("claim")


def _lock(claim: Claim) -> Claim:
    return Claim.objects.select_for_update(no_key=True, of=("self",)).select_related("booking").get(pk=claim.pk)


def _say(locked: Claim, state: ClaimState, why: str) -> None:
    locked.state, locked.why = state, why.strip()[:300]
    locked.save(update_fields=["state", "why"])
