"""How long a failed job waits."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from ndt.jobs.core import backoff

attempts = st.integers(1, 32_767)
seeds = st.integers()


def test_the_first_waits_by_hand() -> None:
    still = random.Random()
    still.uniform = lambda low, high: low  # type: ignore[method-assign]

    waits = [backoff.wait(attempt, rng=still).total_seconds() for attempt in range(1, 12)]

    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


@given(attempts, seeds)
def test_a_wait_is_between_ten_seconds_and_an_hour_and_a_fifth(attempt: int, seed: int) -> None:
    wait = backoff.wait(attempt, rng=random.Random(seed))

    assert timedelta(seconds=10) <= wait <= timedelta(hours=1.2)


@given(attempts, seeds, seeds)
def test_two_failures_more_never_wait_less(attempt: int, seed: int, other: int) -> None:
    sooner = backoff.wait(attempt, rng=random.Random(seed))
    later = backoff.wait(attempt + 2, rng=random.Random(other))

    assert later >= sooner or sooner >= timedelta(hours=1)


def test_trouble_outside_is_tried_for_two_days_and_a_fault_of_ours_for_less_than_an_hour() -> None:
    def tried_for(*, outside: bool) -> timedelta:
        total, attempt, rng = timedelta(), 1, random.Random(1)
        while not backoff.is_over(attempt, outside=outside):
            total += backoff.wait(attempt, rng=rng)
            attempt += 1
        return total

    assert timedelta(days=2) <= tried_for(outside=True) <= timedelta(days=3)
    assert timedelta(minutes=20) <= tried_for(outside=False) <= timedelta(hours=1)
