"""Whatever families, tutors, providers and the municipality do, and whoever is killed: the sums hold."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction

from bijles.models import Booking, Lesson
from tests.bijles import walk
from tests.bijles.walk import Walk
from tests.e2e.site import database_url
from tests.sizes import size, sized

STEPS, SEEDS = size(350, 2_000), size(1, 10)
WORKERS, EACH, KILLS = size(3, 8), size(50, 2_500), size(1, 24)
PATIENCE_S = size(120, 1_800)
# So many kinds of operation may never have come about in a short walk.
RARE = size(3, 0)
# What breaks a city behind the back of its triggers, and what must then be said.
BROKEN = {
    "UPDATE bijles_account SET balance = balance + 1 WHERE place = 'budget'": "balance differs from its entries",
    "UPDATE bijles_booking SET state = 'expired' WHERE state = 'attended'": "earned without a lesson",
    "UPDATE bijles_lesson SET seats_taken = seats_taken - 1 WHERE seats_taken > 0": "seats miscounted or sold twice",
    "UPDATE bijles_settlementline SET cents = cents - 1": "settlement is not the sum of its lines",
    "UPDATE bijles_claim SET state = 'rejected' WHERE state = 'approved'": "a cent paid without an attended lesson",
    "UPDATE bijles_bankline SET cents = cents - 1 WHERE verdict = 'matched'": "paid without a line of the bank",
}


@sized
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_walk_makes_or_loses_a_cent_sells_a_seat_twice_or_pays_without_a_lesson(seed, record_figure):
    walk.ground()
    walker = Walk(seed, STEPS)
    walker.go()

    assert walk.faults() == []
    # It went all the way, or it proves nothing; and what looks for faults finds them.
    missing = {name for name in walk.WEIGHTS if not walker.done[name]}
    assert len(missing) <= RARE, (missing, walker.done, walker.refused)
    for statement, fault in BROKEN.items():
        assert fault in " ".join(broken(statement)), statement
    record_figure(
        f"random operations, seed {seed}",
        target="0 faults",
        measured=f"0 faults after {STEPS} ({sum(walker.done.values())} did something)",
    )


def broken(statement):
    """What is said of the city after a statement, which is undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        assert cursor.rowcount, "there was nothing to break"
        found = walk.faults()
        transaction.set_rollback(True)
    return found


@sized
@pytest.mark.django_db(transaction=True)
def test_whoever_is_killed_in_the_middle_of_it_nothing_is_half(record_figure):
    walk.ground()
    rng, running, kills, started = random.Random(3), [], 0, 0
    deadline = time.monotonic() + PATIENCE_S
    begun = time.monotonic()
    while started < WORKERS + KILLS or running:
        assert time.monotonic() < deadline, "they never came to an end"
        while started < WORKERS + KILLS and len(running) < WORKERS:
            running.append(_walker(100 + started))
            started += 1
        if kills < KILLS and Booking.objects.count() > (kills + 1) * 3 and rng.random() < 0.5:
            running.pop(rng.randrange(len(running))).kill()
            kills += 1
        for one in [one for one in running if one.poll() is not None]:
            assert one.returncode == 0, f"a walker ended with {one.returncode}"
            running.remove(one)
        time.sleep(0.05)
    took = time.monotonic() - begun

    assert kills == KILLS
    assert walk.faults() == []
    assert Booking.objects.filter(state__in=["attended", "confirmed", "cancelled"]).count() > WORKERS
    record_figure(
        f"random operations by {WORKERS} processes, {kills} of them killed",
        target="0 faults",
        measured=f"0 faults after {WORKERS * EACH:,} operations and more, {Lesson.objects.count():,} lessons, {took:.0f} s",
    )


def _walker(seed):
    facts = {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "ndt.settings"}
    return subprocess.Popen([sys.executable, "-m", "tests.bijles.walk", str(seed), str(EACH)], env=os.environ | facts)
