"""Read a hospital-residents instance with ties (the text form of the research software pyhrtc) as a bundle.

Line 1 the number of couples (only 0 here), line 2 residents, line 3 hospitals; then `resident hospital hospital ...`,
then `hospital places (resident resident) resident ...`, where brackets hold who are equal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from opleiding.core.errors import BadBundle, Fault
from opleiding.core.market import Mode, TieBreaking

HEAD: Final = 3
TOKEN: Final = re.compile(r"\(|\)|[0-9]{1,9}|\S+")


def bundle(content: bytes, *, seed: bytes, mode: Mode, tie_breaking: TieBreaking) -> dict[str, Any]:
    """Give the facts of a bundle. Ids are the numbers in the file. Raises BadBundle; its pointers are `/line/7`."""
    lines = content.decode("ascii", "replace").splitlines()
    residents, hospitals = _head(lines)
    if len(lines) < HEAD + residents + hospitals:
        raise _bad(len(lines), f"There are {len(lines)} lines; {HEAD + residents + hospitals} were announced.")
    candidates = []
    for number in range(HEAD, HEAD + residents):
        name, *choices = _numbers(lines, number)
        candidates.append({"id": name, "preferences": choices})
    offerings = []
    for number in range(HEAD + residents, HEAD + residents + hospitals):
        name, places, *rest = _tokens(lines, number, least=2)
        if not (name.isdigit() and places.isdigit()):
            raise _bad(number + 1, "Give the number of the hospital and its places.")
        offerings.append({"id": name, "places": int(places), "pool": None, "priorities": _classes(rest, number + 1)})
    return {
        "candidates": candidates, "offerings": offerings, "pools": [], "lottery": {"seed": seed.hex()},
        "tie_breaking": tie_breaking, "mode": mode,
    }  # fmt: skip


def _head(lines: Sequence[str]) -> tuple[int, int]:
    head = [line.strip() for line in lines[:HEAD]]
    if len(head) < HEAD or not all(re.fullmatch(r"[0-9]{1,9}", line) for line in head):
        raise _bad(1, "The first three lines are numbers: couples, residents, hospitals.")
    if int(head[0]):
        raise _bad(1, "Couples are not handled: the first line has to be 0.")
    return int(head[1]), int(head[2])


def _tokens(lines: Sequence[str], number: int, *, least: int) -> list[str]:
    found: list[str] = TOKEN.findall(lines[number])
    if len(found) < least:
        raise _bad(number + 1, f"This line holds {len(found)} words; it needs at least {least}.")
    return found


def _numbers(lines: Sequence[str], number: int) -> list[str]:
    found = _tokens(lines, number, least=1)
    for word in found:
        if not word.isdigit():
            raise _bad(number + 1, f'"{word}" is not a number; a resident\'s own list has no ties.')
    return found


def _classes(words: Sequence[str], line: int) -> list[list[str]]:
    classes: list[list[str]] = []
    open_bracket = False
    for word in words:
        if word == "(" and not open_bracket:
            open_bracket = True
            classes.append([])
        elif word == ")" and open_bracket:
            open_bracket = False
        elif not word.isdigit():
            raise _bad(line, f'"{word}" does not belong here.')
        elif open_bracket:
            classes[-1].append(word)
        else:
            classes.append([word])
    if open_bracket:
        raise _bad(line, "A bracket is not closed.")
    return classes


def _bad(line: int, sentence: str) -> BadBundle:
    return BadBundle([Fault(f"/line/{line}", "bad-line", sentence)])
