"""The passes with which somebody tries the demo: free, of no family. Invented, as is everything of the demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Trial:
    """A pass to try. number: as it stands on the card. children: how many it is for."""

    number: str
    born: date
    children: int = 2


FREE: Final = {
    "nergenspas": Trial("6064 3661 0000 0001", date(1988, 5, 3)),
    "maaspas": Trial("7700 1234 01", date(1990, 11, 20)),
    "ooiepas": Trial("880 123 401", date(1985, 2, 14)),
}
