"""What a coordinator has to see to: the days of the rounds, and what is over its day. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

# A director who confirmed should not wait longer than this to be checked.
CHECKED_WITHIN: Final = timedelta(days=7)


class What(StrEnum):
    """What happens on a day."""

    OPENS = "opens"
    CLOSES = "closes"
    DECIDES = "decides"
    STARTS = "starts"
    ENDS = "ends"
    CHECK = "check"  # directors who confirmed are to be checked
    CLOSED_SCHOOL = "closed-school"  # an application stands at a school that closed
    EVALUATE = "evaluate"  # somebody looks back on an exchange
    TALK = "talk"  # an answer asks for a talk


@dataclass(frozen=True, slots=True)
class Item:
    """Something on the calendar. number: how many it concerns; for the days of a round 0.

    is_overdue: somebody should have done it by now. key: stable and unique, for the calendar file. exchange: which one
    it is about, and about: how people know it; 0 and "" for what concerns the round.
    """

    day: date
    what: What
    round_slug: str
    round_title: str
    number: int = 0
    is_overdue: bool = False
    exchange: int = 0
    about: str = ""

    @property
    def key(self) -> str:
        """Give what the item is called in a calendar file."""
        many = self.what in (What.EVALUATE, What.TALK)
        exchange = f"-{self.exchange}" if self.exchange else ""
        return f"{self.round_slug}-{self.what.value}{exchange}" + (f"-{self.day:%Y%m%d}" if many else "")


@dataclass(frozen=True, slots=True)
class RoundDays:
    """The days of a round. last: the last one on which somebody can confirm. is_open, is_decided: where it stands.

    checks: since which days directors wait to be checked. closed: since when schools with an application are closed.
    looks_back: by which day how many people still have to look back on an exchange.
    """

    slug: str
    title: str
    opens: date
    last: date
    decides: date
    starts: date
    ends: date
    is_concept: bool
    is_decided: bool = False
    checks: tuple[date, ...] = ()
    closed: tuple[date, ...] = ()
    looks_back: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk that an answer asks for, by its last day. exchange, about: its key, and its number for people."""

    day: date
    exchange: int
    about: str
    round_slug: str
    round_title: str


def items(rounds: Iterable[RoundDays], talks: Iterable[Talk] = (), *, today: date) -> list[Item]:
    """Give everything in the order of the days, what is over its day first. Days that passed as they should, lack.

    talks: those that nobody had yet; of one exchange and day they are one item.
    """
    found = [item for one in rounds for item in _of(one, today)]
    found += [
        Item(one.day, What.TALK, one.round_slug, one.round_title, number, one.day < today, one.exchange, one.about)
        for one, number in Counter(talks).items()
    ]
    return sorted(found, key=lambda item: (not item.is_overdue, item.day, item.round_title, item.what, item.exchange))


def _of(one: RoundDays, today: date) -> list[Item]:
    days = (
        (one.opens, What.OPENS, one.is_concept),
        (one.last, What.CLOSES, False),
        (one.decides, What.DECIDES, not one.is_decided and not one.is_concept),
        (one.starts, What.STARTS, False),
        (one.ends, What.ENDS, False),
    )
    found = [
        Item(day, what, one.slug, one.title, is_overdue=day < today)
        for day, what, is_undone in days
        if day >= today or is_undone
    ]
    if one.checks:
        day = min(one.checks) + CHECKED_WITHIN
        found.append(Item(day, What.CHECK, one.slug, one.title, len(one.checks), day < today))
    if one.closed:
        found.append(Item(min(one.closed), What.CLOSED_SCHOOL, one.slug, one.title, len(one.closed), True))
    found += [
        Item(day, What.EVALUATE, one.slug, one.title, number, day < today) for day, number in sorted(one.looks_back)
    ]
    return found
