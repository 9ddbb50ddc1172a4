"""Codes that stand on a letter, and that a parent may type."""

from __future__ import annotations

import random
import re
from typing import Final

# No I, L, O or U, so that a code can be read aloud.
SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 8
_ALIKE: Final = str.maketrans("ILO", "110")


def draw(count: int, rng: random.Random) -> set[str]:
    """Draw so many different codes of 40 bits. rng: random.SystemRandom outside tests."""
    drawn: set[str] = set()
    while len(drawn) < count:
        drawn.add("".join(rng.choice(SIGNS) for _sign in range(LENGTH)))
    return drawn


def tidy(typed: str) -> str:
    """Give a typed code in capitals, without spaces and dashes, with 1 for I and L and 0 for O."""
    return re.sub(r"[\s-]", "", typed).upper().translate(_ALIKE)


def is_code(tidied: str) -> bool:
    """Say whether a tidied text can be a code: so long, and of these signs only."""
    return len(tidied) == LENGTH and set(tidied) <= set(SIGNS)


def shown(code: str) -> str:
    """Give a code as people read it: "7F3K-92QD"."""
    return f"{code[:4]}-{code[4:]}"
