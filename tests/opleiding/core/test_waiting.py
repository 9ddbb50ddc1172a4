"""The waiting list is fair to the letter, and the door loses nobody."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from opleiding.core.checkin import Scan, merge
from opleiding.core.waiting import (
    Entry,
    Meeting,
    State,
    free_seats,
    may_accept,
    next_step,
    place_in_line,
    state_for_newcomer,
)

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MEETING = Meeting(2, NOON + 48 * HOUR, 24 * HOUR)


def waiting(name, turn):
    return Entry(name, turn, State.WAITING)


def offered(name, turn, until):
    return Entry(name, turn, State.OFFERED, until)


def test_free_seats_are_offered_in_the_order_of_entering():
    entries = [waiting("Coby", 3), waiting("Amina", 1), waiting("Bram", 2)]

    step = next_step(MEETING, entries, now=NOON)

    assert step.offered == ("Amina", "Bram")
    assert step.until == NOON + 24 * HOUR


def test_an_offer_holds_its_seat_until_it_ends_and_then_the_next_is_asked():
    entries = [Entry("Amina", 1, State.CONFIRMED), offered("Bram", 2, NOON + HOUR), waiting("Coby", 3)]

    assert next_step(MEETING, entries, now=NOON).offered == ()
    later = next_step(MEETING, entries, now=NOON + HOUR)

    assert (later.expired, later.offered) == (("Bram",), ("Coby",))
    assert may_accept(entries[1], now=NOON)
    assert not may_accept(entries[1], now=NOON + HOUR)


def test_a_newcomer_passes_nobody_who_waits():
    entries = [Entry("Amina", 1, State.CONFIRMED), waiting("Bram", 2)]

    assert free_seats(MEETING, entries, now=NOON) == 1
    assert state_for_newcomer(MEETING, entries, now=NOON) == State.WAITING
    assert state_for_newcomer(MEETING, entries[:1], now=NOON) == State.CONFIRMED
    assert state_for_newcomer(dataclasses.replace(MEETING, seats=1), entries[:1], now=NOON) == State.WAITING


def test_nothing_is_offered_after_closing_and_no_offer_lasts_longer():
    assert next_step(MEETING, [waiting("Amina", 1)], now=MEETING.closes).offered == ()
    assert next_step(MEETING, [waiting("Amina", 1)], now=MEETING.closes - HOUR).until == MEETING.closes


def test_a_seat_that_comes_free_goes_to_the_first_and_fewer_seats_take_nothing_back():
    entries = [
        Entry("Amina", 1, State.WITHDRAWN),
        Entry("Bram", 2, State.CONFIRMED),
        waiting("Daan", 4),
        waiting("Coby", 3),
    ]

    assert next_step(MEETING, entries, now=NOON).offered == ("Coby",)
    assert next_step(dataclasses.replace(MEETING, seats=0), entries, now=NOON).offered == ()
    assert [place_in_line(entries, name) for name in ("Coby", "Daan", "Bram")] == [1, 2, 0]


ENTRIES = some.lists(some.tuples(some.integers(0, 9), some.sampled_from(State), some.integers(-5, 5)), max_size=12).map(
    lambda rows: [
        Entry(f"p{n}", turn, state, NOON + hours * HOUR if state == State.OFFERED else None)
        for n, (turn, state, hours) in enumerate(rows)
    ]
)


@given(ENTRIES, some.integers(0, 8))
def test_no_seat_is_given_twice_nobody_is_skipped_and_doing_it_twice_changes_nothing(entries, seats):
    meeting = dataclasses.replace(MEETING, seats=seats)
    step = next_step(meeting, entries, now=NOON)
    after = []
    for entry in entries:
        if entry.id in step.offered:
            entry = dataclasses.replace(entry, state=State.OFFERED, offer_until=step.until)
        elif entry.id in step.expired:
            entry = dataclasses.replace(entry, state=State.EXPIRED, offer_until=None)
        after.append(entry)
    had = sum(one.state == State.CONFIRMED or may_accept(one, now=NOON) for one in entries)
    have = sum(one.state == State.CONFIRMED or may_accept(one, now=NOON) for one in after)
    line = sorted((one for one in entries if one.state == State.WAITING), key=lambda one: (one.turn, one.id))

    assert have <= max(seats, had)
    assert [one.id for one in line[: len(step.offered)]] == list(step.offered)
    assert not step.offered or have <= seats
    assert len(step.offered) == len(line) or have >= seats
    again = next_step(meeting, after, now=NOON)
    assert (again.expired, again.offered) == ((), ())


SCANS = some.lists(
    some.builds(
        Scan, some.sampled_from("abcdefgh"), some.sampled_from(["r1", "r2", "r3", "x"]), some.sampled_from(["d1", "d2"]),
        some.integers(0, 5).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    ),
    max_size=12,
)  # fmt: skip


@given(SCANS, some.randoms())
def test_scans_that_come_late_twice_or_in_another_order_come_to_the_same(scans, rng):
    known = frozenset({"r1", "r2", "r3"})
    merged = merge(scans, registrations=known)
    shuffled = [*scans, *scans]
    rng.shuffle(shuffled)

    assert merge(shuffled, registrations=known) == merged
    assert {s.nonce for s in scans} == {s.nonce for s in (*merged.present.values(), *merged.again, *merged.unknown)}
    assert len({s.nonce for s in scans}) == len(merged.present) + len(merged.again) + len(merged.unknown)


def test_the_first_scan_at_the_door_counts_also_if_it_arrives_last():
    late = Scan("n1", "r1", "phone without network", NOON)
    quick = Scan("n2", "r1", "phone", NOON + timedelta(minutes=3))

    merged = merge([quick, late], registrations=frozenset({"r1"}))

    assert merged.present == {"r1": late}
    assert merged.again == (quick,)
