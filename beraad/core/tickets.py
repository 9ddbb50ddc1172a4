"""Tickets and codes that people read aloud, and profiles that fit the features."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from beraad.core.errors import BadProfile

# Crockford's alphabet: no I, L, O or U, so that a number can be read over the phone.
READABLE: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE: Final = str.maketrans("ILO", "110")


def ticket(rng: random.Random) -> str:
    """Draw a ticket like "7F3K-92QD": eight readable signs, 40 bits. rng: random.SystemRandom outside tests."""
    signs = "".join(rng.choice(READABLE) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def school_code(rng: random.Random) -> str:
    """Draw a code for a teacher: twelve readable signs, 60 bits."""
    signs = "".join(rng.choice(READABLE) for _ in range(12))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def tidy_code(typed: str) -> str:
    """Give a typed code or ticket without spaces and dashes, in capitals, with 0 for O and 1 for I and L."""
    return re.sub(r"[\s-]", "", typed).upper().translate(ALIKE)


def check_profile(profile: Mapping[str, str], features: Mapping[str, Sequence[str] | Collection[str]]) -> None:
    """Refuse answers that do not fit: exactly one known value for each feature. Raises BadProfile."""
    for feature, values in features.items():
        if profile.get(feature) not in values:
            raise BadProfile(feature)
    for feature in profile:
        if feature not in features:
            raise BadProfile(feature)
