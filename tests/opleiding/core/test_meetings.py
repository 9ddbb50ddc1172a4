"""A series keeps its time on the wall, and no phone lets somebody in after it told us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from opleiding.core.meetings import counted_moment, repeated, shown

ZONE = ZoneInfo("Europe/Amsterdam")
MOMENTS = some.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001


def test_a_series_goes_through_summer_time_at_the_same_hour_on_the_wall():
    found = repeated(datetime(2027, 3, 21, 18, tzinfo=UTC), weeks=1, times=2, zone=ZONE)

    assert [moment.astimezone(ZONE).hour for moment in found] == [19, 19]
    assert found[1] - found[0] == timedelta(days=7, hours=-1)


@given(MOMENTS, some.integers(1, 26), some.integers(1, 26))
def test_a_series_begins_with_its_first_and_goes_on_with_the_same_day_of_the_week(first, weeks, times):
    found = repeated(first, weeks=weeks, times=times, zone=ZONE)

    assert found[0] == first
    assert len(found) == times
    assert list(found) == sorted(set(found))
    days = {moment.astimezone(ZONE).date() for moment in found}
    assert {(day - min(days)).days % (7 * weeks) for day in days} == {0}


@given(MOMENTS, MOMENTS, MOMENTS)
def test_what_a_phone_says_counts_unless_its_clock_cannot_be_right(scanned, opens, received):
    counted = counted_moment(scanned, opens_at=opens, received_at=received)

    assert counted <= received
    assert counted == (scanned if opens <= scanned <= received else received)


def test_four_answers_are_not_shown_and_five_are():
    assert not shown([8] * 4)
    assert shown([8] * 5)
