"""The model of growth: equal to two independent ways, honest about what it does not know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg, optimize
from statsmodels.regression.mixed_linear_model import MixedLMParams

from inspectie.core import growth
from inspectie.core.growth import CHANGE, LEVEL, GrowthError, Panel
from tests.inspectie.core.panels import SPREADS, drawn
from tests.sizes import size, sized

PANELS = size(2, 25)
SIMULATIONS = size(6, 1_000)
# The variance of change needs a whole country: with fewer schools nobody can tell it from zero.
SCHOOLS = size(1_500, 6_000)
CLASSES = ("n < 30", "n 30-59", "n 60-99", "n >= 100")


def dense(panel: Panel) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give value, noise, design, school directions Z and the kept schools of all known cells, one cell a row."""
    known = panel.known
    rows = np.argwhere(known)
    kept = np.flatnonzero(known.any(axis=1))
    place = {school: number for number, school in enumerate(kept)}
    ways = np.zeros((2, len(rows), len(kept)))
    for row, (school, year) in enumerate(rows):
        ways[:, row, place[school]] = 1.0, panel.time[year]
    return panel.value[known], panel.variance[known], panel.design[known], ways, kept


def reml_by_contrasts(panel: Panel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Maximise the likelihood of all error contrasts with scipy; give variances, effects and predictions [S, 2]."""
    value, noise, design, ways, kept = dense(panel)
    contrasts = linalg.null_space(design.T)
    seen = contrasts.T @ value
    parts = [way @ way.T for way in ways] + [np.eye(len(value))]
    turned = [contrasts.T @ part @ contrasts for part in parts]
    fixed = contrasts.T @ np.diag(noise) @ contrasts

    def lost(deviations: np.ndarray) -> float:
        covariance = fixed + sum(d**2 * part for d, part in zip(deviations, turned, strict=True))
        factor = linalg.cholesky(covariance, lower=True)
        white = linalg.solve_triangular(factor, seen, lower=True)
        return float(np.log(np.diag(factor)).sum() + 0.5 * white @ white)

    starts = [np.array([6.0, 3.0, 6.0]), np.array([8.0, 1e-6, 8.0])]
    found = min(
        (optimize.minimize(lost, start, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-9}) for start in starts),
        key=lambda answer: answer.fun,
    )
    spread = found.x**2
    covariance = np.diag(noise) + sum(s * part for s, part in zip(spread, parts, strict=True))
    inverse = np.linalg.inv(covariance)
    effects = np.linalg.solve(design.T @ inverse @ design, design.T @ inverse @ value)
    left = inverse @ (value - design @ effects)
    predicted = np.full((len(panel.value), 2), np.nan)
    predicted[kept] = np.stack([s * way.T @ left for s, way in zip(spread, ways, strict=False)], axis=1)
    return spread, effects, predicted


@sized
def test_a_general_optimiser_on_the_same_likelihood_finds_the_same(record_figure):
    apart = {"variances": 0.0, "effects": 0.0, "predictions": 0.0}
    for number in range(PANELS):
        spread = list(SPREADS.values())[number % 3]
        panel = drawn(80, np.random.default_rng([71, number]), spread=spread, missing=0.1).panel
        ours = growth.fit(panel)
        estimates = growth.estimate(panel, ours)
        spread, effects, predicted = reml_by_contrasts(panel)
        apart["variances"] = max(apart["variances"], float(np.abs(spread - ours.spread).max()))
        apart["effects"] = max(apart["effects"], float(np.abs(effects - ours.effects).max()))
        apart["predictions"] = max(apart["predictions"], float(np.nanmax(np.abs(predicted - estimates.value))))

    record_figure(f"growth beside scipy REML, {PANELS} panels, effects", target="<= 1e-3", measured=apart["effects"])
    record_figure("growth beside scipy REML, predictions", target="<= 1e-2", measured=apart["predictions"])
    assert apart["effects"] <= 1e-3
    assert apart["predictions"] <= 1e-2


@sized
def test_with_equal_noise_it_is_the_mixed_model_of_statsmodels(record_figure):
    panel = drawn(300, np.random.default_rng(72), noise=40.0).panel
    ours = growth.fit(panel)
    estimates = growth.estimate(panel, ours)

    schools, years = panel.value.shape
    model = sm.MixedLM(
        panel.value.reshape(-1),
        panel.design.reshape(schools * years, -1),
        groups=np.repeat(np.arange(schools), years),
        exog_re=np.column_stack([np.ones(schools * years), np.tile(panel.time, schools)]),
    )
    # A level and a change that do not go together, as in our model.
    free = MixedLMParams.from_components(fe_params=np.ones(5), cov_re=np.eye(2), vcomp=np.array([]))
    theirs = model.fit(reml=True, free=free, method=["lbfgs"])
    predicted = np.array([theirs.random_effects[school] for school in range(schools)])

    effects = float(np.abs(np.asarray(theirs.fe_params) - ours.effects).max())
    predictions = float(np.abs(predicted - estimates.value).max())
    record_figure("growth beside statsmodels MixedLM, effects", target="<= 1e-3", measured=effects)
    record_figure("growth beside statsmodels MixedLM, predictions", target="<= 1e-2", measured=predictions)
    assert ours.spread[2] + 40.0 == pytest.approx(theirs.scale, rel=1e-3)
    assert effects <= 1e-3
    assert predictions <= 1e-2


@sized
def test_intervals_hold_the_truth_as_often_as_they_say(record_figure):
    """Of all intervals on our pages: three domains with the spreads that the public files give, four sizes of school."""
    inside, seen = np.zeros((3, 4, 2)), np.zeros((3, 4, 1))
    for number in range(SIMULATIONS):
        for domain, spread in enumerate(SPREADS.values()):
            world = drawn(SCHOOLS, np.random.default_rng([73, number, domain]), spread=spread)
            estimates = growth.estimate(world.panel, growth.fit(world.panel))
            holds = (estimates.low <= world.truth) & (world.truth <= estimates.high)
            of_class = np.digitize(world.pupils, [30, 60, 100])
            for one in range(4):
                inside[domain, one] += holds[of_class == one].sum(axis=0)
                seen[domain, one] += (of_class == one).sum()

    for domain, name in enumerate(SPREADS):
        for measure, word in ((LEVEL, "level"), (CHANGE, "change")):
            share = 100.0 * inside[domain, :, measure].sum() / seen[domain].sum()
            record_figure(f"coverage of {word}, {name}, all sizes", target="93 to 97 %", measured=f"{share:.2f} %")
    share = 100.0 * inside.sum(axis=0) / seen.sum(axis=0)
    for one, name in enumerate(CLASSES):
        for measure, word in ((LEVEL, "level"), (CHANGE, "change")):
            label = f"coverage of {word}, {name}, {SIMULATIONS} simulations a domain"
            record_figure(label, target="94 to 96 %", measured=f"{share[one, measure]:.2f} %")
    # In one country all changes share one estimated variance, so a few simulations go up and down together.
    margin = np.array([size(2.5, 1.0), size(6.0, 1.0)])
    assert np.all(np.abs(share - 95.0) <= margin), share


def test_a_school_far_above_its_like_is_predicted_above_but_less_far():
    world = drawn(400, np.random.default_rng(74))
    value = world.panel.value.copy()
    value[0] = world.panel.design[0] @ growth.fit(world.panel).effects + 30.0
    panel = replace(world.panel, value=value)

    estimates = growth.estimate(panel, growth.fit(panel))

    assert 5.0 < estimates.value[0, LEVEL] < 30.0
    assert estimates.low[0, LEVEL] > 0.0
    assert abs(estimates.value[0, CHANGE]) < 1.0


def test_more_pupils_make_an_estimate_more_certain():
    world = drawn(400, np.random.default_rng(75))

    estimates = growth.estimate(world.panel, growth.fit(world.panel))

    large, small = world.pupils > 120, world.pupils < 40
    assert estimates.error[large].mean(axis=0).tolist() < estimates.error[small].mean(axis=0).tolist()
    assert estimates.reliability[large, LEVEL].mean() > estimates.reliability[small, LEVEL].mean()
    assert np.all((estimates.reliability >= 0.0) & (estimates.reliability <= 1.0))


def test_when_no_school_changes_the_interval_of_change_does_not_vanish():
    world = drawn(300, np.random.default_rng(76), spread=np.array([60.0, 0.0, 50.0]))
    fitted = growth.fit(world.panel)
    assert fitted.spread[CHANGE] < 20.0

    estimates = growth.estimate(world.panel, replace(fitted, spread=fitted.spread * np.array([1.0, 0.0, 1.0])))

    assert np.all(estimates.value[:, CHANGE] == 0.0)
    assert np.all(estimates.error[:, CHANGE] > 0.3)


def test_a_school_with_one_year_gets_no_estimate_and_weighs_on_nobody():
    world = drawn(200, np.random.default_rng(77))
    value = world.panel.value.copy()
    value[7, 1:] = np.nan
    without = replace(world.panel, value=value)
    value = value.copy()
    value[7, 0] = 1_000.0
    absurd = replace(world.panel, value=value)

    first = growth.estimate(without, growth.fit(without))
    second = growth.estimate(absurd, growth.fit(absurd))

    assert np.isnan(first.value[7]).all()
    assert np.isnan(first.error[7]).all()
    np.testing.assert_array_equal(first.value, second.value)


@settings(max_examples=size(5, 60), deadline=None)
@given(seed=st.integers(0, 10_000), shift=st.floats(-20.0, 20.0))
def test_neither_the_order_of_schools_nor_a_national_shift_changes_a_school(seed, shift):
    rng = np.random.default_rng(seed)
    panel = drawn(60, rng, missing=0.1).panel
    order = rng.permutation(60)
    moved = Panel(panel.value[order] + shift, panel.variance[order], panel.design[order], panel.time)

    before = growth.estimate(panel, growth.fit(panel))
    after = growth.estimate(moved, growth.fit(moved))

    np.testing.assert_allclose(after.value, before.value[order], atol=1e-4)
    np.testing.assert_allclose(after.error, before.error[order], atol=1e-4)


def test_too_few_schools_and_twice_the_same_covariate_are_refused():
    panel = drawn(40, np.random.default_rng(78)).panel
    few = Panel(panel.value[:6], panel.variance[:6], panel.design[:6], panel.time)
    double = replace(panel, design=np.concatenate([panel.design, panel.design[:, :, :1]], axis=2))

    with pytest.raises(GrowthError, match="too_few_schools"):
        growth.fit(few)
    with pytest.raises(GrowthError, match="not_identified"):
        growth.fit(double)
