"""Read and rewrite the content stream of a page: which mark shows which glyphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Operator

SHOWS_TEXT = {"Tj", "TJ"}
Alphabets = Mapping[str, Mapping[int, str]]


@dataclass(slots=True)
class Mark:
    """One marked sequence with an MCID: where it opens in the stream and what its glyphs decode to.

    mute: one of its glyphs has no text of its own, e.g. the dot below of 'ị'.
    """

    at: int
    mcid: int
    glyphs: str = ""
    mute: bool = False


def alphabets(page: pikepdf.Page) -> dict[str, dict[int, str]]:
    """Give each font of the page, by resource name, its map from glyph to text."""
    fonts = page.resources.get("/Font", Dictionary())
    return {name: _alphabet(font) for name, font in fonts.items()}


def _alphabet(font: Any) -> dict[int, str]:
    source = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"^<([0-9a-f]{4})> <([0-9a-f]*)>$", source, re.MULTILINE)
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}


def marks(instructions: Sequence[Any], fonts: Alphabets) -> list[Mark]:
    """Give the marks of a page in the order in which they are painted."""
    found: list[Mark] = []
    open_marks: list[Mark | None] = []
    font: Mapping[int, str] = {}
    for at, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator == "BDC" and "/MCID" in instruction.operands[1]:
            found.append(Mark(at, int(instruction.operands[1]["/MCID"])))
            open_marks.append(found[-1])
        elif operator in {"BDC", "BMC"}:
            open_marks.append(None)
        elif operator == "EMC":
            open_marks.pop()
        elif operator == "Tf":
            font = fonts[str(instruction.operands[0])]
        elif operator in SHOWS_TEXT and open_marks and (mark := open_marks[-1]):
            texts = [font.get(glyph, "") for glyph in _glyphs(instruction.operands[0])]
            mark.glyphs += "".join(texts)
            mark.mute = mark.mute or not all(texts)
    return found


def _glyphs(shown: Any) -> Iterator[int]:
    for part in shown if isinstance(shown, pikepdf.Array) else [shown]:
        if isinstance(part, pikepdf.String):
            codes = bytes(part)
            yield from (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2))


def as_furniture() -> pikepdf.ContentStreamInstruction:
    """Give the opening of an artifact: what stands on each page and is no part of the text."""
    operands = [Name.Artifact, Dictionary(Type=Name.Pagination)]
    return pikepdf.ContentStreamInstruction(operands, Operator("BDC"))


def as_spoken(opening: Any, text: str) -> pikepdf.ContentStreamInstruction:
    """Give the opening of a mark with the text that it stands for."""
    tag, properties = opening.operands
    properties = Dictionary(properties)
    properties.ActualText = pikepdf.String(text)
    return pikepdf.ContentStreamInstruction([tag, properties], Operator("BDC"))
