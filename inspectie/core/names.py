"""Names of schools, places and municipalities as people write them, and folded for search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

# UTF-8 that was read as Latin-1: a capital A or I with an accent and then a sign of the upper half.
_TWICE_ENCODED: Final = re.compile("[Â-ô][\x80-¿]")
# Latin-1 that was read as code page 850: a dot inside a word, or a capital with an accent at its end.
_CODE_PAGE: Final = re.compile("[A-Za-zß-ÿ](?:·|[À-ÖØ-Þ](?=[a-z]|$))")
_LOW: Final = frozenset(
    ["aan", "de", "den", "der", "het", "en", "in", "op", "bij", "van", "ten", "ter", "over", "onder", "'t", "'s"]
)
_MUNICIPALITY: Final = re.compile(r" GEM (.+)$")
# Letters that no decomposition takes apart.
_PLAIN: Final = str.maketrans({"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})


def repair(text: str) -> str:
    """Undo a wrong encoding, as in 'SÃºdwest-FryslÃ¢n', also where it was broken twice.

    Text that is right stays as it is.
    """
    for _ in range(3):
        if not _TWICE_ENCODED.search(text):
            break
        try:
            text = text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            try:
                text = text.encode("cp1252").decode("utf-8")
            except UnicodeError:
                break
    text = text.replace("\x91", "‘").replace("\x92", "’")
    if _CODE_PAGE.search(text) and not text.isupper():
        try:
            text = text.encode("cp850").decode("latin-1")
        except UnicodeError:
            return text
    return text


def clean(text: str) -> str:
    """Give a name without a wrong encoding and without spaces that nobody sees."""
    return " ".join(repair(text.replace("\xa0", " ")).split())


def title_case(text: str) -> str:
    """Write a name in capitals as people do: "'S-GRAVENHAGE" is "'s-Gravenhage". Mixed case stays as it is."""
    if not text.isupper():
        return text
    parts = re.split(r"([ \-])", text.lower())
    return "".join(_word(part, first=index == 0) for index, part in enumerate(parts))


def _word(word: str, *, first: bool) -> str:
    if word in {"'s", "'t"} or (word in _LOW and not first) or word[:1].isdigit():
        return word
    if word.startswith("ij"):
        return "IJ" + word[2:]
    head = 1 if word[:1] == "'" else 0
    return word[:head] + word[head : head + 1].upper() + word[head + 1 :]


def place_name(text: str) -> str:
    """Write a place name of DUO as people do; 'NES GEM AMELAND' is 'Nes (Ameland)'."""
    text = clean(text)
    found = _MUNICIPALITY.search(text)
    if found:
        return f"{title_case(text[: found.start()])} ({title_case(found[1])})"
    return title_case(text)


@dataclass(frozen=True, slots=True)
class Called:
    """A name that a source used on a date."""

    name: str
    dated: date


def best(names: Sequence[Called]) -> str:
    """Choose how to call something: a name in mixed case before one in capitals, then the newest, then the first.

    names: at least one.
    """
    return title_case(max(names, key=lambda called: (not called.name.isupper(), called.dated, called.name)).name)


def fold(text: str) -> str:
    """Give what search compares: lower case, no accents, no apostrophes, hyphens as spaces, single spaces.

    "'s-Gravenhage" and "s gravenhage" fold alike, and so do 'Súdwest-Fryslân' and 'sudwest fryslan'.
    """
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    kept = "".join(sign for sign in apart if not unicodedata.combining(sign))
    kept = re.sub(r"['’‘`´.]", "", kept)
    return " ".join(re.sub(r"[^0-9a-z]+", " ", kept).split())
