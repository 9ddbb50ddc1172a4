"""Where the exchange instances are that others published, and their known optima."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from tests.sizes import FULL
from wisselkracht.core.reading import Found, Source, guess, read

DATA: Final = (
    Path(os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data") / "wisselkracht"
)

# kep_solver's own tests assert these: cycles and chains of at most 3, the altruist included; vertices in exchanges.
MEDIUM: Final = (23, 22, 22, 19, 23, 23, 23, 18, 30, 21)
LARGE: Final = (146, 168, 161)
# How many exchanges there are with two and with three vertices, from kep_solver's tests.
MEDIUM_EXCHANGES: Final = (
    (66, 191), (68, 199), (55, 180), (28, 95), (58, 193), (41, 142), (48, 163), (41, 92), (79, 373), (56, 156),
)  # fmt: skip
LARGE_EXCHANGES: Final = ((696, 6837), (915, 12175), (930, 13639))
# PrefLib 00036, pairs without altruists: vertices in cycles of at most 2 and of at most 3.
PREFLIB: Final = {
    "001": (4, 4), "002": (6, 8), "003": (2, 2), "004": (0, 0), "005": (2, 3),
    "006": (2, 2), "007": (4, 5), "008": (4, 6), "009": (8, 9), "010": (4, 4),
    "031": (16, 22), "032": (14, 16), "033": (16, 20), "034": (10, 17), "035": (16, 21),
}  # fmt: skip
# kidney_solver's fixtures: objective, longest cycle, longest chain, optimum.
KIDNEY: Final = (
    ("MD-00001-00000100", "count", 2, 0, 32), ("MD-00001-00000100", "count", 3, 0, 37),
    ("MD-00001-00000100", "count", 4, 0, 39), ("two_2cycles", "weight", 3, 0, 40),
    ("100-random-weights", "weight", 2, 0, 12.98246), ("100-random-weights", "weight", 3, 0, 19.196092),
    ("100-random-weights", "weight", 4, 0, 21.643523), ("100", "count", 2, 0, 20), ("100", "count", 3, 0, 29),
    ("200", "count", 2, 0, 76), ("200", "count", 3, 0, 104), ("no-cycles", "count", 3, 3, 4),
    ("3cycle_and_3chain", "count", 3, 3, 6), ("3cycle_and_3chain", "weight", 3, 3, 5), ("one-cycle", "weight", 3, 2, 3),
    ("chain-finding", "weight", 2, 4, 3.7), ("small1", "count", 3, 0, 2),
)  # fmt: skip
COCO: Final = {"inst1": 3.6, "inst2": 0, "inst3": 4.68}


def published(name: str) -> Path:
    """Give a published file; skip where it is absent, fail in a proof."""
    path = DATA / name
    if not path.exists():
        assert not FULL, f"a proof needs {path}"
        pytest.skip(f"{path} is absent: put the public data there, or name its place with SHARED_DATA")
    return path


def found(name: str) -> Found:
    """Read a published file, its altruists with it."""
    path = published(name)
    sources = [Source(path.name, path.read_bytes())]
    altruists = path.with_suffix(".ndds")
    if altruists.exists():
        sources.append(Source(altruists.name, altruists.read_bytes()))
    return read(sources, guess(sources[0]))
