"""The ceremony follows the clock of the server, and shows the sum that chose the panel."""

import hashlib
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.core import ceremony
from beraad.core.ceremony import STEP_S, STEPS, Stage
from ndt.draws import index
from ndt.draws.beacons import TEST_CHAIN, BallsAnnouncement, BallsRecording, DrandAnnouncement, DrandRecording
from ndt.draws.commitments import Commitment, digest

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def commitment(choices, announcement, secret=b""):
    return Commitment(
        subject="ons-vak, loting 1",
        choices=choices,
        hashes={"panels.csv": "0" * 64},
        secret_sha256=digest(secret) if secret else "",
        announcement=announcement,
        published_at=NOON - timedelta(hours=1),
    )


@given(st.integers(1, 1000), st.integers(0, 2**32))
def test_the_steps_end_at_the_index_that_the_draw_gives(choices, seed):
    rng = random.Random(seed)
    secret, signature = rng.randbytes(32), rng.randbytes(48)
    number = TEST_CHAIN.first_after(NOON)
    promised = commitment(choices, DrandAnnouncement(TEST_CHAIN, number), secret)
    recording = DrandRecording(number, hashlib.sha256(signature).digest(), signature)

    trail = ceremony.trail(promised, recording, secret=secret)

    drawn = index.draw(
        promised, recording, secret=secret, published_at=promised.published_at, now=NOON + timedelta(days=1)
    )
    assert (trail.index, len(trail.attempts)) == (drawn.index, drawn.attempts)
    assert trail.secret_holds
    if trail.tail:
        assert int(str(trail.last.value)[-trail.tail :]) == trail.index


def test_another_secret_than_the_promised_one_is_told():
    promised = commitment(1000, DrandAnnouncement(TEST_CHAIN, 9), b"s" * 32)

    assert not ceremony.trail(promised, DrandRecording(9, b"r", b"s"), secret=b"t" * 32).secret_holds


def test_balls_outside_the_fair_range_are_shown_as_done_again():
    promised = commitment(300, BallsAnnouncement(NOON, "Utrecht", 3))

    trail = ceremony.trail(promised, BallsRecording(("950", "417")), secret=b"")

    assert [attempt.fair for attempt in trail.attempts] == [False, True]
    assert (trail.limit, trail.index, trail.tail) == (900, 117, 0)


@pytest.mark.parametrize(
    ("after", "drawn_after", "stage", "shown", "pace"),
    [
        (timedelta(hours=-2), None, Stage.BEFORE, 0, 60),
        (timedelta(minutes=-10), None, Stage.BEFORE, 0, 15),
        (timedelta(seconds=-30), None, Stage.BEFORE, 0, 2),
        (timedelta(0), None, Stage.WAITING, 0, 2),
        (timedelta(minutes=1), timedelta(minutes=1), Stage.REVEALING, 1, 1),
        (timedelta(minutes=1, seconds=STEP_S), timedelta(minutes=1), Stage.REVEALING, 2, 1),
        (timedelta(minutes=1, seconds=STEP_S * STEPS), timedelta(minutes=1), Stage.DONE, STEPS, 0),
    ],
)
def test_all_screens_are_at_the_same_step(after, drawn_after, stage, shown, pace):
    drawn_at = None if drawn_after is None else NOON + drawn_after

    where = ceremony.moment(now=NOON + after, draws_at=NOON, drawn_at=drawn_at)

    assert (where.stage, where.shown, where.pace_s) == (stage, shown, pace)


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share(count, more):
    low, high = ceremony.interval(count, count + more)

    assert 0 <= low <= high <= 1
    if count + more:
        assert low <= count / (count + more) <= high
