"""What a name is: nearly everything. A mononym, `'t Hart` and a name in any script are names."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 100
# What stands in an address and never in a name. A dot between letters is enough: "kijk.op.nl".
ADDRESS: Final = re.compile(r"https?:|www\.|//|@|\w\.[a-z]{2,}\b(?<!\.\w)", re.IGNORECASE)
INITIALS: Final = re.compile(r"^(?:\w{1,3}\.)+\w*$")


def tidy(typed: str) -> str:
    """Give a name as it is kept: composed (NFC), one space between words, none around."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


def fault(name: str) -> str:
    """Say what is wrong with a tidy name: "empty", "long", "address", "letters", or "" for nothing."""
    if not name:
        return "empty"
    if len(name) > LONGEST:
        return "long"
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn"} and sign not in "\u200c\u200d" for sign in name):
        return "letters"
    if any(ADDRESS.search(word) and not INITIALS.match(word) for word in name.split()):
        return "address"
    if not any(unicodedata.category(sign).startswith("L") for sign in name):
        return "letters"
    return ""


def same(name: str) -> str:
    """Give the form in which two spellings of one name are equal: no case, accents, spaces or signs."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
