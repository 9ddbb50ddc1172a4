"""What is wrong with a file, by line, and what was found in one that is right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from wisselkracht.core.errors import WisselkrachtError
from wisselkracht.core.instance import Instance

NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
MOST_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its name, for messages, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. line: 1-based, as editors count; 0 for the file as a whole."""

    file: str
    line: int
    code: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class BadInput(WisselkrachtError):
    """The files cannot be solved as they are. faults: at most fifty, in the order of the files."""

    code = "bad-input"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Found:
    """An instance. longest: the longest cycle that its file allows, or None where the file does not say."""

    instance: Instance
    longest: int | None = None


def weight_of(text: str) -> Decimal | None:
    """Read a weight exactly, or None where the text is no number or has more digits than fit."""
    if len(text) > 40 or not NUMBER.fullmatch(text):
        return None
    weight = Decimal(text)
    return weight if fits(weight) else None


def fits(weight: Decimal) -> bool:
    """Is a weight finite, with no more than twelve digits before and after the point together?"""
    if not weight.is_finite():
        return False
    if not weight:
        return True
    exponent = weight.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(weight.adjusted() + 1, 0) + max(-exponent, 0) <= MOST_DIGITS


def whole_of(text: str) -> int | None:
    """Read a whole number of at most nine digits, or None."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def text_of(source: Source, faults: list[Fault]) -> str | None:
    """Give the text of a file, or None where it is not UTF-8 or empty."""
    try:
        text = source.content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = source.content.count(b"\n", 0, problem.start) + 1
        faults.append(Fault(source.name, line, "not-utf8", "This is not UTF-8 text; save the file as UTF-8."))
        return None
    if not text.strip():
        faults.append(Fault(source.name, 1, "empty", "The file is empty."))
        return None
    return text
