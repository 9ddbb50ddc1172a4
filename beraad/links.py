"""The links in a teacher's mail: made with keys that the database does not hold."""

from __future__ import annotations

import uuid
from enum import StrEnum

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from beraad.models import Registration


class Purpose(StrEnum):
    """What a link is for; a token for one is nothing to another."""

    CONFIRM = "confirm"
    MINE = "mine"
    INVITATION = "invitation"


def _signer(purpose: Purpose) -> Signer:
    return Signer(salt=f"beraad.links.{purpose}", sep="~")


def token(purpose: Purpose, subject: uuid.UUID) -> str:
    """Give the token of a registration for one purpose."""
    return _signer(purpose).sign(subject.hex)


def subject(purpose: Purpose, typed: str) -> uuid.UUID | None:
    """Give the registration's public id, or None when the token is not ours."""
    try:
        return uuid.UUID(_signer(purpose).unsign(typed))
    except (BadSignature, ValueError):
        return None


def address(purpose: Purpose, registration: Registration) -> str:
    """Give the absolute address for a mail."""
    arguments = [registration.assembly.slug, token(purpose, registration.public_id)]
    found: str = settings.SITE_URL + reverse(f"beraad:{purpose.value}", args=arguments)
    return found
