"""What exam trainers would do for the shortage of teachers, a year and a subject at a time. A sum, not a forecast.

    supply next year = supply x (1 - outflow) + inflow as it is now + starters who were exam trainers
    starters of a year = min(pool x conversion, places) x share of the subject x diploma x takes a job x fte, after a lag
    shortage = what demand is above supply, for each subject apart: too many teachers of one solve nothing in another

Every parameter has a low, a middle and a high value and a source, or it is an assumption and says so. The band is what
comes out when all of them turn out badly, and all well: wide, and without a hidden law of chance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from opleiding.core.errors import OpleidingError

ASSUMPTION: Final = "aanname"
CHOSEN: Final = "gekozen"
MOST_YEARS: Final = 30
# When fewer than one in a billion become a teacher, no pool is large enough.
NOBODY: Final = 1e-9

Case = Literal["low", "value", "high"]


class BadScenario(OpleidingError):
    """A value is not one that a parameter can have. code_of: which; lowest, highest: between what it may be."""

    code = "bad-scenario"

    def __init__(self, code_of: str, lowest: float = math.nan, highest: float = math.nan) -> None:
        super().__init__(f"{code_of}: {lowest} to {highest}")
        self.code_of, self.lowest, self.highest = code_of, lowest, highest


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number with what is known of it. source: an address with its date, ASSUMPTION, or CHOSEN on a slider.

    better: 1 where more of it makes the shortage smaller, -1 where less does. lowest, highest: what a slider allows.
    """

    low: float
    value: float
    high: float
    unit: str
    source: str
    better: int = 1
    lowest: float = 0.0
    highest: float = 1.0

    @property
    def is_assumed(self) -> bool:
        """Tell whether nobody measured it."""
        return self.source == ASSUMPTION

    def at(self, luck: int) -> float:
        """Give the value when all goes badly (-1), as in the middle (0), or well (1)."""
        if not luck:
            return self.value
        return self.high if luck == self.better else self.low


@dataclass(frozen=True, slots=True)
class Subject:
    """A school subject. demand, shortage: fte in the first year; share: of the exam trainers who become a teacher."""

    name: str
    demand: Parameter
    shortage: Parameter
    share: Parameter


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a sum is made of. general: by the codes in GENERAL. label: for a scenario that is somebody's claim."""

    first_year: int
    years: int
    subjects: tuple[Subject, ...]
    general: Mapping[str, Parameter]
    label: str = ""

    def chosen(self, values: Mapping[str, float]) -> Scenario:
        """Give the scenario with sliders set: by code, or `share:subject`. Raises BadScenario."""
        general, subjects = dict(self.general), {subject.name: subject for subject in self.subjects}
        for code, value in values.items():
            kind, _colon, name = code.partition(":")
            if code in general:
                general[code] = _set(general[code], code, value)
            elif kind == "share" and name in subjects:
                subjects[name] = replace(subjects[name], share=_set(subjects[name].share, code, value))
            else:
                raise BadScenario(code)
        if sum(subject.share.value for subject in subjects.values()) > 1 + 1e-9:
            raise BadScenario("share", 0, 1)
        return replace(self, general=general, subjects=tuple(subjects.values()))


@dataclass(frozen=True, slots=True)
class Band:
    """A figure in fte, or people: when all goes well, in the middle, and when all goes badly."""

    well: float
    middle: float
    badly: float


@dataclass(frozen=True, slots=True)
class Line:
    """A subject over the years: the shortage, and what is left over, which helps nobody else."""

    subject: str
    shortage: tuple[Band, ...]
    surplus: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes out. total: the shortages of all subjects, surpluses left out. solved: the years without shortage."""

    years: tuple[int, ...]
    lines: tuple[Line, ...]
    total: tuple[Band, ...]
    solved: tuple[int, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Needed:
    """What pool a year would leave no shortage in a year. pool: None where no pool does, and then why says the reason.

    by_subject: for each subject apart; decides: the subject that asks most. mix_free: when every trainer could be of
    the subject that is needed. why: "" or "too_late", "no_share", "places", "no_conversion".
    """

    year: int
    pool: int | None
    decides: str
    by_subject: Mapping[str, int | None]
    mix_free: int | None
    why: str


def forecast(scenario: Scenario) -> Forecast:
    """Give the shortages of a scenario. Cost: subjects x years x years."""
    years = tuple(range(scenario.first_year, scenario.first_year + scenario.years + 1))
    lines = []
    for subject in scenario.subjects:
        gaps = [_gaps(scenario, subject, luck) for luck in (1, 0, -1)]
        lines.append(
            Line(
                subject.name,
                tuple([Band(*(max(0.0, gap) for gap in three)) for three in zip(*gaps, strict=True)]),
                tuple([Band(*(max(0.0, -gap) for gap in three)) for three in zip(*gaps, strict=True)]),
            )
        )
    total = tuple(
        [
            Band(*(sum(getattr(line.shortage[n], name) for line in lines) for name in ("well", "middle", "badly")))
            for n in range(len(years))
        ]
    )
    return Forecast(
        years, tuple(lines), total, tuple(y for y, band in zip(years, total, strict=True) if _none(band.middle))
    )


def needed(scenario: Scenario, year: int) -> Needed:
    """Give the least pool a year that leaves no shortage in a year, in the middle of the band: the inverse question."""
    at = year - scenario.first_year
    if not 0 <= at <= scenario.years:
        raise BadScenario("year", scenario.first_year, scenario.first_year + scenario.years)
    general = scenario.general
    without = scenario.chosen({"pool": 0})
    short = {subject.name: max(0.0, _gaps(without, subject, 0)[at]) for subject in scenario.subjects}
    a_teacher = _starters(scenario, 0)[at]  # fte in that year, of one converted trainer in each year before
    converted = {name: gap / a_teacher if a_teacher else math.inf for name, gap in short.items() if not _none(gap)}
    shares = {subject.name: subject.share.value for subject in scenario.subjects}
    asked = {name: found / shares[name] if shares[name] else math.inf for name, found in converted.items()}
    conversion, places = general["conversion"].value, general["places"].value
    if conversion < NOBODY:
        conversion = 0.0
    pools = {name: _pool(asked.get(name, 0.0), conversion, places) for name in shares}
    worst = max(asked, key=asked.__getitem__, default="")
    pool = pools.get(worst, 0)
    why = "" if pool is not None else _why(a_teacher, shares[worst], conversion)
    return Needed(year, pool, worst, pools, _pool(sum(converted.values()), conversion, places), why)


def _pool(converted: float, conversion: float, places: float) -> int | None:
    """Give how large a pool gives so many who convert, or None where places or conversion never do."""
    if not converted:
        return 0
    if not conversion or converted > places * (1 + 1e-12) or math.isinf(converted):
        return None
    return math.ceil(converted / conversion - 1e-9)


def _why(a_teacher: float, share: float, conversion: float) -> str:
    if not a_teacher:
        return "too_late"
    if not share:
        return "no_share"
    return "no_conversion" if not conversion else "places"


def _gaps(scenario: Scenario, subject: Subject, luck: int) -> list[float]:
    """Give demand minus supply a year; below 0 is a surplus."""
    general = {code: parameter.at(luck) for code, parameter in scenario.general.items()}
    converted = min(general["pool"] * general["conversion"], general["places"]) * subject.share.at(luck)
    starters = _starters(scenario, luck)
    demand = subject.demand.at(luck)
    supply = demand - subject.shortage.at(luck)
    inflow = supply * general["outflow"] * general["inflow"]
    found = []
    for year in range(scenario.years + 1):
        found.append(demand * (1 + general["growth"]) ** year - supply - converted * starters[year])
        supply = supply * (1 - general["outflow"]) + inflow
    return found


def _starters(scenario: Scenario, luck: int) -> list[float]:
    """Give, for one converted trainer in every year from the first on, the fte in class in each year."""
    general = {code: parameter.at(luck) for code, parameter in scenario.general.items()}
    each = general["diploma"] * general["takes_job"] * general["fte"]
    whole = math.floor(general["lag"])
    part = general["lag"] - whole
    found = []
    for year in range(scenario.years + 1):
        arrived = [year - cohort - whole for cohort in range(year + 1)]
        in_class = sum((1 - part) * _stays(age, general) + part * _stays(age - 1, general) for age in arrived)
        found.append(each * in_class)
    return found


def _stays(age: int, general: Mapping[str, float]) -> float:
    """Give the part of starters that is still there so many years after starting; before it, 0."""
    if age < 0:
        return 0.0
    return 1.0 if not age else (1 - general["leaves_first"]) * (1 - general["leaves_later"]) ** (age - 1)


def _set(parameter: Parameter, code: str, value: float) -> Parameter:
    if not math.isfinite(value) or not parameter.lowest <= value <= parameter.highest:
        raise BadScenario(code, parameter.lowest, parameter.highest)
    return replace(parameter, low=value, value=value, high=value, source=CHOSEN)


def _none(fte: float) -> bool:
    return fte < 1e-6
