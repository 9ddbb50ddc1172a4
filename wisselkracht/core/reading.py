"""Read an instance from the formats of the field; whatever is wrong is named by file and line.

`native` and `kep` are JSON, the others are text: `kidney` (Trimble: `n m`, `from to weight`, ends with -1 -1 -1; altruists
in a file of the same name that ends in .ndds), `wmd` (PrefLib), `coco` (`n m L`, then rows) and `edge` (`p edge n m`,
`e a b weight`; no direction). Weights are read digit by digit, never through a float.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from wisselkracht.core import reading_json, reading_text
from wisselkracht.core.faults import BadInput, Fault, Found, Source

__all__ = ["FORMATS", "BadInput", "Fault", "Found", "Source", "guess", "read"]

READERS: Final[dict[str, Callable[[Sequence[Source], list[Fault]], Found | None]]] = {
    "native": reading_json.native,
    "kep": reading_json.kep,
    "kidney": reading_text.kidney,
    "wmd": reading_text.wmd,
    "coco": reading_text.coco,
    "edge": reading_text.edge,
}
FORMATS: Final = tuple(READERS)
MOST_FAULTS: Final = 50
MOST_SCALED: Final = 10**13
ENDINGS: Final = {".edge": "edge", ".wmd": "wmd", ".input": "kidney"}


@dataclass(frozen=True, slots=True)
class _Signs:
    """What a file of a format begins with."""

    begin: bytes
    kind: str


HEADS: Final = (_Signs(b"# FILE NAME", "wmd"), _Signs(b"p edge", "edge"), _Signs(b"c ", "edge"))


def read(sources: Sequence[Source], kind: str) -> Found:
    """Give what the files hold: one file, and for kidney a second with the altruists.

    Raises BadInput with every fault found, at most fifty.
    """
    faults: list[Fault] = []
    found = READERS[kind](sources, faults)
    if found is not None and any(abs(weight) > MOST_SCALED for _start, _end, weight in found.instance.arcs):
        words = "The weights differ too much: the largest with the decimals of the finest has more than 13 digits."
        faults.append(Fault(sources[0].name, 0, "weights-apart", words))
    if faults or found is None:
        raise BadInput(sorted(faults, key=lambda fault: (fault.file, fault.line))[:MOST_FAULTS])
    return found


def guess(source: Source) -> str:
    """Give the format that a file seems to be in: by its beginning, and else by its name."""
    head = source.content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return "kep" if b'"matches"' in source.content or b'"sources"' in source.content else "native"
    for sign in HEADS:
        if head.startswith(sign.begin):
            return sign.kind
    for ending, kind in ENDINGS.items():
        if source.name.endswith(ending):
            return kind
    columns = len(head.split(b"\n", 1)[0].split())
    return "coco" if columns == 3 else "kidney" if columns == 2 else "native"
