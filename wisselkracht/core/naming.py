"""What applications and schools are called in the instance of a round, so that no stranger knows them by it."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

DIGITS: Final = 12


def name(seed: bytes, kind: str, key: str) -> str:
    """Give a name of twelve hexadecimal digits. kind: application, school or board. key: that it is known by to us.

    The names follow from the seed of the round, which is fixed before anything is solved: names decide lots, so nobody
    may choose them afterwards.
    """
    return hmac.new(seed, f"{kind}\0{key}".encode(), hashlib.sha256).hexdigest()[:DIGITS]
