"""Dates as a calendar file that every calendar program reads (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

# RFC 5545, 3.1: a line is 75 octets at most, without its end.
_LONGEST: Final = 75


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a calendar: whole days, or from one moment to another.

    uid: stable, so that a second file moves the first event instead of doubling it. first, last: dates, both
    included, or aware moments. sequence: goes up when the event moves. cancelled: takes it off the calendar.
    """

    uid: str
    first: date
    last: date
    summary: str
    description: str = ""
    place: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar(events: Iterable[Event], *, name: str, product: str, now: datetime) -> str:
    """Give a calendar file with the events in order of uid and first day. now: aware, the moment of writing.

    product: the room that writes it.

    The text is the same for the same events in any order.
    """
    ordered = sorted(events, key=lambda event: (event.uid, event.first.isoformat()))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_text(f'-//Onderwijsheid//{product}//NL')}"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for event in ordered:
        lines += _event(event, stamp=_moment(now))
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: Event, *, stamp: str) -> Sequence[str]:
    lines = ["BEGIN:VEVENT", f"UID:{_text(event.uid)}", f"DTSTAMP:{stamp}", f"SEQUENCE:{event.sequence}"]
    if isinstance(event.first, datetime):
        assert isinstance(event.last, datetime)
        lines += [f"DTSTART:{_moment(event.first)}", f"DTEND:{_moment(event.last)}"]
    else:
        # The end of a whole day is the day after, which is not included.
        lines += [
            f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}",
        ]
        lines.append("TRANSP:TRANSPARENT")
    lines.append(f"SUMMARY:{_text(event.summary)}")
    if event.description:
        lines.append(f"DESCRIPTION:{_text(event.description)}")
    if event.place:
        lines.append(f"LOCATION:{_text(event.place)}")
    lines.append(f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}")
    lines.append("END:VEVENT")
    return lines


def _moment(moment: datetime) -> str:
    assert moment.tzinfo is not None, "a moment needs a time zone"
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Escape what a value may not hold as it is. Control characters but the end of a line fall away."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\r", "\n"), ("\n", "\\n")):
        words = words.replace(plain, escaped)
    return "".join(letter for letter in words if letter >= " " and letter != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """Give a line in parts of 75 octets at most, never breaking inside a letter; each next part begins with a space."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
