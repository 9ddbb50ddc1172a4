"""Pass schemes as data: which number a pass may have, when its year ends, and how it is kept unreadable."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Scheme:
    """A pass of a municipality.

    digits: fewest and most digits of a number. prefix: digits that every number begins with, often none.
    year_starts: month and day on which a pass year begins.
    """

    slug: str
    name: str
    municipality: str
    digits: tuple[int, int]
    prefix: str = ""
    year_starts: tuple[int, int] = (1, 1)


# Stadspas: full numbers of 13 to 19 digits and a year from 1 August (mijn-amsterdam-frontend, stadspas-types.ts and
# PASSYEAR_MD). Rotterdampas: the year ends with February (rijnmond.nl, March 2019). The other formats are not public,
# so they are wide: a municipality narrows them in its own scheme.
PRESETS: Final = (
    Scheme("stadspas", "Stadspas", "Amsterdam", digits=(13, 19), year_starts=(8, 1)),
    Scheme("rotterdampas", "Rotterdampas", "Rotterdam", digits=(6, 19), year_starts=(3, 1)),
    Scheme("ooievaarspas", "Ooievaarspas", "Den Haag", digits=(6, 19), year_starts=(1, 1)),
)

_BETWEEN: Final = re.compile(r"[\s.\-]")


def tidy(typed: str, scheme: Scheme) -> str | None:
    """Give a typed number as bare digits, or None when no pass of the scheme can have it.

    Spaces, dots and dashes are how people copy a number from a card, so they fall away. Digits are ASCII digits only.
    """
    number = _BETWEEN.sub("", typed)
    fewest, most = scheme.digits
    if not (number.isascii() and number.isdigit() and fewest <= len(number) <= most):
        return None
    return number if number.startswith(scheme.prefix) else None


def pass_hmac(number: str, key: bytes) -> str:
    """Give the keyed hash of a tidy pass number, as 64 hexadecimal signs.

    A bare hash would be readable again: there are few enough numbers to try them all.
    """
    return hmac.new(key, f"pass:{number}".encode(), hashlib.sha256).hexdigest()


def birth_date_hmac(number: str, born: date, key: bytes) -> str:
    """Give the keyed hash of the holder's birth date. It holds the number too, so that equal dates do not look equal."""
    return hmac.new(key, f"birth:{number}:{born.isoformat()}".encode(), hashlib.sha256).hexdigest()


def last_three(number: str) -> str:
    """Give what a screen may show of a tidy number."""
    return number[-3:]


def pass_year(scheme: Scheme, day: date) -> tuple[date, date]:
    """Give the first and last day of the pass year that `day` lies in."""
    month, first = scheme.year_starts
    begins = date(day.year, month, first)
    if day < begins:
        begins = date(day.year - 1, month, first)
    return begins, date(begins.year + 1, month, first) - timedelta(days=1)
