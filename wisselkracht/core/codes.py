"""Codes that a school reads from a letter and types."""

from __future__ import annotations

import random
import re
from typing import Final

# Crockford's alphabet: no I, L, O or U, so that a code can be read over the phone.
READABLE: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE: Final = str.maketrans("ILO", "110")
SIGNS: Final = 8


def code(rng: random.Random) -> str:
    """Draw a code like "7F3K-92QD": 40 bits. rng: random.SystemRandom outside tests."""
    signs = "".join(rng.choice(READABLE) for _sign in range(SIGNS))
    return f"{signs[:4]}-{signs[4:]}"


def tidy(typed: str) -> str:
    """Give a typed code without spaces and dashes, in capitals, with 0 for O and 1 for I and L."""
    return re.sub(r"[\s-]", "", typed).upper().translate(ALIKE)
