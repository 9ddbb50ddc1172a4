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
DOMAIN: Final = re.compile(r"^(?=.{4,120}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$")
# Where everybody can get an address; a school's own domain is none of these.
FREE_MAIL: Final = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "outlook.nl", "hotmail.com", "hotmail.nl", "live.com", "live.nl",
        "msn.com", "yahoo.com", "yahoo.nl", "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com",
        "ziggo.nl", "kpnmail.nl", "planet.nl", "hetnet.nl", "home.nl", "xs4all.nl", "upcmail.nl", "casema.nl",
        "chello.nl", "telfort.nl", "tele2.nl", "online.nl", "quicknet.nl", "gmx.com", "gmx.net", "mail.com", "aol.com",
        "zonnet.nl", "solcon.nl", "caiway.nl", "freeler.nl", "tiscali.nl", "web.de", "gmx.de", "yandex.com", "zoho.com",
    }
)  # fmt: skip


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


def is_free_mail(domain: str) -> bool:
    """Say whether everybody can get an address on a domain, or on one above it."""
    parts = domain.lower().split(".")
    return any(".".join(parts[place:]) in FREE_MAIL for place in range(len(parts)))


def is_domain(domain: str) -> bool:
    """Say whether a word can be the domain of a school's mail."""
    return bool(DOMAIN.match(domain))


def check_profile(profile: Mapping[str, str], features: Mapping[str, Sequence[str] | Collection[str]]) -> None:
    """Refuse answers that do not fit: exactly one known value for each feature. Raises BadProfile."""
    for feature, values in features.items():
        if profile.get(feature) not in values:
            raise BadProfile(feature)
    for feature in profile:
        if feature not in features:
            raise BadProfile(feature)
