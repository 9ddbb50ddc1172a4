"""One function a letter. Each carries the links to withdraw and to say 'this was not me'."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.conf import settings

from campaigns.links import Purpose, address
from campaigns.models import Signature
from ndt.mail import unsubscribe
from ndt.mail.letters import Letter

NEWS: Final = "campaigns.news"


def _letter(template: str, signature: Signature, **context: Any) -> Letter:
    petition = signature.petition
    return Letter(
        to=signature.email,
        template=f"campaigns/{template}",
        context={
            "name": signature.name,
            "petition": petition.title,
            "petition_url": settings.SITE_URL + petition.get_absolute_url(),
            "withdraw_url": address(Purpose.WITHDRAW, signature),
            "not_me_url": address(Purpose.NOT_ME, signature),
            **context,
        },
        language=signature.language,
    )


def confirm(signature: Signature, *, code: str) -> Letter:
    """Ask the owner of the mailbox to confirm, by link or by code."""
    return _letter("confirm", signature, code=code, confirm_url=address(Purpose.CONFIRM, signature))


def reminder(signature: Signature, *, code: str) -> Letter:
    """Remind once that the signature is not confirmed."""
    return _letter("reminder", signature, code=code, confirm_url=address(Purpose.CONFIRM, signature))


def already(signature: Signature) -> Letter:
    """Tell the owner, and nobody else, that this name has signed before."""
    return _letter("already", signature, receipt=signature.receipt)


def in_review(signature: Signature) -> Letter:
    """Say that the signature waits for a person to look at it."""
    return _letter("in_review", signature, receipt=signature.receipt)


def full(signature: Signature) -> Letter:
    """Say that two people have signed from this mailbox already; addressed by an existing signature."""
    return _letter("full", signature)


def thank_you(signature: Signature) -> Letter:
    """Thank, give the receipt number and ask to share."""
    return _letter("thank_you", signature, receipt=signature.receipt)


def released(signature: Signature) -> Letter:
    """Say that the signature now counts."""
    return _letter("released", signature, receipt=signature.receipt)


def rejected(signature: Signature, *, reason: str) -> Letter:
    """Say that the signature does not count, why, and what the signer can do."""
    return _letter("rejected", signature, receipt=signature.receipt, reason=reason)


def news(signature: Signature, *, answered_by: str, words: str) -> Letter:
    """Tell a signer who asked for news what the answer is. One click stops the news; the signature stays."""
    stop = unsubscribe.address(NEWS, str(signature.public_id), language=signature.language)
    return replace(_letter("news", signature, answered_by=answered_by, words=words), unsubscribe=stop)
