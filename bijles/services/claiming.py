"""What a provider asks for a booking, and the municipality's yes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijles.core import ledger
from bijles.core.ledger import Kind, Owner, Place
from bijles.models import Booking, Claim
from bijles.models.claim import ClaimState
from bijles.models.lesson import BookingState
from bijles.services import posting


def claim(booking: Booking, cents: int, *, now: datetime) -> Claim:
    """Claim what was earned for a booking, in the transaction that earns it. A second claim is refused by the table."""
    return Claim.objects.create(
        booking=booking, provider_id=booking.lesson.agreement.provider_id, cents=cents, made_at=now
    )


@transaction.atomic
def approve(*, claim: Claim, now: datetime) -> Claim:
    """Approve a claim: what was to be received is to be paid. A second time changes nothing."""
    locked = Claim.objects.select_for_update(no_key=True, of=("self",)).select_related("booking").get(pk=claim.pk)
    if locked.state != ClaimState.SUBMITTED:
        return locked
    locked.state = ClaimState.APPROVED
    locked.save(update_fields=["state"])
    provider = f"provider:{locked.provider_id}"
    minutes = locked.booking.minutes if locked.booking.state == BookingState.ATTENDED else 0
    if locked.cents or minutes:
        moved = ledger.move(
            Kind.APPROVE,
            f"approve:{locked.pk}",
            Owner(Place.RECEIVABLE, provider),
            Owner(Place.PAYABLE, provider),
            cents=locked.cents,
            minutes=minutes,
        )
        posting.post(moved, now=now, booking=locked.booking)
    return locked
