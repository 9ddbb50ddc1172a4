"""Keyed hashes: a value that can be recognised without being stored. The keys live outside the database.

`HASH_KEYS` is a list: the first key makes hashes, the others are still recognised. README tells how
to rotate.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def keyed_hash(purpose: str, value: str, *, key_number: int = 0) -> str:
    """Give 64 hex digits of HMAC-SHA256 over `purpose` and `value`.

    Different purposes give unlinkable hashes of the same value. key_number: index in HASH_KEYS.
    """
    key = settings.HASH_KEYS[key_number].encode()
    return hmac.digest(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hex()


def candidates(purpose: str, value: str) -> list[str]:
    """Give the hash of a value under every key, newest first: a stored hash is one of these.

    Look up with `column__in=candidates(...)`, write with `keyed_hash(...)`.
    """
    return [keyed_hash(purpose, value, key_number=number) for number in range(len(settings.HASH_KEYS))]
