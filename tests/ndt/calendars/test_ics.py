"""A calendar file that every calendar program reads. The reader here shares no code with the writer."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.calendars import ics

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


def read(content):
    """Give the properties of each event, unfolded and unescaped, by RFC 5545."""
    assert content.endswith("\r\n")
    lines = content.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)
    whole = "\r\n".join(lines).replace("\r\n ", "").split("\r\n")
    assert (whole[0], whole[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert {"VERSION:2.0", "CALSCALE:GREGORIAN"} <= set(whole)
    events, open_event = [], None
    for line in whole[1:-1]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            open_event = {}
        elif line == "END:VEVENT":
            events.append(open_event)
            open_event = None
        elif open_event is not None:
            assert name not in open_event
            unescaped = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
            open_event[name] = unescaped
    assert open_event is None
    return events


def test_a_whole_day_ends_on_the_day_after():
    event = ics.Event("a@b", date(2026, 12, 31), date(2026, 12, 31), "Terugblik")

    (found,) = read(ics.calendar([event], name="Ruil", product="Proef", now=NOW))

    assert found["DTSTART;VALUE=DATE"] == "20261231"
    assert found["DTEND;VALUE=DATE"] == "20270101"
    assert found["DTSTAMP"] == "20261129T120000Z"
    assert (found["UID"], found["STATUS"], found["SEQUENCE"]) == ("a@b", "CONFIRMED", "0")


def test_a_meeting_is_written_in_universal_time():
    summer = timezone(timedelta(hours=2))
    begins = datetime(2027, 6, 1, 15, 30, tzinfo=summer)
    event = ics.Event("a@b", begins, begins + timedelta(hours=1), "Kennismaken", place="Utrecht, lokaal 3; boven")

    (found,) = read(ics.calendar([event], name="Ruil", product="Proef", now=NOW))

    assert (found["DTSTART"], found["DTEND"]) == ("20270601T133000Z", "20270601T143000Z")
    assert found["LOCATION"] == "Utrecht, lokaal 3; boven"


def test_an_event_that_is_off_says_so():
    event = ics.Event("a@b", date(2027, 1, 4), date(2027, 1, 4), "Terugblik", sequence=2, cancelled=True)

    (found,) = read(ics.calendar([event], name="Ruil", product="Proef", now=NOW))

    assert (found["STATUS"], found["SEQUENCE"]) == ("CANCELLED", "2")


@pytest.mark.parametrize("letter", ["a", "é", "学", "😀", ","])
def test_a_long_line_is_folded_between_letters(letter):
    event = ics.Event("a@b", date(2027, 1, 4), date(2027, 1, 4), letter * 300)

    (found,) = read(ics.calendar([event], name="Ruil", product="Proef", now=NOW))

    assert found["SUMMARY"] == letter * 300


@given(WORDS, WORDS)
def test_any_words_come_back_as_they_were(summary, description):
    def plain(words):
        words = words.replace("\r\n", "\n").replace("\r", "\n")
        return "".join(letter for letter in words if letter == "\n" or (letter >= " " and letter != "\x7f"))

    event = ics.Event("a@b", date(2027, 1, 4), date(2027, 1, 5), summary, description)

    (found,) = read(ics.calendar([event], name=summary, product="Proef", now=NOW))

    assert found["SUMMARY"] == plain(summary)
    assert found.get("DESCRIPTION", "") == plain(description)


@given(st.permutations(range(6)))
def test_the_order_of_events_does_not_matter(order):
    events = [
        ics.Event(f"{number}@b", date(2027, 1, 4 + number), date(2027, 1, 4 + number), "x") for number in range(6)
    ]

    assert ics.calendar([events[at] for at in order], name="x", product="Proef", now=NOW) == ics.calendar(
        events, name="x", product="Proef", now=NOW
    )
