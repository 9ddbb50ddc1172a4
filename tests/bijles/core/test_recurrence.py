"""When a tutor is free: against another expander, and by hand in the nights that are not 24 hours."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import icalendar
import pytest
import recurring_ical_events
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from bijles.core.errors import BadRecurrence
from bijles.core.recurrence import AMSTERDAM, DAYS, Availability, Period, expand, free, occurrences, parse, starts
from tests.sizes import size, sized

RULES = size(150, 5000)
NIGHTS = RULES // 10
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


def wall(*moment: int) -> datetime:
    return at(*moment).replace(tzinfo=None)


def daily(hour: int, minute: int, *, first: date, minutes: int = 60) -> Availability:
    return Availability(parse("FREQ=DAILY"), wall(first.year, first.month, first.day, hour, minute), minutes)


def random_rule(rng: random.Random) -> str:
    every = rng.choice(["DAILY", "WEEKLY", "MONTHLY"])
    parts = [f"FREQ={every}"]
    if rng.random() < 0.6:
        parts.append(f"INTERVAL={rng.randint(1, 5)}")
    if rng.random() < 0.6:
        days = rng.sample(DAYS, rng.randint(1, 4))
        ordinal = every == "MONTHLY" and rng.random() < 0.7
        parts.append(
            "BYDAY=" + ",".join(f"{rng.choice([1, 2, 3, 4, 5, -1, -2]) if ordinal else ''}{day}" for day in days)
        )
    if every != "WEEKLY" and rng.random() < 0.3:
        parts.append("BYMONTHDAY=" + ",".join(str(rng.choice([1, 15, 29, 30, 31, -1, -2])) for _day in range(2)))
    ending = rng.random()
    if ending < 0.3:
        parts.append(f"COUNT={rng.randint(1, 40)}")
    elif ending < 0.6:
        parts.append(f"UNTIL={date(2027, 1, 1) + timedelta(days=rng.randint(0, 500)):%Y%m%d}")
    return ";".join(parts)


@sized
def test_random_rules_give_the_days_that_dateutil_gives(record_figure):
    rng = random.Random(7)
    nights = 0
    for _rule in range(RULES):
        text = random_rule(rng)
        first = wall(2027, 1, 1, rng.randint(0, 3), rng.choice([0, 30])) + timedelta(days=rng.randint(0, 330))
        end = date(2028, 2, 1)
        # dateutil reads UNTIL as a moment; ours is a day, and every start of that day counts.
        told = text + ("T235959" if "UNTIL" in text else "")
        theirs = list(rrule.rrulestr(told, dtstart=first).between(first, wall(2028, 2, 1, 23, 59), inc=True))
        ours = list(occurrences(Availability(parse(text), first, 60), until=end))
        nights += sum(moment.date() in (SPRING, AUTUMN) for moment in ours)

        assert ours == theirs, text
        assert [
            period.start for period in expand(Availability(parse(text), first, 60), since=first.date(), until=end)
        ] == [wall.replace(tzinfo=AMSTERDAM).astimezone(UTC) for wall in theirs]
    assert nights > NIGHTS
    record_figure("random recurrence rules unlike dateutil", target="0 of 5000", measured=f"0 of {RULES}")


def test_who_asks_for_later_days_gets_them_as_if_every_day_before_was_walked():
    rng = random.Random(9)
    for _rule in range(RULES):
        rule = Availability(parse(random_rule(rng)), wall(2027, 1, 1, 9) + timedelta(days=rng.randint(0, 330)), 60)
        since = date(2027, 1, 1) + timedelta(days=rng.randint(0, 500))
        until = since + timedelta(days=rng.randint(0, 90))
        walked = [moment for moment in occurrences(rule, until=until) if moment.date() >= since]

        assert [moment for moment in occurrences(rule, until=until, since=since) if moment.date() >= since] == walked


def feed(text: str, first: datetime) -> icalendar.Calendar:
    """A calendar with one event of an hour, as a tutor's own calendar would hold it."""
    event = icalendar.Event()
    event.add("uid", "lesson")
    event.add("dtstart", first.replace(tzinfo=AMSTERDAM))
    event.add("duration", timedelta(hours=1))
    # UNTIL of a time with a zone is a moment (RFC 5545, 3.3.10); ours is a day, and every start of that day counts.
    if "UNTIL=" in text:
        day = datetime.strptime(text.rpartition("UNTIL=")[2], "%Y%m%d").replace(hour=23, minute=59, tzinfo=AMSTERDAM)
        text = text.rpartition("UNTIL=")[0] + f"UNTIL={day.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    event.add("rrule", icalendar.vRecur.from_ical(text))
    made = icalendar.Calendar()
    made.add_component(event)
    return made


@sized
def test_random_rules_give_the_lessons_that_a_calendar_shows(record_figure):
    rng = random.Random(11)
    seen = Counter()
    begin, end = at(2026, 12, 31), at(2028, 2, 2)
    for number in range(RULES):
        text, night = random_rule(rng), rng.choice([SPRING, AUTUMN])
        # Every other rule begins in the days around a night that is not 24 hours, at an hour that it skips or has twice.
        days = timedelta(days=rng.randint(0, 330))
        near = wall(night.year, night.month, night.day) - timedelta(days=rng.randint(0, 3))
        first = (near if number % 2 else wall(2027, 1, 1) + days) + timedelta(
            hours=rng.randint(0, 4), minutes=rng.choice([0, 30])
        )
        shown = recurring_ical_events.of(feed(text, first), skip_bad_series=False).between(begin, end)
        theirs = sorted(event["DTSTART"].dt.astimezone(UTC) for event in shown)
        # It shows the first day also where the rule leaves it out (RFC 5545, 3.8.5.3: undefined); ours follows the rule.
        rule = Availability(parse(text), first, 60)
        ours = [period.start for period in expand(rule, since=first.date(), until=date(2028, 1, 31))]
        start = first.replace(tzinfo=AMSTERDAM).astimezone(UTC)
        if start not in ours and start in theirs:
            theirs.remove(start)
        theirs = [moment for moment in theirs if moment.astimezone(AMSTERDAM).date() <= date(2028, 1, 31)]
        seen.update(moment.astimezone(AMSTERDAM).date() for moment in ours)

        assert ours == theirs, (text, first)
    assert min(seen[SPRING], seen[AUTUMN]) > RULES // 30
    record_figure("random recurrence rules unlike recurring-ical-events", target="0 of 5000", measured=f"0 of {RULES}")


def test_a_time_that_the_spring_night_skips_moves_an_hour_on():
    periods = expand(daily(2, 30, first=date(2027, 3, 27)), since=date(2027, 3, 27), until=date(2027, 3, 29))

    assert [period.start for period in periods] == [
        at(2027, 3, 27, 1, 30),
        at(2027, 3, 28, 1, 30),
        at(2027, 3, 29, 0, 30),
    ]


def test_a_time_that_the_autumn_night_has_twice_is_the_first():
    periods = expand(daily(2, 30, first=date(2027, 10, 30)), since=date(2027, 10, 31), until=date(2027, 11, 1))

    assert [period.start for period in periods] == [at(2027, 10, 31, 0, 30), at(2027, 11, 1, 1, 30)]


def test_a_lesson_lasts_its_minutes_in_both_nights():
    for night in (SPRING, AUTUMN):
        (period,) = expand(daily(1, 30, first=night, minutes=120), since=night, until=night)

        assert period.end - period.start == timedelta(hours=2)


def test_the_afternoon_stays_at_the_same_hour_of_the_clock_all_year():
    rule = Availability(parse("FREQ=WEEKLY;BYDAY=MO"), wall(2027, 1, 4, 16), 60)
    periods = expand(rule, since=date(2027, 1, 4), until=date(2027, 12, 31))

    assert {period.start.astimezone(AMSTERDAM).hour for period in periods} == {16}
    assert {period.start.hour for period in periods} == {14, 15}


def test_a_day_away_falls_out_and_still_counts():
    rule = Availability(parse("FREQ=DAILY;COUNT=3"), wall(2027, 5, 1, 16), 60)
    periods = expand(rule, since=date(2027, 5, 1), until=date(2027, 6, 1), without=[date(2027, 5, 2)])

    assert [period.start.day for period in periods] == [1, 3]


@pytest.mark.parametrize(
    "text",
    [
        *("", "FREQ=YEARLY", "BYDAY=MO", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=WEEKLY;BYMONTHDAY=1"),
        *(
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;COUNT=2;UNTIL=20270101",
            "FREQ=DAILY;UNTIL=20270230",
            "FREQ=DAILY;BYSETPOS=1",
        ),
        *("FREQ=MONTHLY;BYDAY=6MO", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=DAILY;COUNT=1000000", "FREQ=WEEKLY;WKST=SU"),
    ],
)
def test_a_rule_outside_the_part_is_refused_and_never_guessed(text):
    with pytest.raises(BadRecurrence):
        parse(text)


MOMENTS = st.integers(0, 300).map(lambda minute: at(2027, 5, 1) + timedelta(minutes=minute))
PERIODS = st.lists(
    st.tuples(MOMENTS, st.integers(1, 90)).map(lambda pair: Period(pair[0], pair[0] + timedelta(minutes=pair[1]))),
    max_size=5,
)


def minutes_of(periods: list[Period]) -> set[datetime]:
    step = timedelta(minutes=1)
    return {one.start + step * n for one in periods for n in range((one.end - one.start) // step)}


@given(PERIODS, PERIODS)
def test_free_time_is_exactly_what_is_open_and_not_taken(periods, busy):
    left = free(periods, busy)

    assert minutes_of(left) == minutes_of(periods) - minutes_of(busy)
    assert all(one.end <= other.start for one, other in pairwise(left))


@given(PERIODS, st.sampled_from([5, 15, 30, 60]), st.integers(10, 60))
def test_a_lesson_starts_on_the_grid_and_fits(periods, step, minutes):
    left = free(periods, [])
    after = at(2027, 5, 1, 1)
    found = list(starts(left, minutes=minutes, step=step, after=after))

    every = [at(2027, 5, 1) + timedelta(minutes=minute) for minute in range(0, 400, step)]
    fits = [
        moment
        for moment in every
        if moment > after and any(p.start <= moment and moment + timedelta(minutes=minutes) <= p.end for p in left)
    ]
    assert found == fits
