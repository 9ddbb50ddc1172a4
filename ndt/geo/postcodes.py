"""Dutch postcodes: four figures, of which the first is no 0, and two letters that are never SA, SD or SS."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ndt.geo.errors import BadPostcode

_FORM: Final = re.compile(r"([1-9][0-9]{3})\s*([A-Z]{2})?")
_NEVER_USED: Final = ("SA", "SD", "SS")


def pc4(typed: str) -> str:
    """Give the four figures of a postcode, typed with or without letters. Raises BadPostcode."""
    return _parts(typed)[0]


def full(typed: str) -> str:
    """Give a whole postcode as `1234 AB`; only the figures where no letters were typed. Raises BadPostcode."""
    figures, letters = _parts(typed)
    return f"{figures} {letters}" if letters else figures


def _parts(typed: str) -> tuple[str, str]:
    tidy = unicodedata.normalize("NFKC", typed).strip().upper()
    found = _FORM.fullmatch(tidy)
    if found is None or found[2] in _NEVER_USED:
        raise BadPostcode(typed)
    return found[1], found[2] or ""
