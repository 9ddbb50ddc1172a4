"""Secrets at rest, encrypted with keys that stand outside the database."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "seal", "unseal"]


def seal(purpose: str, text: str) -> str:
    """Encrypt with the newest key. A sealed text of one purpose cannot be opened as another."""
    return MultiFernet(_ciphers(purpose)).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """Decrypt with the newest key or an earlier one. Raises InvalidToken when none of them fits."""
    return MultiFernet(_ciphers(purpose)).decrypt(sealed.encode()).decode()


def _ciphers(purpose: str) -> list[Fernet]:
    digests = (hashlib.sha256(f"sealed {purpose}\0{key}".encode()).digest() for key in settings.HASH_KEYS)
    return [Fernet(base64.urlsafe_b64encode(digest)) for digest in digests]
