"""Link tokens and codes: short, bound to one purpose, and useless to who only has the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
import uuid
from collections.abc import Sequence
from typing import Final

MARK_BYTES: Final = 14
# Crockford's alphabet: no I, L, O or U, so that a number can be read over the phone.
READABLE: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def make(purpose: str, subject: uuid.UUID, *, key: bytes) -> str:
    """Give the 40-character URL-safe token of a subject for one purpose."""
    return base64.urlsafe_b64encode(subject.bytes + _mark(purpose, subject, key)).rstrip(b"=").decode()


def read(purpose: str, token: str, *, keys: Sequence[bytes]) -> uuid.UUID | None:
    """Give the subject of a token made with one of `keys`; None when it is anything else."""
    try:
        raw = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, UnicodeEncodeError):
        return None
    if len(raw) != 16 + MARK_BYTES:
        return None
    subject = uuid.UUID(bytes=raw[:16])
    genuine = any(hmac.compare_digest(raw[16:], _mark(purpose, subject, key)) for key in keys)
    return subject if genuine else None


def _mark(purpose: str, subject: uuid.UUID, key: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\0" + subject.bytes, hashlib.sha256).digest()[:MARK_BYTES]


def six_digits(rng: random.Random) -> str:
    """Draw a code, "000000" to "999999"; rng must be random.SystemRandom outside tests."""
    return f"{rng.randrange(1_000_000):06d}"


def receipt_number(rng: random.Random) -> str:
    """Draw a receipt number like "7F3K-92QD-M4": ten readable signs, 50 bits."""
    signs = "".join(rng.choice(READABLE) for _ in range(10))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"
