"""Somebody without an account asks for their data: a link by mail opens a page for a day."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from ndt.jobs.models import Priority
from ndt.limits import services as limits
from ndt.mail import services as mail
from ndt.mail.addresses import canonical
from ndt.privacy import emails
from ndt.privacy.models import AccessRequest

OPEN_FOR: Final = timedelta(days=1)
# A mailbox gets few of these, whoever types its address; a household or school may ask for many people.
A_MAILBOX: Final = (3, timedelta(days=1))
A_BLOCK: Final = (30, timedelta(hours=1))
BY_MAILBOX: Final = "privacy.request.mailbox"
BY_BLOCK: Final = "privacy.request.block"


@transaction.atomic
def ask(*, email: str, block: str, now: datetime) -> bool:
    """Mail a link to the owner of an address, known here or not. False when this visitor asked too often.

    When the mailbox had enough of them the answer is the same, and nothing is sent.
    """
    if not limits.allow(purpose=BY_BLOCK, subject=block, limit=A_BLOCK[0], window=A_BLOCK[1], now=now):
        return False
    if limits.allow(purpose=BY_MAILBOX, subject=canonical(email), limit=A_MAILBOX[0], window=A_MAILBOX[1], now=now):
        token = secrets.token_urlsafe(24)
        asked = AccessRequest.objects.create(
            email=email, token_hash=hashed(token), created_at=now, expires_at=now + OPEN_FOR
        )
        mail.queue(emails.your_data(email, token), key=f"privacy.request:{asked.pk}", priority=Priority.URGENT)
    return True


def opened(*, token: str, now: datetime) -> AccessRequest | None:
    """Give the request that a link belongs to; None when there is none or its day is over."""
    return AccessRequest.objects.filter(token_hash=hashed(token), expires_at__gt=now).first()


def hashed(token: str) -> str:
    """Give what is stored of a token: it is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
