"""The faces that documents print in, and which of them a text needs.

Pure but for reading the font files beside it. A document prints in these faces only, never in what
happens to be installed, so that it is the same on every machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parent / "fonts"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Tab and line ends, (non-)joiners, direction marks and isolates: they shape the letters beside them.
INVISIBLE = frozenset(map(ord, "\t\n\r\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"))


@dataclass(frozen=True, slots=True)
class Face:
    """One font file under the family name that the print style sheet uses.

    The family name is unique to one file a weight: WeasyPrint mixes up glyphs of two files that
    share a name and a weight.
    """

    family: str
    file: str
    weight: int = 400
    style: str = "normal"

    @property
    def rule(self) -> str:
        """Give the CSS rule that loads the face."""
        source = (FOLDER / self.file).as_uri()
        return (
            f'@font-face {{ font-family: "{self.family}"; font-weight: {self.weight}; '
            f'font-style: {self.style}; src: url("{source}") }}'
        )

    @property
    def characters(self) -> frozenset[int]:
        """Give the code points that the face has a shape for."""
        return _characters(self.file)


HOUSE = (
    Face("Atkinson Hyperlegible Next", "atkinson-hyperlegible-next/AtkinsonHyperlegibleNext_400Regular.ttf"),
    Face(
        "Atkinson Hyperlegible Next",
        "atkinson-hyperlegible-next/AtkinsonHyperlegibleNext_400Regular_Italic.ttf",
        style="italic",
    ),
    Face("Atkinson Hyperlegible Next", "atkinson-hyperlegible-next/AtkinsonHyperlegibleNext_700Bold.ttf", 700),
    Face("Bricolage Grotesque", "bricolage-grotesque/BricolageGrotesque_600SemiBold.ttf", 600),
    Face("Bricolage Grotesque", "bricolage-grotesque/BricolageGrotesque_800ExtraBold.ttf", 800),
)
OTHER_SCRIPTS = (
    Face("Noto Sans", "noto-sans/NotoSans_400Regular.ttf"),
    Face("Noto Sans", "noto-sans/NotoSans_700Bold.ttf", 700),
    Face("Noto Sans Arabic", "noto-sans-arabic/NotoSansArabic_400Regular.ttf"),
    Face("Noto Sans Arabic", "noto-sans-arabic/NotoSansArabic_700Bold.ttf", 700),
    Face("Noto Sans Hebrew", "noto-sans-hebrew/NotoSansHebrew_400Regular.ttf"),
    Face("Noto Sans Hebrew", "noto-sans-hebrew/NotoSansHebrew_700Bold.ttf", 700),
    Face("Noto Sans Ethiopic", "noto-sans-ethiopic/NotoSansEthiopic_400Regular.ttf"),
    Face("Noto Sans Ethiopic", "noto-sans-ethiopic/NotoSansEthiopic_700Bold.ttf", 700),
    Face("Noto Sans Armenian", "noto-sans-armenian/NotoSansArmenian_400Regular.ttf"),
    Face("Noto Sans Georgian", "noto-sans-georgian/NotoSansGeorgian_400Regular.ttf"),
    Face("Noto Sans Devanagari", "noto-sans-devanagari/NotoSansDevanagari_400Regular.ttf"),
    Face("Noto Sans Thai", "noto-sans-thai/NotoSansThai_400Regular.ttf"),
    Face("Noto Sans SC", "noto-sans-sc/NotoSansSC_400Regular.ttf"),
    Face("Noto Sans KR", "noto-sans-kr/NotoSansKR_400Regular.ttf"),
)


# Line and paragraph separator: a few faces list them, none draws them.
SEPARATORS: Final = frozenset({"Zl", "Zp"})


def printable(text: str) -> str:
    """Give `text` with U+FFFD for each character that no face has a shape for.

    A character without a shape would print as a bare .notdef, which PDF/UA forbids and nobody can
    read. Line ends, joiners and isolates stay; other invisible signs go.
    """
    return text.translate({point: _instead(point) for point in set(map(ord, text)) if not _can_print(point)})


def needed(text: str) -> list[Face]:
    """Give the faces to load for `text`: the house's own, and others only when it has their letters."""
    families = {family for point in set(map(ord, text)) if (family := _family_for(point))}
    return [*HOUSE, *(face for face in OTHER_SCRIPTS if face.family in families)]


def families() -> Iterable[str]:
    """Give every family once, in the order in which a text looks for its letters."""
    return dict.fromkeys(face.family for face in (HOUSE[0], *OTHER_SCRIPTS))


def _can_print(point: int) -> bool:
    category = unicodedata.category(chr(point))
    if category in {"Cc", "Cf"}:
        return point in INVISIBLE
    return category not in SEPARATORS and _home(point) is not None


def _instead(point: int) -> str:
    category = unicodedata.category(chr(point))
    if category in SEPARATORS:
        return " "
    return "" if category in {"Cc", "Cf"} else REPLACEMENT


def _family_for(point: int) -> str:
    """Give the family outside the house's own that prints `point`, or ""."""
    home = _home(point)
    return home.family if home in OTHER_SCRIPTS else ""


@cache
def _home(point: int) -> Face | None:
    """Give the first face with a shape for `point`. Every heading face leans on the text faces."""
    for face in (HOUSE[0], *OTHER_SCRIPTS):
        if point in face.characters:
            return face
    return None


@cache
def _characters(file: str) -> frozenset[int]:
    with TTFont(FOLDER / file, lazy=True) as font:
        best: dict[int, str] = font.getBestCmap()
        return frozenset(best)
