"""Small counts stay hidden, also from somebody who can subtract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ndt.reports.core import suppression
from ndt.reports.core.paper import Hidden
from ndt.reports.core.suppression import Merged, column, merge, one, rounded, within

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


def test_a_row_of_few_families_tells_nothing_by_its_children():
    assert within([3, 50, 200], [30, 80, 90]) == (column([3, 50, 200]), suppression.Column((OTHER, OTHER, 90), 200))
    # few children are no reason to hide many families: nothing bounds them from above
    assert within([30, 50, 60], [2, 80, 90])[0] == suppression.Column((30, 50, 60), 140)


def worlds(told: tuple[suppression.Column, suppression.Column], threshold: int, each: int) -> Iterator[tuple]:
    """Give all rows of two counts that could have been told so, the inner one at most `each` times the outer. The oracle."""
    rows = []
    for outer, inner in zip(told[0].cells, told[1].cells, strict=True):
        firsts = range(threshold) if outer is FEW else range(threshold, 7) if outer is OTHER else [outer]
        # Behind a hidden row anything may be.
        seconds = range(threshold) if inner is FEW else range(20) if inner is OTHER else [inner]
        rows.append([(first, second) for first in firsts for second in seconds if second <= each * first])
    for found in product(*rows):
        sums = [sum(column) for column in zip(*found, strict=True)]
        if all(isinstance(one.total, Hidden) or one.total == total for one, total in zip(told, sums, strict=True)):
            yield found


def test_nobody_works_out_a_small_count_of_two_columns():
    """Who knows that a family has no more than two children tries everything that they could be."""
    few, each = 2, 2
    pairs = [(outer, inner) for outer in range(5) for inner in range(each * outer + 1)]
    tables = {within(*zip(*rows, strict=True), threshold=few) for rows in product(pairs, repeat=3)}
    checked = 0
    for told in tables:
        could_be = list(worlds(told, few, each))
        for at, cell in enumerate(told[0].cells):
            if cell is FEW and not isinstance(told[0].total, Hidden):
                assert {rows[at][0] for rows in could_be} >= set(range(few))
                checked += 1
    assert checked > 100


@given(st.integers(10, 300), st.integers(0, 9))
def test_what_lies_between_two_rounded_counts_may_be_any_small_number(smaller, more):
    told = rounded(smaller, to=5), rounded(smaller + more, to=5)
    assume(told[1] - told[0] <= 5)

    between = {
        inner - outer
        for outer in range(10, smaller + 10)
        for inner in range(outer, outer + 10)
        if (rounded(outer, to=5), rounded(inner, to=5)) == told
    }
    assert between == (set(range(5)) if told[0] == told[1] else set(range(1, 10)))


def test_a_count_is_rounded_down_and_never_away():
    assert [rounded(count, to=5) for count in (0, 1, 10, 14, 15)] == [0, 5, 10, 10, 15]
    assert [rounded(count, to=500) for count in (60, 999, 1000)] == [500, 500, 1000]


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        one(-1)


@pytest.mark.parametrize(
    ("rows", "shown", "together"),
    [
        ([(40, 12), (30, 11)], (0, 1), ()),
        # one small row: the total less the rest would give it away, so the first other one goes with it
        ([(40, 12), (30, 9), (20, 15)], (2,), (0, 1)),
        # three small ones hide each other: each of them could be the one that has none
        ([(9, 5), (80, 40), (8, 4), (1, 1)], (1,), (0, 2, 3)),
        # two that are both nearly ten do not
        ([(9, 9), (9, 9), (80, 40), (70, 60)], (3,), (0, 1, 2)),
        # a small sum is a small count too
        ([(40, 13), (30, 5), (20, 1), (12, 10)], (3,), (0, 1, 2)),
        ([(40, 9)], (), (0,)),
        ([], (), ()),
    ],
)
def test_rows_with_a_small_count_stand_together(rows, shown, together):
    assert merge(rows) == Merged(shown, together)


def test_rows_are_hidden_among_rows_that_have_room_for_it():
    assert merge([(19,), (2,), (20,), (30,)], room=[40, 40, 40, 50]) == Merged((2, 3), (0, 1))
    # a place of five children could not hold all 21 that wait: somebody waits in the other one
    assert merge([(19,), (2,), (20,), (30,)], room=[40, 5, 40, 50]) == Merged((3,), (0, 1, 2))


def test_a_negative_count_has_no_rows():
    with pytest.raises(ValueError, match="negative"):
        merge([(1, -1)])


def test_nobody_works_out_a_small_count_of_a_row():
    """Who knows the sums of the rows together, and that one of them is small, tries everything that they could be."""
    few, cap = 3, 7
    pairs = [(outer, inner) for outer in range(cap + 1) for inner in range(outer + 1)]
    by_sums = defaultdict(list)
    for number in (2, 3):
        for rows in product(pairs, repeat=number):
            sums = tuple(map(sum, zip(*rows, strict=True)))
            if max(sums) <= cap and any(min(row) < few for row in rows):
                by_sums[number, sums].append(rows)
    published = set()
    for rows in product(pairs, repeat=3):
        merged = merge(rows, threshold=few)
        together = [rows[place] for place in merged.together]
        sums = tuple(map(sum, zip(*together, strict=True))) if together else ()
        # Who asks for all rows together asks for the total, and a small total is hidden by itself.
        if merged.shown and together and max(sums) <= cap:
            published.add((len(together), sums))

    assert len(published) > 5
    for number, sums in published:
        for place in range(number):
            for of in (0, 1):
                assert {rows[place][of] for rows in by_sums[number, sums]} >= set(range(few)), (number, sums)
