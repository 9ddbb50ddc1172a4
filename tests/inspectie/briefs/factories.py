"""Figures of briefs: the least valid, and those of a whole country."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from inspectie.core.briefing import SIZES, Size, Tally, Year
from inspectie.queries.briefs.facts import Domain, Dot, Facts, Line, Part, Pin, Rule, Scope

PROVINCES = (
    "Drenthe",
    "Flevoland",
    "Friesland",
    "Gelderland",
    "Groningen",
    "Limburg",
    "Noord-Brabant",
    "Noord-Holland",
)
RULES = (
    "current-2020", "transition-2022", "r1-same-table", "r1-calibrated-90", "r2-track", "r3-reading", "r4-growth",
    "all-four",
)  # fmt: skip


def facts(schools: int = 5570, **changed: Any) -> Facts:
    """Give figures of so many schools, in the proportions of the country in 2025."""
    rng = random.Random(schools)

    def part(count: int) -> int:
        return round(count * schools / 5570)

    def tally(below: int, opened: int) -> Tally:
        return Tally(part(below), part(opened), schools - part(below) - part(opened), part(190))

    whole = Facts(
        scope=Scope.COUNTRY, code="nederland", name="", version="3f9ab27c01de55", is_demo=True, schools=schools,
        years=(
            Year(2022, 95.91, 60.88, 168_040), Year(2023, 95.82, 58.13, 162_845), Year(2024, 96.29, 57.47, 161_197),
        ),
        now=tally(657, 0), apart=tally(3396, 616),
        domains=(
            Domain("lezen", tally(25, 165), tally(560, 300)),
            Domain("taalverzorging", tally(560, 700), tally(580, 520)),
            Domain("rekenen", tally(3300, 500), tally(570, 410)),
        ),
        moves=(
            (part(640), part(17), 0, 0), (0, 0, 0, 0), (part(2755), part(600), part(1558), 0), (0, 0, 0, part(190)),
        ),
        newly=(part(2755), part(3355)), pupils=(part(690_000), part(811_000)),
        rules=tuple(
            Rule(slug, tally(657 + 300 * at, 0 if at == 0 else 500), (part(9000 * at), part(15_000 * at)), at != 1)
            for at, slug in enumerate(RULES)
        ),
        sizes=tuple(Size(low, high, part(1400), part(165), part(33)) for low, high in SIZES),
        dots=tuple(
            Dot(number := int(rng.lognormvariate(4.2, 0.6)) + 15, rng.gauss(9, 6 + 400 / number))
            for _ in range(schools)
        ),
        pins=tuple(Pin(rng.uniform(50.8, 53.5), rng.uniform(3.4, 7.2), rng.randrange(3)) for _ in range(schools)),
        parts=tuple(Part(name, tally(80, 0), tally(420, 70)) for name in PROVINCES),
        lines=(), sources=("Inspectie van het Onderwijs: leerresultaten, 26 september 2025",),
    )  # fmt: skip
    return replace(whole, **changed)


def board(schools: int = 7, **changed: Any) -> Facts:
    """Give figures of a board with so many schools."""
    lines = tuple(
        Line(
            f"'t Hofje {number}", "'s-Gravenhage", "boven de norm", ("boven de norm", "niet te zeggen", "onder de norm")
        )
        for number in range(schools)
    )
    name = "Stichting Openbaar Onderwijs 't Gooi"
    return facts(
        schools, scope=Scope.BOARD, code="41234", name=name, is_demo=False, parts=(), lines=lines, **changed
    )  # fmt: skip


def nothing() -> Facts:
    """Give the figures of a municipality where no school has an outcome."""
    none = Tally(0, 0, 0, 2)
    return facts(
        2, scope=Scope.MUNICIPALITY, code="0088", name="Schiermonnikoog", years=(), now=none, apart=none,
        domains=tuple(Domain(name, none, none) for name in ("lezen", "taalverzorging", "rekenen")),
        moves=((0,) * 4,) * 3 + ((0, 0, 0, 2),), newly=(0, 0), pupils=(0, 0), rules=(), sizes=(), dots=(), pins=(),
        parts=(), lines=(Line("De Oosterburen", "Schiermonnikoog", "niet beoordeeld", ("niet beoordeeld",) * 3),),
    )  # fmt: skip
