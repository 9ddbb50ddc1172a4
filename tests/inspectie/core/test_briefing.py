"""The figures of a brief: schools divide, move and stand by chance as their verdicts say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from inspectie.core import briefing
from inspectie.core.briefing import SURE, State
from inspectie.core.engine import Status

STATUSES = arrays.arrays(
    np.int8, st.tuples(st.integers(1, 40), st.integers(1, 4)), elements=st.sampled_from([int(one) for one in Status])
)
STATES = arrays.arrays(np.int8, 25, elements=st.sampled_from([int(one) for one in State]))


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ((Status.BOVEN, Status.BOVEN), State.ABOVE),
        ((Status.BOVEN, Status.ONDER), State.BELOW),
        ((Status.ONBEPAALD, Status.ONDER), State.BELOW),
        ((Status.BOVEN, Status.ONBEPAALD), State.OPEN),
        ((Status.BOVEN, Status.TE_WEINIG_GEGEVENS), State.OUTSIDE),
        ((Status.KLEINE_SCHOOL, Status.KLEINE_SCHOOL), State.OUTSIDE),
    ],
)
def test_one_thing_below_makes_a_school_below(statuses, state):
    assert briefing.whole(np.array([statuses], np.int8)).tolist() == [state]


@given(STATUSES)
def test_every_school_is_counted_once(status):
    counted = briefing.tally(briefing.whole(status))

    assert counted.judged + counted.outside == len(status)


@given(STATUSES, st.randoms())
def test_the_order_of_schools_and_of_columns_changes_nothing(status, random):
    rows, columns = (random.sample(range(size), size) for size in status.shape)

    assert briefing.tally(briefing.whole(status[rows][:, columns])) == briefing.tally(briefing.whole(status))


@given(STATES, STATES)
def test_moves_add_up_to_what_was_and_what_becomes(before, after):
    table = np.array(briefing.moves(before, after))
    was, becomes = briefing.tally(before), briefing.tally(after)

    assert table.sum(axis=1).tolist() == [was.below, was.open, was.above, was.outside]
    assert table.sum(axis=0).tolist() == [becomes.below, becomes.open, becomes.above, becomes.outside]


@given(STATES, STATES)
def test_moves_back_are_the_mirror(before, after):
    assert np.array_equal(np.transpose(briefing.moves(before, after)), briefing.moves(after, before))


@given(STATES, STATES)
def test_whoever_is_certainly_new_is_possibly_new(before, after):
    certain, possible = briefing.newly_below(before, after)

    assert not (certain & ~possible).any()
    assert int(certain.sum()) == briefing.moves(before, after)[State.ABOVE][State.BELOW]


def test_a_year_weighs_by_pupils_and_leaves_out_what_is_hidden():
    percentage = np.array([[[90.0, 60.0]], [[80.0, 30.0]], [[np.nan, np.nan]]])
    pupils = np.array([[10], [30], [-1]], np.int32)

    (year,) = briefing.through_years([2024], percentage, pupils, slice(None))

    assert (year.pupils, year.basic, year.higher) == (40, pytest.approx(82.5), pytest.approx(37.5))


def test_a_year_without_any_school_is_left_out():
    assert briefing.through_years([2024], np.full((2, 1, 2), np.nan), np.full((2, 1), -1), slice(None)) == []


def test_unknown_pupils_count_as_none():
    assert briefing.pupils_of(np.array([100, -1, 50], np.int32), np.array([True, True, False])) == 100


def test_chance_reaches_as_far_as_by_hand():
    """25 pupils at 50 percent: a standard error of 10 points."""
    assert briefing.reach(25, 50.0) == pytest.approx(SURE * 10)
    assert briefing.reach(25, 120.0) == 0


@given(st.floats(1, 500), st.floats(0, 100))
def test_four_times_the_pupils_is_half_the_chance(pupils, centre):
    assert briefing.reach(4 * pupils, centre) == pytest.approx(briefing.reach(pupils, centre) / 2)


def test_sizes_count_the_clear_among_those_below():
    margin = np.array([-1.0, -40.0, 5.0, math.nan, -30.0])
    sizes = briefing.by_size(margin, np.full(5, 50.0), np.array([20, 20, 20, 20, 120], np.int32))

    assert [(size.judged, size.below, size.clear) for size in sizes] == [(3, 2, 1), (0, 0, 0), (0, 0, 0), (1, 1, 1)]
