"""Evaluation moments plan themselves: in week 3, in the middle and near the end, never when a school is closed."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.calendars import ics
from tests.ndt.calendars.test_ics import read
from tests.sizes import size, sized
from wisselkracht.core import evaluations
from wisselkracht.core.evaluations import LEAST_WEEKS, Moment, Period, Planned
from wisselkracht.core.lifecycle_errors import HolidaysUnknown, PeriodTooShort
from wisselkracht.core.school_holidays import HOLIDAYS, Region, free_days

FIRST, LAST = date(2025, 8, 1), date(2030, 7, 31)
REGIONS = [frozenset(some) for number in (1, 2, 3) for some in combinations(Region, number)]


def closed_days(regions):
    """Give every day in the years of the table on which one of the regions is off: written apart from the code."""
    off = set()
    for holiday in HOLIDAYS:
        if holiday.region in regions:
            off |= {holiday.first + timedelta(days=number) for number in range((holiday.last - holiday.first).days + 1)}
    for year in range(2025, 2031):
        off |= free_days(year)
    every = [date(2025, 1, 1) + timedelta(days=number) for number in range(6 * 365 + 1)]
    return off | {day for day in every if day.weekday() > 4}


CLOSED = {regions: closed_days(regions) for regions in REGIONS}


def check(planned, period):
    """Hold a plan against everything that a plan promises."""
    assert [one.moment for one in planned] == list(Moment)
    closed = CLOSED[period.regions]
    for one in planned:
        assert not {one.opens, one.remind, one.due} & period.closed
        assert period.first <= one.opens <= one.remind <= one.due <= period.last
        assert not {one.opens, one.remind, one.due} & closed
        assert one.opens.weekday() in period.weekdays
    first, middle, last = planned
    assert first.due < middle.opens
    assert middle.due < last.opens


def autumn(**changes):
    values = {"first": date(2026, 8, 31), "last": date(2027, 1, 29), "regions": frozenset({Region.MIDDLE})}
    return Period(**(values | changes))


def test_a_first_half_year_in_the_middle_region():
    planned = evaluations.plan(autumn())

    # Weeks of school: 31 Aug, 7, 14 Sep, ... without 19 Oct and the two of Christmas: 19 in all.
    assert planned == (
        Planned(Moment.WEEK_3, date(2026, 9, 16), date(2026, 9, 21), date(2026, 9, 23)),
        Planned(Moment.MIDDLE, date(2026, 11, 11), date(2026, 11, 16), date(2026, 11, 18)),
        Planned(Moment.LAST_WEEKS, date(2027, 1, 20), date(2027, 1, 25), date(2027, 1, 27)),
    )


def test_a_week_of_holiday_is_no_week_at_the_new_school():
    planned = evaluations.plan(autumn(first=date(2026, 10, 12)))

    # Week 1 is 12 October, then a week off, week 2 is 26 October, week 3 is 2 November.
    assert planned[0].opens == date(2026, 11, 4)


def test_two_regions_are_both_open():
    planned = evaluations.plan(autumn(first=date(2026, 9, 28), regions=frozenset({Region.NORTH, Region.MIDDLE})))

    # North is off in the week of 12 October, the middle in the week of 19 October.
    assert planned[0].opens == date(2026, 10, 28)


def test_the_forms_open_on_a_day_that_the_teacher_is_there():
    planned = evaluations.plan(autumn(weekdays=frozenset({0, 4})))

    assert {one.opens.weekday() for one in planned} <= {0, 4}


def test_a_day_off_of_the_school_itself_is_kept():
    closed = frozenset({date(2026, 9, 16)})

    planned = evaluations.plan(autumn(closed=closed))

    assert planned[0].opens == date(2026, 9, 17)


def test_a_short_period_is_refused_with_its_weeks():
    with pytest.raises(PeriodTooShort) as problem:
        evaluations.plan(autumn(last=date(2026, 10, 23)))

    assert (problem.value.weeks, problem.value.least) == (7, LEAST_WEEKS)


def test_a_period_beyond_the_table_is_refused():
    with pytest.raises(HolidaysUnknown):
        evaluations.plan(autumn(first=date(2030, 2, 1), last=date(2030, 9, 1)))


@sized
@pytest.mark.parametrize("regions", REGIONS, ids=lambda regions: "-".join(sorted(regions)))
def test_no_period_in_the_table_has_a_collision(regions, record_figure):
    """Every first day with lengths from 8 weeks to a year; full size: every one, else one in 105."""
    planned = short = 0
    for start in range(0, (LAST - FIRST).days, size(3, 1)):
        for length in range(55, 366, size(35, 1)):
            first = FIRST + timedelta(days=start)
            if (last := first + timedelta(days=length)) > LAST:
                break
            period = Period(first, last, regions)
            try:
                check(evaluations.plan(period), period)
                planned += 1
            except PeriodTooShort:
                short += 1
    assert planned > 5 * short
    record_figure(f"periods planned, {'-'.join(sorted(regions))}", target="0 collisions", measured=f"{planned}, 0")


PERIODS = st.builds(
    lambda first, length, regions, weekdays, closed: Period(
        first, min(first + timedelta(days=length), LAST), regions, frozenset(weekdays), frozenset(closed)
    ),
    st.dates(FIRST, LAST), st.integers(0, 420), st.sampled_from(REGIONS),
    st.sets(st.integers(0, 4), min_size=1), st.sets(st.dates(FIRST, LAST), max_size=20),
)  # fmt: skip


@given(PERIODS)
def test_any_period_is_planned_without_collision_or_is_too_short(period):
    try:
        planned = evaluations.plan(period)
    except PeriodTooShort:
        closed = CLOSED[period.regions] | period.closed
        every = [period.first + timedelta(days=number) for number in range((period.last - period.first).days + 1)]
        there = {day.isocalendar()[:2] for day in every if day not in closed and day.weekday() in period.weekdays}
        assert len(there) < LEAST_WEEKS
    else:
        check(planned, period)


@given(PERIODS, st.integers(-30, 430), st.integers(-90, 90), st.sets(st.sampled_from(Moment)))
def test_a_new_end_keeps_what_was_held_and_plans_the_rest_ahead(period, passed, longer, forgotten):
    try:
        before = evaluations.plan(period)
    except PeriodTooShort:
        return
    today = period.first + timedelta(days=passed)
    held = [one.moment for one in before if one.due < today and one.moment not in forgotten]
    last = min(max(period.last + timedelta(days=longer), period.first), LAST)
    changed = Period(period.first, last, period.regions, period.weekdays, period.closed)

    after = evaluations.replan(before, held=held, period=changed, today=today)

    assert len({one.moment for one in after}) == len(after)
    assert [one for one in after if one.moment in held] == [one for one in before if one.moment in held]
    fresh = [one for one in after if one.moment not in held]
    closed = CLOSED[period.regions] | period.closed
    for one in fresh:
        assert today < one.opens <= one.due <= last
        assert not {one.opens, one.remind, one.due} & closed
        assert one.opens.weekday() in period.weekdays
    assert all(one.due < later.opens for one, later in pairwise(fresh))


def test_an_early_stop_still_looks_back():
    before = evaluations.plan(autumn())

    after = evaluations.replan(
        before, held=[Moment.WEEK_3], period=autumn(last=date(2026, 10, 9)), today=date(2026, 9, 28)
    )

    assert [one.moment for one in after] == [Moment.WEEK_3, Moment.LAST_WEEKS]
    assert (after[1].opens, after[1].due) == (date(2026, 10, 2), date(2026, 10, 9))


@pytest.mark.parametrize(
    ("today", "opens"),
    [
        # Week 3 was on 16 September and the middle is on 11 November: its forms must close before that day.
        (date(2026, 10, 5), [date(2026, 10, 6), date(2026, 11, 11), date(2027, 1, 20)]),
        (date(2026, 11, 2), [date(2026, 11, 3), date(2026, 11, 11), date(2027, 1, 20)]),
        (date(2026, 11, 3), [date(2026, 11, 11), date(2027, 1, 20)]),
        (date(2026, 11, 12), [date(2026, 11, 13), date(2027, 1, 20)]),
        (date(2027, 1, 29), []),
    ],
)
def test_a_forgotten_moment_is_still_asked_while_there_is_time(today, opens):
    before = evaluations.plan(autumn())

    after = evaluations.replan(before, held=[], period=autumn(), today=today)

    assert [one.opens for one in after] == opens


def test_an_extension_moves_the_last_moment():
    before = evaluations.plan(autumn())

    after = evaluations.replan(
        before,
        held=[Moment.WEEK_3, Moment.MIDDLE],
        period=autumn(last=date(2027, 4, 23)),
        today=date(2027, 1, 11),
    )

    assert after[:2] == before[:2]
    assert after[2].opens == date(2027, 4, 14)


def test_the_dates_go_to_a_calendar():
    summaries = {moment: f"Terugblik {moment}" for moment in Moment}
    planned = evaluations.plan(autumn())

    content = ics.calendar(
        evaluations.events(planned, uid="12@onderwijsheid.nl", summaries=summaries),
        name="Ruil",
        product="WisselKracht",
        now=datetime(2026, 8, 1, tzinfo=UTC),
    )

    found = {event["UID"]: event["DTSTART;VALUE=DATE"] for event in read(content)}
    assert found == {f"{one.moment}.12@onderwijsheid.nl": f"{one.opens:%Y%m%d}" for one in planned}
