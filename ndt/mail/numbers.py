"""Phone numbers as people type them, and as the world writes them (E.164)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ndt.mail.errors import NotAPhone, OtherCountry

_FILLING: Final = re.compile(r"[\s().\-‐‑–/\u00a0\u2060]")
_E164: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_DUTCH: Final = "+31"
_DUTCH_MOBILE: Final = re.compile(r"\+316[1-9][0-9]{7}")


def read(typed: str, *, prefixes: Sequence[str]) -> str:
    """Give the number as `+31612345678`.

    prefixes: what it must begin with ("+316" for Dutch mobile phones). Raises NotAPhone for what is
    no number, OtherCountry for one that begins otherwise.
    """
    digits = _FILLING.sub("", typed)
    digits = re.sub(r"^00", "+", digits)
    digits = re.sub(r"^0", _DUTCH, digits)
    # "+31 (0)6 ...", as it stands on many a card.
    digits = re.sub(r"^\+310", _DUTCH, digits)
    if not _E164.fullmatch(digits):
        raise NotAPhone
    if not digits.startswith(tuple(prefixes)):
        raise NotAPhone if digits.startswith(_DUTCH) else OtherCountry
    if digits.startswith("+316") and not _DUTCH_MOBILE.fullmatch(digits):
        raise NotAPhone
    return digits


def shown(number: str) -> str:
    """Give a number from `read` as its owner writes it: "06 12345678", of another country as it is."""
    return f"06\u00a0{number[4:]}" if _DUTCH_MOBILE.fullmatch(number) else number
