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
from ndt.privacy import emails, rows
from ndt.privacy.models import AccessRequest
from ndt.privacy.registry import Person

OPEN_FOR: Final = timedelta(days=1)
# A mailbox gets few of these, whoever types its address; a household or school may ask for many people.
A_MAILBOX: Final = (3, timedelta(days=1))
A_BLOCK: Final = (30, timedelta(hours=1))
BY_MAILBOX: Final = "privacy.request.mailbox"
BY_BLOCK: Final = "privacy.request.block"


class UnknownName(Exception):
    """Nothing stands under this name."""


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


@transaction.atomic
def identify(*, request: AccessRequest, name: str) -> None:
    """Say who of the people at a shared mailbox asks. Raises UnknownName when nothing stands under that name."""
    everyone = rows.by_address(request.email)
    if rows.same(name) not in {rows.same(written) for written in rows.names_at(everyone)}:
        raise UnknownName
    request.name = name
    request.save(update_fields=["name"])


def person_of(request: AccessRequest) -> Person | None:
    """Give whose data a link opens; None while the mailbox is shared and nobody said who asks."""
    person = rows.by_address(request.email, request.name)
    return None if not request.name and rows.is_shared(person) else person


def opened(*, token: str, now: datetime) -> AccessRequest | None:
    """Give the request that a link belongs to; None when there is none or its day is over."""
    return AccessRequest.objects.filter(token_hash=hashed(token), expires_at__gt=now).first()


def hashed(token: str) -> str:
    """Give what is stored of a token: it is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
