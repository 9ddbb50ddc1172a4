"""Secrets of second factors and of links, encrypted with keys that are not in the database."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction

__all__ = ["InvalidToken", "renew", "seal", "unseal"]

# Where allauth keeps something secret, by kind of second factor. A passkey has a public key only.
SECRET_IN: Final = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


def seal(text: str) -> str:
    """Encrypt with the newest key."""
    return MultiFernet(_ciphers()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt with the newest key or an earlier one. Raises InvalidToken when none of them fits."""
    return MultiFernet(_ciphers()).decrypt(sealed.encode()).decode()


def renew() -> int:
    """Encrypt with the newest key what an earlier one encrypted; give how many secrets that were."""
    newest = _ciphers()[0]
    renewed = 0
    for pk, kind in Authenticator.objects.filter(type__in=SECRET_IN).values_list("pk", "type"):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if row is not None and not _fits(newest, row.data[SECRET_IN[kind]]):
                row.data[SECRET_IN[kind]] = seal(unseal(row.data[SECRET_IN[kind]]))
                row.save(update_fields=["data"])
                renewed += 1
    return renewed


def _fits(cipher: Fernet, sealed: str) -> bool:
    try:
        cipher.decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _ciphers() -> list[Fernet]:
    digests = (hashlib.sha256(b"second factor\0" + key.encode()).digest() for key in settings.HASH_KEYS)
    return [Fernet(base64.urlsafe_b64encode(digest)) for digest in digests]
