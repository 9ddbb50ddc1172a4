"""The vocabulary in use, read once from its file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import get_language

from wisselkracht.core import themes
from wisselkracht.core.themes import Vocabulary

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "themes.json"


@cache
def vocabulary() -> Vocabulary:
    """Give the vocabulary in use."""
    return themes.parse(json.loads(FILE.read_text(encoding="utf-8")))


def label(code: str) -> str:
    """Give the words of a theme in the language of the page."""
    return vocabulary().theme(code).label(get_language() or "nl")


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the themes that can be chosen, in groups, in the language of the page."""
    language = get_language() or "nl"
    return [
        (top.label(language), [(theme.code, theme.label(language)) for theme in below])
        for top, below in vocabulary().choices()
    ]
