"""A postcode or a place, as people type it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

POSTCODE: Final = re.compile(r"^([1-9]\d{3})\s*([a-z]{2})?$", re.IGNORECASE)
LONGEST: Final = 80


def tidy(typed: str) -> str:
    """Give `1012 AB` for a postcode however typed, and a place name with single spaces."""
    place = " ".join(unicodedata.normalize("NFC", typed).split())
    postcode = POSTCODE.match(place)
    if postcode is None:
        return place
    digits, letters = postcode.groups()
    return f"{digits} {letters.upper()}" if letters else digits


def fault(place: str) -> str:
    """Say what is wrong with a tidy place: "empty", "long", "postcode", "letters", or "" for nothing."""
    if not place:
        return "empty"
    if len(place) > LONGEST:
        return "long"
    if POSTCODE.match(place):
        return ""
    if place[0].isdigit():
        return "postcode"
    if not place[0].isalpha() and place[0] not in "'’`":
        return "letters"
    return "" if all(sign.isalnum() or sign in " -'’`.,()/" for sign in place) else "letters"
