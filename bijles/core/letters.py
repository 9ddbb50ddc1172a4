"""Letters to parents: in which languages, what a text is made of, and what is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DUTCH: Final = "nl"
# Codes of ISO 639; Dutch stands beside each of the others.
LANGUAGES: Final = ("nl", "en", "tr", "ar", "pl", "uk", "ti")
RIGHT_TO_LEFT: Final = frozenset({"ar"})


class Kind(StrEnum):
    """What a text is for. A school orders the first two, prints the third; a municipality sends the last two."""

    LETTER = "letter"
    FLYER = "flyer"
    SLIP = "slip"
    HOLDER = "holder"
    MAIL = "mail"


ORDERED: Final = (Kind.LETTER, Kind.FLYER)
# What each kind may fill in: `{pass}` becomes the name of the pass.
PLACES: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.LETTER: frozenset({"pass", "city", "desk", "school"}),
    Kind.FLYER: frozenset({"pass", "city", "desk", "school"}),
    Kind.SLIP: frozenset({"pass", "city", "desk", "school"}),
    Kind.HOLDER: frozenset({"pass", "city", "desk", "link"}),
    Kind.MAIL: frozenset({"pass", "city", "desk", "link"}),
}
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_STEP: Final = re.compile(r"^\s*\d+\.\s*")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its lines, or a numbered list with its steps."""

    lines: tuple[str, ...]
    is_list: bool


def unknown_places(text: str, kind: Kind) -> list[str]:
    """Give what stands between braces and cannot be filled in, in order."""
    return [name for name in _PLACE.findall(text) if name not in PLACES[kind]]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in their places, each kept apart so that a Dutch name in an Arabic line does not turn it around.

    A place without a value stays, kept apart as well. The signs around a value are first-strong isolates (Unicode UAX 9).
    """
    return _PLACE.sub(lambda found: f"\u2068{values.get(found[1], found[0])}\u2069", text)


def blocks(body: str) -> tuple[Block, ...]:
    """Give paragraphs and lists: an empty line ends one; lines that all begin with a number are a list."""
    parts = [part.strip().splitlines() for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n")) if part.strip()]
    return tuple(
        Block(tuple(_STEP.sub("", line).strip() for line in lines), True)
        if all(_STEP.match(line) for line in lines)
        else Block(tuple(line.strip() for line in lines), False)
        for lines in parts
    )
