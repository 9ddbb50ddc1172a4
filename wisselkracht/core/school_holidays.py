"""School holidays of the three Dutch regions, with their sources. A year that is not here is unknown, never guessed.

To add a year: add its rows and its source. `tests/wisselkracht/core/test_school_holidays.py` says what rows must keep.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from wisselkracht.core.lifecycle_errors import BadPeriod, HolidaysUnknown


class Region(StrEnum):
    """One of the three holiday regions."""

    NORTH = "noord"
    MIDDLE = "midden"
    SOUTH = "zuid"


class Kind(StrEnum):
    """One of the five holidays of a school year, in its order."""

    AUTUMN = "herfstvakantie"
    CHRISTMAS = "kerstvakantie"
    SPRING = "voorjaarsvakantie"
    MAY = "meivakantie"
    SUMMER = "zomervakantie"


# The government sets these for every school; autumn and spring are its advice, from which a school may differ.
SET_BY_LAW: Final = frozenset({Kind.CHRISTMAS, Kind.MAY, Kind.SUMMER})


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of one region. first, last: both included, weekends too. school_year: "2025-2026"."""

    school_year: str
    kind: Kind
    region: Region
    first: date
    last: date

    @property
    def is_set_by_law(self) -> bool:
        """Say whether every school must keep it; otherwise it is an advice."""
        return self.kind in SET_BY_LAW


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a school year come from. read_on: when. checked: against what else they were held."""

    school_year: str
    publisher: str
    title: str
    read_on: date
    checked: str


_PUBLISHER: Final = "Rijksoverheid, ministerie van OCW"
_TITLE: Final = "Open data schoolvakanties, opendata.rijksoverheid.nl, read through a public copy"
_ONCE: Final = "One copy only: hold it against rijksoverheid.nl before the round of this year opens."
SOURCES: Final = (
    Source("2024-2025", _PUBLISHER, _TITLE, date(2026, 11, 29), "OpenHolidays data: all rows equal."),
    Source(
        "2025-2026", _PUBLISHER, _TITLE, date(2026, 11, 29),
        "OpenHolidays data: all rows equal but summer in the south, where it begins on a Friday (17 July); "
        "two lists of others and Monday 13 July at a school in the south say Saturday 11 July.",
    ),
    Source(
        "2026-2027", _PUBLISHER, _TITLE, date(2026, 11, 29),
        "Calendars of schools and other lists of the middle region: equal.",
    ),
    Source("2027-2028", _PUBLISHER, _TITLE, date(2026, 11, 29), _ONCE),
    Source("2028-2029", _PUBLISHER, _TITLE, date(2026, 11, 29), _ONCE),
    Source("2029-2030", _PUBLISHER, _TITLE, date(2026, 11, 29), _ONCE),
)  # fmt: skip

# School year, holiday, regions (n, m, z), first and last day. Of 2024-2025 only the summer: 2025-2026 begins in it.
_ROWS: Final = """
2024-2025 zomervakantie n 2025-07-12 2025-08-24
2024-2025 zomervakantie m 2025-07-19 2025-08-31
2024-2025 zomervakantie z 2025-07-05 2025-08-17
2025-2026 herfstvakantie nm 2025-10-18 2025-10-26
2025-2026 herfstvakantie z 2025-10-11 2025-10-19
2025-2026 kerstvakantie nmz 2025-12-20 2026-01-04
2025-2026 voorjaarsvakantie n 2026-02-21 2026-03-01
2025-2026 voorjaarsvakantie mz 2026-02-14 2026-02-22
2025-2026 meivakantie nmz 2026-04-25 2026-05-03
2025-2026 zomervakantie n 2026-07-04 2026-08-16
2025-2026 zomervakantie m 2026-07-18 2026-08-30
2025-2026 zomervakantie z 2026-07-11 2026-08-23
2026-2027 herfstvakantie n 2026-10-10 2026-10-18
2026-2027 herfstvakantie mz 2026-10-17 2026-10-25
2026-2027 kerstvakantie nmz 2026-12-19 2027-01-03
2026-2027 voorjaarsvakantie nm 2027-02-20 2027-02-28
2026-2027 voorjaarsvakantie z 2027-02-13 2027-02-21
2026-2027 meivakantie nmz 2027-04-24 2027-05-02
2026-2027 zomervakantie n 2027-07-10 2027-08-22
2026-2027 zomervakantie m 2027-07-17 2027-08-29
2026-2027 zomervakantie z 2027-07-24 2027-09-05
2027-2028 herfstvakantie nm 2027-10-16 2027-10-24
2027-2028 herfstvakantie z 2027-10-23 2027-10-31
2027-2028 kerstvakantie nmz 2027-12-25 2028-01-09
2027-2028 voorjaarsvakantie n 2028-02-19 2028-02-27
2027-2028 voorjaarsvakantie mz 2028-02-26 2028-03-05
2027-2028 meivakantie nmz 2028-04-29 2028-05-07
2027-2028 zomervakantie n 2028-07-15 2028-08-27
2027-2028 zomervakantie m 2028-07-08 2028-08-20
2027-2028 zomervakantie z 2028-07-22 2028-09-03
2028-2029 herfstvakantie n 2028-10-14 2028-10-22
2028-2029 herfstvakantie mz 2028-10-21 2028-10-29
2028-2029 kerstvakantie nmz 2028-12-23 2029-01-07
2028-2029 voorjaarsvakantie nm 2029-02-17 2029-02-25
2028-2029 voorjaarsvakantie z 2029-02-10 2029-02-18
2028-2029 meivakantie nmz 2029-04-28 2029-05-06
2028-2029 zomervakantie n 2029-07-21 2029-09-02
2028-2029 zomervakantie m 2029-07-07 2029-08-19
2028-2029 zomervakantie z 2029-07-14 2029-08-26
2029-2030 herfstvakantie nm 2029-10-20 2029-10-28
2029-2030 herfstvakantie z 2029-10-13 2029-10-21
2029-2030 kerstvakantie nmz 2029-12-22 2030-01-06
2029-2030 voorjaarsvakantie n 2030-02-16 2030-02-24
2029-2030 voorjaarsvakantie mz 2030-02-23 2030-03-03
2029-2030 meivakantie nmz 2030-04-27 2030-05-05
2029-2030 zomervakantie n 2030-07-20 2030-09-01
2029-2030 zomervakantie m 2030-07-13 2030-08-25
2029-2030 zomervakantie z 2030-07-06 2030-08-18
"""
_SATURDAY: Final = 5
_REGIONS: Final = {"n": Region.NORTH, "m": Region.MIDDLE, "z": Region.SOUTH}


def _read(rows: str) -> Iterator[Holiday]:
    for row in rows.split("\n"):
        if row:
            year, kind, regions, first, last = row.split()
            for letter in regions:
                yield Holiday(
                    year, Kind(kind), _REGIONS[letter], date.fromisoformat(first), date.fromisoformat(last)
                )  # fmt: skip


HOLIDAYS: Final = tuple(_read(_ROWS))


def school_year(on: date) -> str:
    """Give the school year of a day: from 1 August to 31 July (Wet op het primair onderwijs, art. 1)."""
    first = on.year if on.month >= 8 else on.year - 1
    return f"{first}-{first + 1}"


@cache
def known_years() -> tuple[str, ...]:
    """Give the school years in which every day is known: all five holidays, and the summer that they begin in."""
    found = {(holiday.school_year, holiday.kind) for holiday in HOLIDAYS}
    years = sorted({holiday.school_year for holiday in HOLIDAYS})
    whole = [year for year in years if all((year, kind) in found for kind in Kind)]
    return tuple(year for year in whole if (_before(year), Kind.SUMMER) in found)


def _before(year: str) -> str:
    first = int(year[:4])
    return f"{first - 1}-{first}"


def check_known(first: date, last: date) -> None:
    """Raise HolidaysUnknown with the first school year of a period that is not in the table. Raises BadPeriod."""
    if last < first:
        raise BadPeriod(first, last)
    for start in range(int(school_year(first)[:4]), int(school_year(last)[:4]) + 1):
        if (year := f"{start}-{start + 1}") not in known_years():
            raise HolidaysUnknown(year)


def holidays(first: date, last: date, regions: Collection[Region]) -> tuple[Holiday, ...]:
    """Give the holidays that touch a period in any of the regions, by first day. Raises HolidaysUnknown, BadPeriod."""
    check_known(first, last)
    touching = [
        holiday
        for holiday in HOLIDAYS
        if holiday.region in regions and holiday.first <= last and first <= holiday.last
    ]  # fmt: skip
    return tuple(sorted(touching, key=lambda holiday: (holiday.first, holiday.region, holiday.last)))


@cache
def easter(year: int) -> date:
    """Give Easter Sunday. Source: the anonymous Gregorian algorithm, Nature 13 (1876), p. 487."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    moved = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - moved + 15) % 30
    leap, odd = divmod(rest, 4)
    sunday = (32 + 2 * (century % 4) + 2 * leap - epact - odd) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def free_days(year: int) -> frozenset[date]:
    """Give the days of a calendar year on which no school meets: public holidays and the days that go with them.

    Good Friday and the day after Ascension are working days by law, and most schools are closed then: we plan nothing.
    """
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == 6:
        kings_day -= timedelta(days=1)
    moving = [sunday + timedelta(days=days) for days in (-2, 0, 1, 39, 40, 49, 50)]
    fixed = [date(year, 1, 1), kings_day, date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)]
    return frozenset([*moving, *fixed])


def school_days(
    first: date, last: date, regions: Collection[Region], *, closed: Collection[date] = ()
) -> tuple[date, ...]:
    """Give the days from first to last on which the schools of all these regions are open.

    closed: further days off of the schools themselves. Raises HolidaysUnknown, BadPeriod.
    """
    check_known(first, last)
    days = _open_days(frozenset(regions))
    within = days[bisect_left(days, first) : bisect_right(days, last)]
    return tuple(day for day in within if day not in closed) if closed else within


@cache
def _open_days(regions: frozenset[Region]) -> tuple[date, ...]:
    """Give every day of the known years on which the schools of all these regions are open."""
    first, last = int(known_years()[0][:4]), int(known_years()[-1][-4:])
    off = {day for year in range(first, last + 1) for day in free_days(year)}
    for holiday in HOLIDAYS:
        if holiday.region in regions:
            off |= {holiday.first + timedelta(days=number) for number in range((holiday.last - holiday.first).days + 1)}
    begin, length = date(first, 8, 1), (date(last, 7, 31) - date(first, 8, 1)).days + 1
    days = (begin + timedelta(days=number) for number in range(length))
    return tuple(day for day in days if day.weekday() < _SATURDAY and day not in off)
