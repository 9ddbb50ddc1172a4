"""A small invented country in the official formats, and files that differ from it in one thing."""

from __future__ import annotations

import random
from functools import lru_cache

from inspectie import demo
from inspectie.core.imitation.formats import File
from inspectie.core.imitation.world import World, world
from inspectie.services import workbooks


@lru_cache(maxsize=1)
def country() -> tuple[World, dict[str, File]]:
    """Give about seventy schools, and their files by a short name."""
    rng = random.Random("small")
    made = world(rng, schools=70)
    return made, {_short(file.name): file for file in demo.imitated(made, rng)}


def _short(name: str) -> str:
    for word in ("leerresultaten", "schoolweging", "vestigingen", "gezagen", "eindscores", "coordinaten", "oordelen"):
        if word in name:
            return f"{word}{name[-13:-9]}" if word == "eindscores" else word
    return f"levels{name[-13:-9]}" if "referentieniveaus" in name else "leerlingen"


def content(name: str) -> bytes:
    return demo.content(country()[1][name])


def table(name: str, sheet: str = "") -> list[list[object]]:
    """Give a copy of the rows of a table, to change."""
    return [list(row) for row in country()[1][name].sheets[sheet]]


def outcomes(rows: list[list[object]]) -> bytes:
    """Give a workbook of leerresultaten with these rows."""
    return workbooks.ods({"Data": rows})
