"""School holidays: what the table must keep, what is unknown, and the days on which nothing is planned."""

import itertools
from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wisselkracht.core import school_holidays
from wisselkracht.core.lifecycle_errors import BadPeriod, HolidaysUnknown
from wisselkracht.core.school_holidays import HOLIDAYS, SOURCES, Kind, Region

FIRST, LAST = date(2025, 8, 1), date(2030, 7, 31)
DAYS = {Kind.AUTUMN: 9, Kind.CHRISTMAS: 16, Kind.SPRING: 9, Kind.MAY: 9, Kind.SUMMER: 44}


def test_five_school_years_are_known():
    assert school_holidays.known_years() == ("2025-2026", "2026-2027", "2027-2028", "2028-2029", "2029-2030")


def test_every_known_year_has_each_holiday_once_in_each_region():
    found = [(holiday.school_year, holiday.kind, holiday.region) for holiday in HOLIDAYS]
    wanted = {(year, kind, region) for year in school_holidays.known_years() for kind in Kind for region in Region} | {
        ("2024-2025", Kind.SUMMER, region) for region in Region
    }

    assert len(found) == len(set(found))
    assert set(found) == wanted


@pytest.mark.parametrize("holiday", HOLIDAYS, ids=lambda one: f"{one.school_year}-{one.kind}-{one.region}")
def test_a_holiday_runs_from_a_saturday_to_a_sunday_and_is_as_long_as_the_rule_says(holiday):
    assert holiday.first.weekday() == 5
    assert holiday.last.weekday() == 6
    assert (holiday.last - holiday.first).days + 1 == DAYS[holiday.kind]
    # The summer may begin in July and end in September; all else lies within its school year.
    assert school_holidays.school_year(holiday.first) == holiday.school_year


def test_the_three_regions_go_on_summer_holiday_a_week_apart():
    starts = defaultdict(set)
    for holiday in HOLIDAYS:
        if holiday.kind is Kind.SUMMER:
            starts[holiday.school_year].add(holiday.first)

    for days in starts.values():
        first = min(days)
        assert days == {first, first + timedelta(days=7), first + timedelta(days=14)}


def test_holidays_of_one_region_never_touch():
    for region in Region:
        spans = sorted((holiday.first, holiday.last) for holiday in HOLIDAYS if holiday.region is region)
        assert all(end < begin for (_, end), (begin, _) in itertools.pairwise(spans))


def test_christmas_and_may_are_the_same_everywhere():
    for kind in (Kind.CHRISTMAS, Kind.MAY):
        spans = {(one.school_year, one.first, one.last) for one in HOLIDAYS if one.kind is kind}
        assert len(spans) == len(school_holidays.known_years())


def test_every_year_has_its_source_and_the_day_it_was_read():
    assert [source.school_year for source in SOURCES] == ["2024-2025", *school_holidays.known_years()]
    assert all(source.publisher and source.title and source.checked for source in SOURCES)
    assert all(source.read_on <= date(2026, 11, 29) for source in SOURCES)


@pytest.mark.parametrize(
    ("school", "region", "kind", "monday", "friday"),
    [
        # Calendars that schools and towns published themselves: Monday of the first week, Friday of the last.
        ("obszwanenest.nl", Region.NORTH, Kind.AUTUMN, date(2025, 10, 20), date(2025, 10, 24)),
        ("obszwanenest.nl", Region.NORTH, Kind.SPRING, date(2026, 2, 23), date(2026, 2, 27)),
        ("cbsdeverbinding.com", Region.NORTH, Kind.SUMMER, date(2026, 7, 6), date(2026, 8, 14)),
        ("montessoricollege.nl", Region.SOUTH, Kind.AUTUMN, date(2025, 10, 13), date(2025, 10, 17)),
        ("montessoricollege.nl", Region.SOUTH, Kind.SPRING, date(2026, 2, 16), date(2026, 2, 20)),
        ("montessoricollege.nl", Region.SOUTH, Kind.SUMMER, date(2026, 7, 13), date(2026, 8, 21)),
        ("mariaschool.wsko.nl", Region.MIDDLE, Kind.AUTUMN, date(2026, 10, 19), date(2026, 10, 23)),
        ("mariaschool.wsko.nl", Region.MIDDLE, Kind.SPRING, date(2027, 2, 22), date(2027, 2, 26)),
        ("mariaschool.wsko.nl", Region.MIDDLE, Kind.SUMMER, date(2027, 7, 19), date(2027, 8, 27)),
        ("landstedembo.nl", Region.MIDDLE, Kind.SPRING, date(2026, 2, 16), date(2026, 2, 20)),
    ],
)
def test_calendars_of_schools_agree(school, region, kind, monday, friday):
    spans = [(one.first, one.last) for one in HOLIDAYS if (one.region, one.kind) == (region, kind)]

    assert (monday - timedelta(days=2), friday + timedelta(days=2)) in spans, school


@pytest.mark.parametrize(
    ("first", "last", "year"),
    [
        (date(2025, 7, 31), date(2025, 9, 1), "2024-2025"),
        (date(2030, 2, 1), date(2030, 8, 1), "2030-2031"),
        (date(2040, 1, 1), date(2040, 2, 1), "2039-2040"),
    ],
)
def test_a_year_without_data_is_said_never_guessed(first, last, year):
    with pytest.raises(HolidaysUnknown) as problem:
        school_holidays.school_days(first, last, [Region.NORTH])

    assert problem.value.school_year == year


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadPeriod):
        school_holidays.school_days(date(2026, 3, 2), date(2026, 3, 1), [Region.NORTH])


@pytest.mark.parametrize(
    ("year", "day"),
    [
        # Published tables, with the earliest and the latest that there are.
        (1818, date(1818, 3, 22)), (1943, date(1943, 4, 25)), (2000, date(2000, 4, 23)), (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2028, date(2028, 4, 16)),
        (2029, date(2029, 4, 1)), (2030, date(2030, 4, 21)), (2038, date(2038, 4, 25)), (2285, date(2285, 3, 22)),
    ],
)  # fmt: skip
def test_easter_falls_where_the_tables_say(year, day):
    assert school_holidays.easter(year) == day


@given(st.integers(1583, 4000))
def test_easter_is_a_sunday_in_spring(year):
    day = school_holidays.easter(year)

    assert day.weekday() == 6
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


def test_the_free_days_of_2026():
    days = sorted(day for day in school_holidays.free_days(2026) if day.weekday() < 5)

    assert days == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 4, 27), date(2026, 5, 5),
        date(2026, 5, 14), date(2026, 5, 15), date(2026, 5, 25), date(2026, 12, 25),
    ]  # fmt: skip


def test_a_birthday_of_the_king_on_a_sunday_is_kept_on_saturday():
    assert date(2025, 4, 26) in school_holidays.free_days(2025)
    assert date(2025, 4, 27) not in school_holidays.free_days(2025)


@given(
    st.dates(FIRST, LAST), st.integers(0, 400), st.sets(st.sampled_from(Region), min_size=1), st.dates(FIRST, LAST)
)  # fmt: skip
def test_a_school_day_is_a_day_on_which_all_are_open(first, length, regions, closed):
    last = min(first + timedelta(days=length), LAST)

    days = school_holidays.school_days(first, last, regions, closed=[closed])

    assert list(days) == sorted(set(days))
    assert all(first <= day <= last and day.weekday() < 5 and day != closed for day in days)
    for region in regions:
        alone = school_holidays.school_days(first, last, [region], closed=[closed])
        assert set(days) <= set(alone)
    off = [(one.first, one.last) for one in HOLIDAYS if one.region in regions]
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    slow = [
        day
        for day in every
        if day.weekday() < 5
        and day != closed
        and day not in school_holidays.free_days(day.year)
        and not [1 for begin, end in off if begin <= day <= end]
    ]
    assert list(days) == slow
