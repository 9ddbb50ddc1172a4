"""What somebody who wants to take part does: offer, and withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db import transaction
from django.utils import timezone

from ndt import history
from ndt.allies import core, emails, queries
from ndt.allies.models import SALT, Offer, State
from ndt.limits import services as limits
from ndt.mail import services as mail
from ndt.mail.addresses import canonical
from ndt.web import registry

CONSENT: Final = "2026-11-24"
# From one address block: so many a day get through at once; what comes above waits for a coordinator.
PER_BLOCK: Final = 5
# To one mailbox, whoever fills it in: so many receipts a day.
PER_MAILBOX: Final = 2
DAY: Final = timedelta(days=1)


class UnknownOffer(core.OfferError):
    """There is no such offer (any more)."""

    code = "unknown_offer"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was filled in. took: how long the form was open, None when unknown. bait: what people leave empty."""

    sought: str
    name: str
    email: str
    organisation: str
    message: str
    language: str
    took: timedelta | None
    bait: str


@transaction.atomic
def offer(*, solution: registry.Solution, entry: Entry, block: str, now: datetime) -> Offer:
    """Keep the offer and tell both sides; or hold it, and tell nobody yet, when there is doubt.

    block: the visitor's address block (`ndt.web.client.address_block`); not stored.
    """
    within_rate = limits.allow(purpose="allies.offer", subject=block, limit=PER_BLOCK, window=DAY, now=now)
    texts = (entry.name, entry.organisation, entry.message)
    doubts = core.doubts(bait=entry.bait, took=entry.took, texts=texts, within_rate=within_rate)
    kept = Offer.objects.create(
        solution=solution.room,
        sought=entry.sought,
        name=entry.name,
        email=entry.email,
        organisation=entry.organisation,
        message=entry.message,
        language=entry.language,
        consent=CONSENT,
        state=State.HELD if doubts else State.NEW,
        doubts=" ".join(doubts),
        created_at=now,
        answer_by=core.answer_by(timezone.localdate(now)),
    )
    if not doubts:
        announce(kept, now=now)
    return kept


def announce(kept: Offer, *, now: datetime) -> None:
    """Send the receipt to the sender, at most a few a day to one mailbox, and tell the coordinators."""
    subject = canonical(kept.email)
    if limits.allow(purpose="allies.receipt", subject=subject, limit=PER_MAILBOX, window=DAY, now=now):
        mail.queue(emails.receipt(kept), key=f"allies:receipt:{kept.pk}")
    for coordinator in queries.coordinators(kept.solution):
        mail.queue(emails.arrived(kept, coordinator), key=f"allies:arrived:{kept.pk}:{coordinator.pk}")


def find(token: str) -> Offer:
    """Give the offer of a sender's link. Raises UnknownOffer."""
    try:
        public_id = signing.Signer(salt=SALT).unsign(token)
        return Offer.objects.get(public_id=public_id)
    except (signing.BadSignature, Offer.DoesNotExist) as problem:
        raise UnknownOffer from problem


@transaction.atomic
def withdraw(*, token: str) -> None:
    """Delete the offer at once, answered or not. Raises UnknownOffer."""
    with history.reason("De afzender haalde het bericht weg."):
        find(token).delete()
