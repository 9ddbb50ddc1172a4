"""A waiting list that skips nobody and gives no seat twice. What follows from the list and the time, and nothing else.

A seat is taken by who is confirmed and by who has an offer that did not end. Free seats are offered in the order of
entering the list. Who lets an offer end, or says no, leaves the list; the seat goes to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where somebody stands with a meeting."""

    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on the list. turn: the order of entering; of two that are the same, the id decides."""

    id: str
    turn: int
    state: State
    offer_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """What limits the seats. closes: from then on nothing is offered; offer_lasts: how long somebody may think."""

    seats: int
    closes: datetime
    offer_lasts: timedelta


@dataclass(frozen=True, slots=True)
class Step:
    """What has to happen now. expired: offers that ended; offered: who is offered a seat, first in turn first; until when."""

    expired: tuple[str, ...]
    offered: tuple[str, ...]
    until: datetime


def next_step(meeting: Meeting, entries: Sequence[Entry], *, now: datetime) -> Step:
    """Give which offers ended and who gets one now. Doing it and asking again gives an empty step."""
    expired = [entry for entry in entries if entry.state == State.OFFERED and not _lives(entry, now)]
    free = free_seats(meeting, entries, now=now) if now < meeting.closes else 0
    waiting = sorted((entry for entry in entries if entry.state == State.WAITING), key=_turn)
    return Step(
        tuple([entry.id for entry in sorted(expired, key=_turn)]),
        tuple([entry.id for entry in waiting[:free]]),
        min(now + meeting.offer_lasts, meeting.closes),
    )


def state_for_newcomer(meeting: Meeting, entries: Sequence[Entry], *, now: datetime) -> State:
    """Give CONFIRMED where a seat is free and nobody waits for it, else WAITING: a newcomer passes nobody."""
    if any(entry.state == State.WAITING for entry in entries):
        return State.WAITING
    return State.CONFIRMED if free_seats(meeting, entries, now=now) else State.WAITING


def may_accept(entry: Entry, *, now: datetime) -> bool:
    """Tell whether somebody may take the seat that was offered."""
    return entry.state == State.OFFERED and _lives(entry, now)


def free_seats(meeting: Meeting, entries: Sequence[Entry], *, now: datetime) -> int:
    """Give how many seats nobody has and nobody may still take; never below 0, also after seats were taken away."""
    taken = sum(entry.state == State.CONFIRMED or may_accept(entry, now=now) for entry in entries)
    return max(0, meeting.seats - taken)


def place_in_line(entries: Sequence[Entry], name: str) -> int:
    """Give how many wait before somebody, plus 1; 0 for who does not wait."""
    waiting = [entry.id for entry in sorted(entries, key=_turn) if entry.state == State.WAITING]
    return waiting.index(name) + 1 if name in waiting else 0


def _lives(entry: Entry, now: datetime) -> bool:
    return entry.offer_until is not None and now < entry.offer_until


def _turn(entry: Entry) -> tuple[int, str]:
    return entry.turn, entry.id
