"""How much of a percentage is chance, against examples and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from inspectie.core import uncertainty
from tests.sizes import size, sized

pytestmark = [sized]


def test_a_school_at_the_value_is_as_likely_below_as_above():
    assert uncertainty.chance_below(50, 400, 50) == pytest.approx(0.5, abs=1e-9)


def test_the_chance_is_the_tail_of_a_beta_distribution():
    expected = stats.beta(9 + 0.5, 14 + 0.5).cdf(0.455)

    assert uncertainty.chance_below(100 * 9 / 23, 23, 45.5) == pytest.approx(expected)


def test_a_value_between_bounds_has_a_chance_between_bounds():
    found = uncertainty.doubt(40, 46, 60, 45.5)

    assert found.below_low == pytest.approx(float(uncertainty.chance_below(46, 60, 45.5)))
    assert found.below_high == pytest.approx(float(uncertainty.chance_below(40, 60, 45.5)))
    assert found.low < 40 < 46 < found.high


@pytest.mark.parametrize(("low", "high", "pupils"), [(np.nan, np.nan, 30), (40, 50, 0), (40, 50, -1), (50, 40, 30)])
def test_nothing_is_said_where_nothing_is_known(low, high, pupils):
    assert uncertainty.doubt(low, high, pupils, 45) is None


@given(st.integers(1, 500), st.floats(0, 100), st.floats(0, 100))
def test_a_chance_is_a_chance_and_grows_with_the_threshold(pupils, value, threshold):
    low, high = uncertainty.chance_below(value, pupils, [threshold / 2, threshold])

    assert 0 <= low <= high <= 1


@pytest.mark.parametrize("pupils", [20, 60, 200])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.85])
def test_intervals_and_limits_hold_in_ninety_five_of_a_hundred(pupils, share, record_figure):
    rng = np.random.default_rng(pupils)
    values = 100 * rng.binomial(pupils, share, size(20_000, 200_000)) / pupils

    low, high = uncertainty.interval(values, pupils)
    least, most = uncertainty.funnel_limits(pupils, 100 * share)

    covered = float(((low <= 100 * share) & (100 * share <= high)).mean())
    inside = float(((values >= least) & (values <= most)).mean())
    record_figure(f"Interval covers, n={pupils}, {share:.0%}", target="93-97 %", measured=100 * covered)
    assert 0.925 <= covered <= 0.975
    assert 0.92 <= inside <= 0.98


def test_funnels_narrow_with_pupils_and_stay_within_a_hundred():
    pupils = np.arange(1, 400)
    low, high = uncertainty.funnel_limits(pupils, 85)

    assert ((low >= 0) & (high <= 100) & (low <= 85) & (high >= 85)).all()
    assert (high - low)[-1] < (high - low)[20]
