"""Signatures that wait for a person: release or reject them, many at once, always with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from campaigns import emails
from campaigns.models import Petition, Signature, TrustedBlock, Verdict
from campaigns.models.signature import State
from campaigns.services.signing import block_hash
from ndt.mail import services as mail
from ndt.people.models import User
from ndt.web.client import address_block


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who decides, why and when."""

    by: User
    reason: str
    at: datetime


@transaction.atomic
def release(*, petition: Petition, receipts: Sequence[str], judgement: Judgement) -> int:
    """Count held signatures and tell their signers; give how many. Those no longer held are left alone."""
    held = _held(petition, receipts, State.HELD)
    for signature in held:
        signature.hold = False
        _move(signature, State.CONFIRMED, judgement)
        mail.queue(emails.released(signature), key=f"campaigns:released:{_mark(signature, judgement)}")
    return len(held)


@transaction.atomic
def reject(*, petition: Petition, receipts: Sequence[str], judgement: Judgement) -> int:
    """Turn held signatures down and tell their signers why; give how many."""
    held = _held(petition, receipts, State.HELD)
    for signature in held:
        _move(signature, State.REJECTED, judgement)
        letter = emails.rejected(signature, reason=judgement.reason)
        mail.queue(letter, key=f"campaigns:rejected:{_mark(signature, judgement)}")
    return len(held)


@transaction.atomic
def reconsider(*, petition: Petition, receipts: Sequence[str], judgement: Judgement) -> int:
    """Put rejected signatures back among the held; give how many."""
    rejected = _held(petition, receipts, State.REJECTED)
    for signature in rejected:
        _move(signature, State.HELD, judgement)
    return len(rejected)


def _held(petition: Petition, receipts: Sequence[str], state: State) -> list[Signature]:
    return list(
        Signature.objects.filter(petition=petition, receipt__in=receipts, state=state)
        .exclude(email="")
        .select_related("petition")
        .select_for_update(of=["self"])
        .order_by("pk")
    )


def _move(signature: Signature, state: State, judgement: Judgement) -> None:
    signature.state = state
    signature.save(update_fields=["state", "hold"])
    Verdict.objects.create(
        signature=signature, state=state, reason=judgement.reason, decided_by=judgement.by, decided_at=judgement.at
    )


def _mark(signature: Signature, judgement: Judgement) -> str:
    # A signature may be judged again after it was reconsidered: each judgement has its own letter.
    return f"{signature.public_id}:{judgement.at:%Y%m%d%H%M%S%f}"


def trust(*, address: str, reason: str, days: int, now: datetime) -> TrustedBlock:
    """Hold no forms from an address block for some days, e.g. of a school. Raises ValueError for no address."""
    block, _made = TrustedBlock.objects.update_or_create(
        block=block_hash(address_block(address)),
        defaults={"reason": reason, "until": now + timedelta(days=days)},
    )
    return block
