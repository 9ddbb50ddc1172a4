"""Growth of schools from yearly percentages: how far above similar schools, and how that changes.

The model, per domain, for school s and school year y, in percentage points:

    value[s, y] = year[y] + f(schoolweging[s]) + provider[s, y] + level[s] + change[s] * time[y] + shock[s, y] + noise

level, change and shock are draws with mean 0, each with its own variance; the noise has the variance that so few
pupils give. It is the area-level model of Fay and Herriot with years: with one year, level plus noise is theirs.
The variances come from restricted maximum likelihood, the predictions are empirical Bayes.

How much schools differ in change is hard to tell from a few years: its variance is often estimated as zero, and then the
usual intervals are far too short. So the error of a change is averaged over the values that this variance may well have.

Never pupils: other children sit in group 8 each year, so this is no learning gain of a pupil.

Sources: Fay and Herriot, Estimates of income for small places, JASA 74 (1979); Prasad and Rao, The estimation of the
mean squared error of small-area estimators, JASA 85 (1990); Rao and Molina, Small area estimation (2015), ch. 5 and 8;
Kass and Steffey, Approximate Bayesian inference in conditionally independent hierarchical models, JASA 84 (1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEVEL: Final = 0
CHANGE: Final = 1
FEWEST_YEARS: Final = 2
ROUNDS: Final = 200
SETTLED: Final = 1e-10
NORMAL_95: Final = 1.959963984540054
NODES: Final = 9
NEWTON: Final = 5


class GrowthError(Exception):
    """Nothing can be estimated. code: "too_few_schools", "not_identified" or "not_settled"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Panel:
    """What is known of one domain, S schools by Y school years.

    value: float64[S, Y], percentage points, nan where unknown.
    variance: float64[S, Y], sampling variance in percentage points squared, > 0 where the value is known.
    design: float64[S, Y, P], covariates, of full rank over the known cells.
    time: float64[Y], years since the middle of the period.
    """

    value: Floats
    variance: Floats
    design: Floats
    time: Floats

    @property
    def known(self) -> Flags:
        """Tell which cells count: bool[S, Y], those of schools with at least two known years."""
        cells = np.isfinite(self.value) & np.isfinite(self.variance) & np.isfinite(self.design).all(axis=2)
        known: Flags = cells & (cells.sum(axis=1) >= FEWEST_YEARS)[:, None]
        return known

    @property
    def schools(self) -> Flags:
        """Tell which schools count: bool[S]."""
        kept: Flags = self.known.sum(axis=1) > 0
        return kept


@dataclass(frozen=True, slots=True)
class Fit:
    """The half of the model that is the same for all schools.

    effects: float64[P], fixed effects; effects_covariance: float64[P, P].
    spread: float64[3], variances of level (pp squared), change (pp a year, squared) and shock (pp squared);
    spread_covariance: float64[3, 3], of their estimates.
    likelihood: restricted log-likelihood, without its constant. rounds: of Fisher scoring.
    """

    effects: Floats
    effects_covariance: Floats
    spread: Floats
    spread_covariance: Floats
    likelihood: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Estimates:
    """The half of each school: float64[S, 2], columns LEVEL and CHANGE; nan where fewer than two years are known.

    value: prediction, in pp and in pp a year. error: its standard error. reach: half of the 95 % interval.
    reliability: in [0, 1], the share of the differences between schools that this school's data can tell.
    """

    value: Floats
    error: Floats
    reach: Floats
    reliability: Floats

    @property
    def low(self) -> Floats:
        """Give the lower end of the 95 % interval."""
        return self.value - self.reach

    @property
    def high(self) -> Floats:
        """Give the upper end of the 95 % interval."""
        return self.value + self.reach


@dataclass(frozen=True, slots=True)
class _Cells:
    """The schools that count: zeros where a cell is unknown, so that it adds nothing to any sum.

    pairs: bool[S, Y, Y], both cells known. shapes: float64[3, Y, Y], covariance of a school for a variance of one.
    """

    value: Floats
    noise: Floats
    design: Floats
    pairs: Flags
    shapes: Floats
    directions: Floats


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What one choice of the variances gives. inverse: float64[S, Y, Y], zero where a cell is unknown."""

    covariance: Floats
    inverse: Floats
    design: Floats
    effects: Floats
    effects_covariance: Floats
    residual: Floats
    likelihood: float


def fit(panel: Panel) -> Fit:
    """Estimate fixed effects and the three variances by restricted maximum likelihood.

    Fisher scoring within variances >= 0; a step that makes the likelihood worse is halved. About 0.1 s for 6,000
    schools of three years. Raises GrowthError.
    """
    cells = _cells(panel, panel.schools)
    if cells.value.shape[0] < cells.design.shape[2] + len(cells.shapes) + 1:
        raise GrowthError("too_few_schools")
    if np.linalg.matrix_rank(cells.design.reshape(-1, cells.design.shape[2])) < cells.design.shape[2]:
        raise GrowthError("not_identified")
    spread = _first_guess(cells)
    weighed = _weigh(cells, spread)
    for rounds in range(1, ROUNDS + 1):
        score, information = _slope(cells, weighed)
        nearer, weighed = _climb(cells, spread, weighed, _step(spread, score, information))
        moved, spread = float(np.abs(nearer - spread).max()), nearer
        if moved <= SETTLED * (1.0 + float(spread.max())):
            covariance: Floats = np.linalg.inv(_slope(cells, weighed)[1]).astype(np.float64)
            return Fit(weighed.effects, weighed.effects_covariance, spread, covariance, weighed.likelihood, rounds)
    raise GrowthError("not_settled")


def estimate(panel: Panel, fitted: Fit) -> Estimates:
    """Predict level and change of every school, with errors that count that effects and variances are estimates.

    Error squared of a level: g1 + g2 + 2 g3 of Prasad and Rao, which is what the school's own data leave open, what the
    fixed effects add and what the variances add. Of a change: g1 + g2 and the shift of the prediction, averaged over
    the variance of change by its restricted likelihood, flat in that variance.
    """
    kept = panel.schools
    value, error, reach, reliability = (np.full((panel.value.shape[0], 2), np.nan) for _ in range(4))
    cells = _cells(panel, kept)
    weighed = _weigh(cells, fitted.spread)
    for measure in (LEVEL, CHANGE):
        found = _predict(cells, weighed, fitted.spread, measure)
        value[kept, measure], reliability[kept, measure] = found.value, found.reliability
        if measure == LEVEL:
            error[kept, measure] = np.sqrt(found.squared + 2.0 * _from_spread(cells, weighed, fitted, measure))
            reach[kept, measure] = NORMAL_95 * error[kept, measure]
        else:
            error[kept, measure], reach[kept, measure] = _averaged(cells, fitted, found.value)
    return Estimates(value, error, reach, reliability)


def _cells(panel: Panel, kept: Flags) -> _Cells:
    known = panel.known[kept]
    years = len(panel.time)
    directions = np.stack([np.ones(years), panel.time])
    return _Cells(
        value=np.where(known, panel.value[kept], 0.0),
        noise=np.where(known, panel.variance[kept], 1.0),
        design=np.where(known[:, :, None], panel.design[kept], 0.0),
        pairs=known[:, :, None] & known[:, None, :],
        shapes=np.stack([*(np.outer(way, way) for way in directions), np.eye(years)]),
        directions=directions,
    )


def _first_guess(cells: _Cells) -> Floats:
    """Give a third of what the noise does not explain to each variance."""
    known = cells.pairs.diagonal(axis1=1, axis2=2)
    rows, seen = cells.design[known], cells.value[known]
    effects = np.linalg.lstsq(rows, seen, rcond=None)[0]
    excess = float(np.var(seen - rows @ effects) - np.mean(cells.noise[known]))
    return np.full(3, max(excess, 1.0) / 3.0)


def _weigh(cells: _Cells, spread: Floats) -> _Weighed:
    schools, years, covariates = cells.design.shape
    covariance = np.where(cells.pairs, np.tensordot(spread, cells.shapes, axes=1), 0.0)
    covariance[:, np.arange(years), np.arange(years)] += cells.noise
    inverse = np.linalg.inv(covariance)
    inverse *= cells.pairs
    weighed = inverse @ cells.design
    flat = cells.design.reshape(-1, covariates)
    precision = flat.T @ weighed.reshape(-1, covariates)
    effects_covariance: Floats = np.linalg.inv(precision).astype(np.float64)
    effects = effects_covariance @ (weighed.reshape(-1, covariates).T @ cells.value.reshape(-1))
    left = cells.value - (flat @ effects).reshape(schools, years)
    residual = np.einsum("sij,sj->si", inverse, left)
    volume = float(np.linalg.slogdet(covariance)[1].sum()) + float(np.linalg.slogdet(precision)[1])
    likelihood = -0.5 * (volume + float(np.vdot(left, residual)))
    return _Weighed(covariance, inverse, weighed, effects, effects_covariance, residual, likelihood)


def _slope(cells: _Cells, weighed: _Weighed) -> tuple[Floats, Floats]:
    """Give the score float64[3] of the variances and their Fisher information float64[3, 3]."""
    turned = [weighed.inverse @ shape for shape in cells.shapes]
    score = np.empty(3)
    information = np.empty((3, 3))
    covariates = cells.design.shape[2]
    for one, shape in enumerate(cells.shapes):
        spanned = (shape @ weighed.design).reshape(-1, covariates).T @ weighed.design.reshape(-1, covariates)
        trace = turned[one].trace(axis1=1, axis2=2).sum() - np.vdot(weighed.effects_covariance, spanned)
        score[one] = 0.5 * (np.vdot(weighed.residual, weighed.residual @ shape) - trace)
        for two in range(one, 3):
            shared = 0.5 * np.vdot(turned[one], turned[two].transpose(0, 2, 1))
            information[one, two] = information[two, one] = shared
    return score, information


def _step(spread: Floats, score: Floats, information: Floats) -> Floats:
    """Give the scoring step; a variance that is zero and wants to be less stays zero."""
    free = (spread > 0.0) | (score > 0.0)
    step = np.zeros(3)
    if free.any():
        step[free] = np.linalg.solve(information[np.ix_(free, free)], score[free])
    return step


def _climb(cells: _Cells, spread: Floats, weighed: _Weighed, step: Floats) -> tuple[Floats, _Weighed]:
    """Go the step, or as far as the likelihood does not get worse; stay when no part of it helps."""
    for halvings in range(30):
        nearer = np.maximum(spread + step * 0.5**halvings, 0.0)
        found = _weigh(cells, nearer)
        if found.likelihood >= weighed.likelihood - 1e-12 * abs(weighed.likelihood):
            return nearer, found
    return spread, weighed


@dataclass(frozen=True, slots=True)
class _Prediction:
    """One measure under one choice of the variances: float64[S] each. squared: g1 + g2."""

    value: Floats
    squared: Floats
    reliability: Floats


def _predict(cells: _Cells, weighed: _Weighed, spread: Floats, measure: int) -> _Prediction:
    size = float(spread[measure])
    way = cells.directions[measure]
    pull = weighed.inverse @ way
    told = size * (pull @ way)
    aside = size * np.einsum("sy,syp->sp", pull, cells.design)
    from_effects = ((aside @ weighed.effects_covariance) * aside).sum(axis=1)
    return _Prediction(size * (weighed.residual @ way), size * (1.0 - told) + from_effects, told)


def _from_spread(cells: _Cells, weighed: _Weighed, fitted: Fit, measure: int) -> Floats:
    """Give g3: how much the prediction moves with the variances, times how uncertain those are."""
    size = float(fitted.spread[measure])
    pull = weighed.inverse @ cells.directions[measure]
    moves = [-size * ((pull @ shape)[:, None, :] @ weighed.inverse)[:, 0, :] for shape in cells.shapes]
    moves[measure] = moves[measure] + pull
    total = np.zeros(len(pull))
    for one, first in enumerate(moves):
        spanned = (weighed.covariance @ first[:, :, None])[:, :, 0]
        for two, second in enumerate(moves):
            total += fitted.spread_covariance[one, two] * (spanned * second).sum(axis=1)
    return total


def _averaged(cells: _Cells, fitted: Fit, value: Floats) -> tuple[Floats, Floats]:
    """Give error and reach of a change, averaged over the values its variance may have; the other two follow it."""
    middle, reach = float(fitted.spread[CHANGE]), 4.0 * float(np.sqrt(fitted.spread_covariance[CHANGE, CHANGE]))
    low, high = np.sqrt(max(middle - reach, 0.0)), np.sqrt(middle + reach)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    deviations = low + (high - low) * (nodes + 1.0) / 2.0
    follow = fitted.spread_covariance[:, CHANGE] / fitted.spread_covariance[CHANGE, CHANGE]
    likelihoods, shifts, errors = [], [], []
    for deviation in deviations:
        spread = np.maximum(fitted.spread + follow * (deviation**2 - middle), 0.0)
        weighed = _weigh(cells, spread)
        found = _predict(cells, weighed, spread, CHANGE)
        likelihoods.append(weighed.likelihood)
        shifts.append(found.value - value)
        errors.append(np.sqrt(found.squared))
    chances = weights * deviations * np.exp(np.array(likelihoods) - max(likelihoods))
    chances /= chances.sum()
    shift, error = np.array(shifts), np.array(errors)
    total: Floats = np.sqrt(chances @ (error**2 + shift**2))
    return total, _reach(chances, shift, error)


def _reach(chances: Floats, shift: Floats, error: Floats) -> Floats:
    """Find the distance within which 95 % of a mixture of normals lies: float64[S].

    By Newton's method: the share inside is concave in the distance, so it comes from below after one step at most.
    """
    reach: Floats = NORMAL_95 * np.sqrt(chances @ (error**2 + shift**2))
    for _ in range(NEWTON):
        above, below = (reach - shift) / error, (-reach - shift) / error
        lacking = 0.95 - chances @ (ndtr(above) - ndtr(below))
        density = chances @ ((np.exp(-(above**2) / 2.0) + np.exp(-(below**2) / 2.0)) / error) / np.sqrt(2.0 * np.pi)
        reach = reach + lacking / density
    return reach
