"""The links in a signer's mail: made from keys that the database does not hold."""

from __future__ import annotations

import hashlib
import uuid
from enum import StrEnum

from django.conf import settings
from django.urls import reverse

from campaigns.core import tokens
from campaigns.models import Signature


class Purpose(StrEnum):
    """What a link is for; a token for one is nothing to another."""

    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    NOT_ME = "not-me"
    THANKS = "thanks"


def _keys() -> list[bytes]:
    return [hashlib.sha256(b"campaigns.links\0" + key.encode()).digest() for key in settings.HASH_KEYS]


def token(purpose: Purpose, subject: uuid.UUID) -> str:
    """Give the token of a signature for one purpose."""
    return tokens.make(purpose.value, subject, key=_keys()[0])


def subject(purpose: Purpose, typed: str) -> uuid.UUID | None:
    """Give the signature's public id, or None when the token is not ours."""
    return tokens.read(purpose.value, typed, keys=_keys())


def address(purpose: Purpose, signature: Signature) -> str:
    """Give the absolute address for a mail."""
    name = f"campaigns:{purpose.value}"
    found: str = settings.SITE_URL + reverse(name, args=[signature.petition.slug, token(purpose, signature.public_id)])
    return found
