"""Parse JSON and know the line of every object, for messages. Slow, so asked only once something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

SPACE: Final = " \t\n\r"


def lines_of(text: str) -> dict[tuple[str | int, ...], int]:
    """Give the line on which each value of a JSON text begins, by its path: ("edges", 3, "weight").

    Of a key that stands twice in one object the second is given under its path with "again" behind it.
    text: valid JSON. Takes one pass over the text.
    """
    walker = _Walker(text)
    walker.value(0, ())
    return walker.found


class _Walker:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[tuple[str | int, ...], int] = {}
        self.line, self.counted = 1, 0

    def value(self, at: int, path: tuple[str | int, ...]) -> int:
        at = self._skip(at)
        self.line += self.text.count("\n", self.counted, at)
        self.counted = at
        self.found[(*path, "again") if path in self.found else path] = self.line
        sign = self.text[at]
        inside: dict[str, Callable[[int, tuple[str | int, ...]], int]] = {"{": self._object, "[": self._array}
        if sign in inside:
            return inside[sign](at + 1, path)
        if sign == '"':
            return self._string(at)[1]
        while at < len(self.text) and self.text[at] not in ",]}" + SPACE:
            at += 1
        return at

    def _object(self, at: int, path: tuple[str | int, ...]) -> int:
        at = self._skip(at)
        while self.text[at] != "}":
            key, at = self._string(at)
            at = self.value(self._skip(at) + 1, (*path, key))
            at = self._after(at)
        return at + 1

    def _array(self, at: int, path: tuple[str | int, ...]) -> int:
        at, number = self._skip(at), 0
        while self.text[at] != "]":
            at = self.value(at, (*path, number))
            at = self._after(at)
            number += 1
        return at + 1

    def _after(self, at: int) -> int:
        at = self._skip(at)
        return self._skip(at + 1) if self.text[at] == "," else at

    def _string(self, at: int) -> tuple[str, int]:
        end = at + 1
        while self.text[end] != '"':
            end += 2 if self.text[end] == "\\" else 1
        return self.text[at + 1 : end], end + 1

    def _skip(self, at: int) -> int:
        while at < len(self.text) and self.text[at] in SPACE:
            at += 1
        return at
