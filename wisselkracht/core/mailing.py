"""A letter to many: what may stand between braces, and how it is filled for one person."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from wisselkracht.core.errors import WisselkrachtError

NAMES: Final = ("naam", "school", "ronde", "laatste_dag")
LONGEST: Final = 4000
_PLACE: Final = re.compile(r"\{([^{}]*)\}")


class BadPlaceholder(WisselkrachtError):
    """Something stands between braces that we cannot fill. placeholder: what, without the braces."""

    code = "bad-placeholder"

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder)
        self.placeholder = placeholder


def check(text: str, *, names: Collection[str] = NAMES) -> None:
    """Refuse a text with a placeholder that is not one of `names`, or with a loose brace (BadPlaceholder)."""
    for found in _PLACE.findall(text):
        if found.strip() not in names:
            raise BadPlaceholder(found)
    loose = re.search(r"[{}]", _PLACE.sub("", text))
    if loose:
        raise BadPlaceholder(loose[0])


def fill(text: str, values: Mapping[str, str]) -> str:
    """Give the text with each placeholder replaced once: a value that holds braces itself stays as it is."""
    return _PLACE.sub(lambda found: values[found[1].strip()], text)


def paragraphs(text: str) -> list[str]:
    """Give the paragraphs of a typed text; empty lines part them, single line ends become spaces."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [" ".join(part.split()) for part in parts if part.strip()]
