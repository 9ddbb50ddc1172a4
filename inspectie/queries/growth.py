"""Growth as pages show it: of one school, and of the country. Always labelled experimental.

Whoever shows it shows `inspectie/growth.html` or `inspectie/growth_country.html`, which say so.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from django.core.cache import cache
from numpy.typing import NDArray

from inspectie.core.engine import Status, View, evaluate
from inspectie.core.frame import Frame
from inspectie.core.growth import CHANGE, LEVEL
from inspectie.core.growth_packing import pack, unpack
from inspectie.core.growth_table import COLUMNS, MODEL, Condition, Growth, grow, met
from inspectie.models import ProviderScore
from inspectie.queries import frames, norm_sets

BASE: Final = "current-2020"
SURELY_ABOVE: Final = (Condition("level", "above", 0.0),)
SURELY_BETTER: Final = (Condition("change", "above", 0.0),)
SURELY_WORSE: Final = (Condition("change", "below", 0.0),)
KEPT_S: Final = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Measure:
    """One estimate as a page shows it, in percentage points (a year, for a change); sure: 1 above 0, -1 below, or 0."""

    value: float
    low: float
    high: float
    reliability: int
    sure: int


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one school in one column ("samen" or a domain). None: no estimate."""

    column: str
    level: Measure | None
    change: Measure | None


@dataclass(frozen=True, slots=True)
class SchoolGrowth:
    """Growth of one school. first, last: the years it is about; has_any: whether there is any estimate."""

    lines: tuple[Line, ...]
    first: int
    last: int
    providers_known: bool
    version: str

    @property
    def has_any(self) -> bool:
        """Say whether there is any estimate."""
        return any(line.level is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class CountryLine:
    """What growth tells of all schools in one column. Everything in it follows from what the sources publish.

    level_spread, change_spread: how far schools with the same schoolweging lie apart (standard deviation, pp and pp a
    year). reliability, change_reliability: percent, of the middle school. above: schools surely above their like.
    better, worse: schools that surely change.
    """

    column: str
    schools: int
    level_spread: float
    change_spread: float
    reliability: int
    change_reliability: int
    above: int
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class Credit:
    """What formal credit for growth would do to schools below the norm of today, by what is published.

    below: schools below 1F or 1S/2F. above_like: of those below on 1F, who are surely above schools with the same
    schoolweging. better: of all below, who surely get better.
    """

    below: int
    above_like: int
    better: int


@dataclass(frozen=True, slots=True)
class CountryGrowth:
    """Growth of the country, with what it would change."""

    lines: tuple[CountryLine, ...]
    credit: Credit
    first: int
    last: int
    providers_known: bool
    version: str


def current() -> Growth:
    """Give the growth of all schools on the newest data, from memory when this process computed it before."""
    return of_frame(frames.current())


def of_frame(frame: Frame) -> Growth:
    """Give the growth of all schools of a frame. The first time takes about a second."""
    return _grown(frame, _providers(frame) if ProviderScore.objects.live().exists() else None)


def of(ovt: str) -> SchoolGrowth | None:
    """Give the growth of one school; None where it is not in the newest data."""
    return of_table(current(), ovt)


def of_table(table: Growth, ovt: str) -> SchoolGrowth | None:
    """Give the growth of one school out of a table."""
    row = _places(table).get(ovt)
    if row is None:
        return None
    lines = tuple(
        Line(name, _measure(table, row, column, LEVEL), _measure(table, row, column, CHANGE))
        for column, name in enumerate(COLUMNS)
    )
    return SchoolGrowth(lines, table.years[0], table.years[-1], table.providers_known, table.version)


def country() -> CountryGrowth | None:
    """Give what growth tells of the country; None without data."""
    frame = frames.current()
    if not len(frame):
        return None
    table = of_frame(frame)
    surely = [met(table, conditions).sum(axis=0) for conditions in (SURELY_ABOVE, SURELY_BETTER, SURELY_WORSE)]
    lines = []
    for column, national in enumerate(table.national):
        if national is not None:
            level, change = np.sqrt(national.spread[[LEVEL, CHANGE]])
            told = np.nanmedian(table.reliability[:, column], axis=0)
            above, better, worse = (int(one[column]) for one in surely)
            shares = round(100 * told[LEVEL]), round(100 * told[CHANGE])
            lines.append(
                CountryLine(
                    COLUMNS[column], national.schools, float(level), float(change), *shares, above, better, worse
                )
            )
    credit = _credit(frame, table)
    return CountryGrowth(tuple(lines), credit, table.years[0], table.years[-1], table.providers_known, table.version)


def _credit(frame: Frame, table: Growth) -> Credit:
    verdicts = evaluate(norm_sets.named(BASE), frame, view=View.PUBLIC)
    below = verdicts.status == Status.ONDER
    first = [position for position, key in enumerate(verdicts.columns) if key[0] == "1F"]
    above_like = below[:, first].any(axis=1) & met(table, SURELY_ABOVE)[:, 0]
    better = below.any(axis=1) & met(table, SURELY_BETTER)[:, 0]
    return Credit(int(below.any(axis=1).sum()), int(above_like.sum()), int(better.sum()))


def _measure(table: Growth, row: int, column: int, measure: int) -> Measure | None:
    place = row, column, measure
    value = float(table.value[place])
    if not np.isfinite(value):
        return None
    low, high = float(table.low[place]), float(table.high[place])
    sure = 1 if low > 0.0 else -1 if high < 0.0 else 0
    return Measure(value, low, high, round(100 * float(table.reliability[place])), sure)


@lru_cache(maxsize=2)
def _grown(frame: Frame, providers: bytes | None) -> Growth:
    """Give the table from the memory of this process, else from what another one computed, else anew."""
    key = f"inspectie:growth:{MODEL}:{_version(frame, providers)}"
    content = cache.get(key) if frame.version else None
    if content is not None:
        return unpack(content)
    shape = len(frame), len(frame.years)
    table = grow(frame, None if providers is None else np.frombuffer(providers, np.int8).reshape(shape))
    if frame.version:
        cache.set(key, pack(table), KEPT_S)
    return table


def _version(frame: Frame, providers: bytes | None) -> str:
    tests = hashlib.sha256(providers or b"").hexdigest()[:16]
    return f"{frame.version}:{tests}"


@lru_cache(maxsize=2)
def _table_places(ovt: tuple[str, ...]) -> dict[str, int]:
    return {code: row for row, code in enumerate(ovt)}


def _places(table: Growth) -> dict[str, int]:
    return _table_places(table.ovt)


def _providers(frame: Frame) -> bytes:
    """Give the test that most pupils of a school took each year, as bytes of int8[S, Y]; -1 where no source says."""
    places = _table_places(frame.ovt)
    codes: dict[str, int] = {}
    found: NDArray[np.int8] = np.full((len(frame), len(frame.years)), -1, np.int8)
    rows = ProviderScore.objects.live().filter(
        year__in=frame.years, vestiging__links__valid_to=None, vestiging__links__confidence="certain"
    )
    for ovt, year, provider in rows.order_by("high").values_list("vestiging__links__ovt__code", "year", "provider"):
        if ovt in places:
            found[places[ovt], frame.years.index(year)] = codes.setdefault(provider, len(codes))
    return found.tobytes()
