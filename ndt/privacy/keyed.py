"""Keyed hashes: a value that can be recognised without being stored. The keys live outside the database."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def keyed_hash(purpose: str, value: str, *, key_number: int = 0) -> str:
    """Give 64 hex digits of HMAC-SHA256 over `purpose` and `value`.

    Different purposes give unlinkable hashes of the same value. key_number: index in HASH_KEYS.
    """
    key = settings.HASH_KEYS[key_number].encode()
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()
