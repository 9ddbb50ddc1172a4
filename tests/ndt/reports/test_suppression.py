"""Small counts stay hidden, also from somebody who can subtract."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ndt.reports.core import suppression
from ndt.reports.core.paper import Hidden
from ndt.reports.core.suppression import column, one

FEW, OTHER = Hidden.FEW, Hidden.OTHER
COUNTS = st.lists(st.integers(0, 200), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ([100, 200], (100, 200), 300),
        # one small count: total minus the rest would give it away, so the smallest of the rest goes too
        ([3, 50, 200], (FEW, OTHER, 200), 253),
        # the next one is too small to hide behind: together 4 + 12, and 12 is known to be 10 or more
        ([4, 12, 50, 200], (FEW, OTHER, OTHER, 200), 266),
        # three small ones hide each other
        ([6, 7, 5, 80], (FEW, FEW, FEW, 80), 98),
        # two small ones that are both nearly 10 do not
        ([9, 9, 80, 90], (FEW, FEW, OTHER, 90), 188),
        ([2, 3], (FEW, FEW), FEW),
        ([2, 11], (FEW, OTHER), OTHER),
    ],
)
def test_examples_by_hand(counts, cells, total):
    assert column(counts) == suppression.Column(cells, total)


@given(COUNTS)
def test_no_small_count_is_shown(counts):
    answer = column(counts)

    assert all(
        cell is FEW if count < 10 else cell in {count, FEW, OTHER}
        for count, cell in zip(counts, answer.cells, strict=True)
    )


@given(COUNTS)
def test_what_is_shown_is_true(counts):
    answer = column(counts)

    assert answer.total in {sum(counts), FEW, OTHER}
    if all(count >= 10 for count in counts):
        assert answer == suppression.Column(tuple(counts), sum(counts))


@given(COUNTS, st.randoms())
def test_the_order_of_rows_does_not_matter(counts, rng):
    assume(len(set(counts)) == len(counts))
    shuffled = list(counts)
    rng.shuffle(shuffled)

    first, second = column(counts), column(shuffled)

    assert dict(zip(counts, first.cells, strict=True)) == dict(zip(shuffled, second.cells, strict=True))
    assert first.total == second.total


def possible(cells: tuple[int | Hidden, ...], total: int, threshold: int, at: int) -> set[int]:
    """Give every value that the hidden count at `at` may have, by trying everything. The oracle."""
    highest = total
    ranges = [
        range(threshold) if cell is FEW else range(threshold, highest + 1) if cell is OTHER else [cell] for cell in cells
    ]  # fmt: skip
    return {values[at] for values in product(*ranges) if sum(values) == total}


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_every_small_count_may_be_anything_below_the_threshold(counts):
    threshold = 3
    answer = column(counts, threshold=threshold)

    if isinstance(answer.total, Hidden):
        return
    for at, cell in enumerate(answer.cells):
        if cell is FEW:
            assert possible(answer.cells, answer.total, threshold, at) == set(range(threshold))


def test_a_room_may_ask_for_another_threshold():
    assert column([4, 6, 20], threshold=5) == suppression.Column((FEW, OTHER, 20), 30)
    assert (one(4, threshold=5), one(5, threshold=5)) == (FEW, 5)


def test_the_oracle_finds_a_leak():
    assert possible((FEW, 200), 203, 10, 0) == {3}


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        one(-1)
