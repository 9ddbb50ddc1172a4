"""Boards, schools and their pupils' levels, drawn from a seeded generator."""

from __future__ import annotations

import math
import random
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from inspectie.core.imitation.places import BOARD_NAMES, KINDS, SCHOOL_NAMES, Place, places

YEARS: Final = (2022, 2023, 2024)
DOMAINS: Final = ("lezen", "taalverzorging", "rekenen")
# At schoolweging 29.5: the log-odds of the higher level and of less than 1F, and what one point of weging adds. Set so
# that the country looks like the real one: reading is passed by nearly all, arithmetic by the fewest.
_HIGHER: Final = {"lezen": (1.08, -0.085), "taalverzorging": (0.28, -0.080), "rekenen": (-0.26, -0.088)}
_BELOW: Final = {"lezen": (-4.4, 0.060), "taalverzorging": (-3.2, 0.055), "rekenen": (-2.75, 0.065)}
_YEAR_EFFECT: Final = {2022: 0.06, 2023: -0.02, 2024: -0.04}
PROVIDERS: Final = (("IEP", 44, 80, 4), ("LIB", 18, 535, 4), ("ROUTE8", 15, 205, 12), ("DIA", 15, 360, 10), ("AMN", 4, 390, 12), ("DOE", 4, 52, 4))  # fmt: skip

# Pupils below 1F, at 1F, at the higher level.
Levels = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Board:
    """A school board."""

    number: int
    name: str
    home: Place


@dataclass(slots=True)
class Vestiging:
    """A location with its own results. levels: by year and domain; a year without group 8 has zeros."""

    code: str
    name: str
    place: Place
    board: Board
    denomination: str
    latitude: float
    longitude: float
    levels: dict[int, dict[str, Levels]] = field(default_factory=dict)
    pupils: int = 0
    ages: tuple[int, ...] = ()
    provider: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Ovt:
    """What the inspection judges: mostly one vestiging. weging: by year, None where it is unknown."""

    code: str
    name: str
    vestigingen: list[Vestiging]
    weging: dict[int, float | None]
    spread: dict[int, float]
    since: int = YEARS[0]

    def window(self) -> float | None:
        """Give the mean schoolweging of the three years before, clipped to 20-40; None where none is known."""
        known = [value for value in self.weging.values() if value is not None]
        return round(min(max(sum(known) / len(known), 20.0), 40.0), 2) if known else None

    def levels(self, year: int, domain: str) -> Levels:
        """Give the pupils at each level, all vestigingen together."""
        cells = [vestiging.levels[year][domain] for vestiging in self.vestigingen]
        below, at, higher = (sum(cell[level] for cell in cells) for level in range(3))
        return below, at, higher


@dataclass(frozen=True, slots=True)
class World:
    """The whole invented country."""

    boards: Sequence[Board]
    ovts: Sequence[Ovt]

    def vestigingen(self) -> Iterator[Vestiging]:
        """Give every vestiging once, by code."""
        yield from sorted(
            {one.code: one for ovt in self.ovts for one in ovt.vestigingen}.values(), key=lambda one: one.code
        )


def world(rng: random.Random, *, schools: int = 600) -> World:
    """Make a country of about so many schools: 63 places, 45 boards, a few schools that are no plain case."""
    everywhere = places()
    boards = tuple(
        Board(90_001 + index, _board_name(rng, name), everywhere[index * len(everywhere) // len(BOARD_NAMES)])
        for index, name in enumerate(BOARD_NAMES)
    )
    total = sum(place.schools for place in everywhere)
    codes = _brins(rng)
    ovts: list[Ovt] = []
    for place in everywhere:
        for _ in range(max(1, round(place.schools * schools / total))):
            ovts += _school(rng, next(codes), place, _board_for(rng, place, boards))
    _oddities(rng, ovts)
    return World(boards, sorted(ovts, key=lambda ovt: ovt.code))


def _board_name(rng: random.Random, name: str) -> str:
    return f"{rng.choice(('Stichting', 'Stichting', 'Vereniging', 'Scholengroep'))} {name}"


def _brins(rng: random.Random) -> Iterator[str]:
    # Real BRINs stop far below 90.
    codes = [f"9{digit}{first}{second}" for digit in range(10) for first in string.ascii_uppercase for second in string.ascii_uppercase]  # fmt: skip
    yield from sorted(rng.sample(codes, 1500), key=lambda _code: rng.random())


def _board_for(rng: random.Random, place: Place, boards: Sequence[Board]) -> Board:
    near = sorted(boards, key=lambda board: math.dist(_spot(board.home), _spot(place)))
    return rng.choices(near[:4], weights=(10, 6, 2, 1))[0]


def _spot(place: Place) -> tuple[float, float]:
    return place.latitude, place.longitude * 0.62


def _school(rng: random.Random, brin: str, place: Place, board: Board) -> list[Ovt]:
    """Make one school: mostly one OVT and one vestiging; sometimes two of one or both."""
    shape = rng.choices(("1:1", "2:2", "1:2", "2:1"), weights=(95, 2.5, 1.5, 1))[0]
    ovts, locations = (int(number) for number in shape.split(":"))
    denomination, kind = rng.choices(KINDS, weights=(33, 27, 24, 7, 3, 3, 3))[0]
    names = rng.sample(SCHOOL_NAMES, 2)
    weging = min(max(rng.gauss(place.weging, 3.1), 19.6), 40.6)
    size = min(max(rng.lognormvariate(3.24, 0.52), 3.0), 95.0)
    made = [
        _vestiging(rng, f"{brin}{index:02d}", f"{kind} {names[index]}", place, board, denomination, weging, size)
        for index in range(locations)
    ]
    found = []
    for index in range(ovts):
        own = made if ovts == 1 else [made[min(index, locations - 1)]]
        yearly = {year - 1: round(weging + rng.gauss(0, 0.45), 2) for year in YEARS}
        spread = {year - 1: round(rng.uniform(4.4, 8.2), 2) for year in YEARS}
        found.append(Ovt(f"{brin}|C{index + 1}", f"{kind} {names[min(index, 1)]}", own, dict(yearly), spread))
    return found


def _vestiging(
    rng: random.Random, code: str, name: str, place: Place, board: Board, denomination: str, weging: float, size: float
) -> Vestiging:
    north, east = rng.gauss(0, 0.018), rng.gauss(0, 0.028)
    found = Vestiging(
        code, name, place, board, denomination, round(place.latitude + north, 6), round(place.longitude + east, 6)
    )
    together = rng.gauss(0, 0.28)
    own = {domain: rng.gauss(0, 0.22) for domain in DOMAINS}
    provider = rng.choices([one[0] for one in PROVIDERS], weights=[one[1] for one in PROVIDERS])[0]
    for year in YEARS:
        pupils = max(0, round(rng.gauss(size, math.sqrt(size))))
        quality = together + rng.gauss(0, 0.26) + _YEAR_EFFECT[year]
        found.levels[year] = {
            domain: _draw(rng, pupils, domain, weging, quality + own[domain] + rng.gauss(0, 0.15)) for domain in DOMAINS
        }
        if rng.random() < 0.15:
            provider = rng.choices([one[0] for one in PROVIDERS], weights=[one[1] for one in PROVIDERS])[0]
        found.provider[year] = provider
    oldest = max(0, round(rng.gauss(size * 0.12, 1.5)))
    found.ages = (*(max(0, round(rng.gauss(size, math.sqrt(size) * 0.7))) for _ in range(8)), oldest)
    found.pupils = sum(found.ages)
    return found


def _draw(rng: random.Random, pupils: int, domain: str, weging: float, quality: float) -> Levels:
    level, slope = _HIGHER[domain]
    higher = _odds(level + slope * (weging - 29.5) + quality)
    level, slope = _BELOW[domain]
    below = min(_odds(level + slope * (weging - 29.5) - 1.6 * quality), 1 - higher)
    drawn = [rng.random() for _ in range(pupils)]
    low = sum(one < below for one in drawn)
    high = sum(one >= 1 - higher for one in drawn)
    return low, pupils - low - high, high


def _odds(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _oddities(rng: random.Random, ovts: Sequence[Ovt]) -> None:
    """Make the cases that real files have: small schools, new schools, no schoolweging."""
    chosen = rng.sample(range(len(ovts)), 40)
    for index in chosen[:16]:
        _shrink(rng, ovts[index], at_most=6)
    for index in chosen[16:24]:
        _shrink(rng, ovts[index], at_most=3)
    for index in chosen[24:36]:
        ovts[index].since = rng.choice(YEARS[1:])
    for index in chosen[36:]:
        ovts[index].weging = dict.fromkeys(ovts[index].weging)


def _shrink(rng: random.Random, ovt: Ovt, *, at_most: int) -> None:
    for vestiging in ovt.vestigingen:
        for year in YEARS:
            pupils = rng.randint(1, at_most)
            weging = ovt.window() or 29.5
            vestiging.levels[year] = {domain: _draw(rng, pupils, domain, weging, 0.0) for domain in DOMAINS}
        vestiging.ages = tuple(rng.randint(1, at_most + 1) for _ in vestiging.ages)
        vestiging.pupils = sum(vestiging.ages)
