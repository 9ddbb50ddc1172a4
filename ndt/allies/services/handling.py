"""What coordinators do with an offer: release, answer, close."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ndt import history
from ndt.allies import core, emails
from ndt.allies.models import Offer, State
from ndt.allies.services import offering
from ndt.mail import services as mail
from ndt.people.models import User


@transaction.atomic
def release(*, pk: int, now: datetime) -> Offer:
    """Let a held offer through: from now on it is like any other. Raises WrongState."""
    offer = _locked(pk, State.HELD)
    offer.state = State.NEW
    offer.answer_by = core.answer_by(timezone.localdate(now))
    with history.reason("Bekeken en doorgelaten."):
        offer.save(update_fields=["state", "answer_by"])
    offering.announce(offer, now=now)
    return offer


@transaction.atomic
def answer(*, pk: int, text: str, by: User, now: datetime) -> Offer:
    """Mail the answer to the sender. Raises WrongState when somebody else was first."""
    offer = _locked(pk, State.NEW)
    offer.state = State.ANSWERED
    offer.answer, offer.answered_at, offer.answered_by = text, now, by
    with history.reason("Beantwoord per mail."):
        offer.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    mail.queue(emails.answer(offer, by), key=f"allies:answer:{offer.pk}")
    return offer


@transaction.atomic
def close(*, pk: int, reason: str, now: datetime) -> Offer:
    """Close the offer; a year later it goes. Raises WrongState when it is closed already."""
    offer = _locked(pk, State.HELD, State.NEW, State.ANSWERED)
    offer.state, offer.closed_at = State.CLOSED, now
    with history.reason(reason):
        offer.save(update_fields=["state", "closed_at"])
    return offer


def _locked(pk: int, *allowed: State) -> Offer:
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=pk)
    if offer.state not in allowed:
        raise core.WrongState(offer.state)
    return offer
