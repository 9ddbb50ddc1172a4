"""Seats of a meeting and its door: many clients for one seat, promotion of many, and check-ins of four phones.

Run by `make bench`. Prints one JSON line a figure. All people are invented; everything goes through Postgres as it writes
to disk in real life. A client is a call of the service on a connection of its own, six at a time.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import django

from bench.figures import beside_allowed
from bench.stage import stage

CLIENTS: Final = 200
WAITING: Final = 1_000
PEOPLE: Final = 500
PARCEL: Final = 25
ALLOWED_QUERIES: Final = 10
ALLOWED_S: Final = 60.0
ALLOWED_MS: Final = 300.0
NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)


def main() -> None:
    """Measure on one stage."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        one_seat()
        promotion()
        check_ins()


def one_seat() -> None:
    """Let many register at once for one seat."""
    # Models exist from here on.
    from opleiding.services import seats
    from tests.campaigns.races import at_once
    from tests.opleiding import meeting_world as world

    found = world.meeting(seats=1)
    begun = time.perf_counter()
    turns = at_once(lambda who: seats.register(meeting=found, trainer=who, now=NOW).turn, world.trainers(CLIENTS))
    took = time.perf_counter() - begun
    winners = found.registrations.filter(state="confirmed").count()
    fair = sorted(turns) == list(range(1, CLIENTS + 1)) and world.states(found) == "c" + "w" * (CLIENTS - 1)
    note = f"{took:.1f} s; every client has a turn of its own: {'yes' if fair else 'no'}"
    beside_allowed(f"{CLIENTS} clients for one seat: winners", winners, allowed=1, unit="winner", holds=fair, note=note)


def promotion() -> None:
    """Offer seats to many at once."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from opleiding.models import Meeting
    from opleiding.services import seats
    from tests.opleiding import meeting_world as world

    found = world.meeting(seats=1)
    world.crowd(found, 1)
    world.waiting(found, WAITING - 1)
    Meeting.objects.filter(pk=found.pk).update(seats=WAITING)
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        offered = seats.give_out(number=found.pk, now=NOW)
    took = time.perf_counter() - begun
    beside_allowed(
        f"offer {offered:,} seats: statements", len(asked), allowed=ALLOWED_QUERIES, unit="statements",
        holds=len(asked) <= ALLOWED_QUERIES, note=f"{took:.2f} s",
    )  # fmt: skip


def check_ins() -> None:
    """Send the scans of four phones that were offline for half an hour, then single scans as at a busy door."""
    from opleiding.models import Scan
    from opleiding.services import door
    from tests.campaigns.races import at_once
    from tests.opleiding import factories
    from tests.opleiding import meeting_world as world

    otto, rng = factories.user(name="Otto"), random.Random(7)
    found = world.tonight(seats=PEOPLE + 1)
    world.waiting(found, PEOPLE, state="confirmed")
    people = list(found.registrations.all())
    scans = [
        world.read(one, f"{number}", device=f"d{number % 4}", at=NOW + timedelta(seconds=rng.randrange(1800)))
        for number, one in enumerate(people)
    ]
    parcels = [scans[device::4][at : at + PARCEL] for device in range(4) for at in range(0, PEOPLE // 4, PARCEL)]
    late = NOW + timedelta(hours=1)
    begun = time.perf_counter()
    at_once(lambda parcel: door.check_in(meeting=found, scans=parcel, by=otto, now=late), parcels * 2)
    took = time.perf_counter() - begun
    lost = found.registrations.filter(attended_at=None).count()
    holds = took <= ALLOWED_S and not lost and Scan.objects.count() == PEOPLE
    note = f"every parcel sent twice; lost {lost}, doubled {Scan.objects.count() - PEOPLE}"
    beside_allowed(f"{PEOPLE} check-ins of four phones", took, allowed=ALLOWED_S, unit="s", holds=holds, note=note)
    single = _single(found, people[:60], otto)
    beside_allowed(
        "one scan at the door, median", single * 1000, allowed=ALLOWED_MS, unit="ms", holds=single * 1000 <= ALLOWED_MS
    )


def _single(found: Any, people: list[Any], otto: Any) -> float:
    from opleiding.services import door
    from tests.opleiding import meeting_world as world

    took = []
    for number, one in enumerate(people):
        begun = time.perf_counter()
        door.check_in(meeting=found, scans=[world.read(one, f"single {number}")], by=otto, now=NOW)
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


if __name__ == "__main__":
    main()
