"""How much of a percentage is chance: what other pupils of the same school might have done.

A percentage is a share of few pupils. Its posterior after Jeffreys' prior is a beta distribution; from that come the
interval and the chance that the school's own share lies below a threshold. The three domains of one pupil go together,
so three marks of n pupils count as n pupils: the careful choice, with wider intervals. Counting them as 3n independent
marks gives the other end; the truth lies between.

Sources: Brown, Cai and DasGupta, Interval estimation for a binomial proportion, Statistical Science 16 (2001);
Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtrik, betainc, betaincinv

from inspectie.core.frame import Floats

JEFFREYS: Final = 0.5
LEVEL: Final = 0.95
DOMAINS: Final = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """How sure a percentage is, from `low` to `high` percent (95 in 100).

    below_low, below_high: least and highest chance, 0-1, that the share is really below the threshold; they differ when
    the value itself is an interval. nan where no threshold applies.
    """

    low: float
    high: float
    below_low: float
    below_high: float


def doubt(low: float, high: float, pupils: int, threshold: float) -> Doubt | None:
    """Say how sure a value is; None where nothing can be said.

    low, high: the value in percent, or its bounds. pupils: who took the test. threshold: in percent, or nan.
    """
    if pupils <= 0 or not (0 <= low <= high <= 100):
        return None
    least, _high = interval(low, pupils)
    _low, most = interval(high, pupils)
    return Doubt(
        float(least), float(most), float(chance_below(high, pupils, threshold)),
        float(chance_below(low, pupils, threshold)),
    )  # fmt: skip


def chance_below(value: ArrayLike, pupils: ArrayLike, threshold: ArrayLike) -> Floats:
    """Give the chance, 0-1, that the share behind a percentage is below a threshold; arrays of one shape, nan where unknown."""
    successes, failures = _counts(value, pupils)
    at = np.clip(np.asarray(threshold, dtype=float) / 100, 0, 1)
    found: Floats = betainc(successes, failures, at)
    return found


def interval(value: ArrayLike, pupils: ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Give the interval of a percentage in percent, equal tails; 0 and 100 are kept where nobody or everybody reached it."""
    successes, failures = _counts(value, pupils)
    tail = (1 - level) / 2
    low = np.where(successes <= JEFFREYS, 0.0, betaincinv(successes, failures, tail))
    high = np.where(failures <= JEFFREYS, 1.0, betaincinv(successes, failures, 1 - tail))
    return 100 * low, 100 * high


def funnel_limits(pupils: ArrayLike, threshold: ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Give between which percentages a school lies whose own share is exactly the threshold, in `level` of all cases.

    pupils: any shape, > 0; threshold: percent. Binomial limits between whole pupils, so that the funnel is smooth.
    """
    number = np.asarray(pupils, dtype=float)
    share = np.clip(np.asarray(threshold, dtype=float) / 100, 1e-9, 1 - 1e-9)
    tail = (1 - level) / 2
    # With few pupils nobody, or everybody, reaching the level is no surprise: then there is no limit on that side.
    low = np.where((1 - share) ** number > tail, 0, (bdtrik(tail, number, share) + 0.5) / number)
    high = np.where(share**number > tail, 1, (bdtrik(1 - tail, number, share) + 0.5) / number)
    return 100 * np.clip(low, 0, 1), 100 * np.clip(high, 0, 1)


def _counts(value: ArrayLike, pupils: ArrayLike) -> tuple[Floats, Floats]:
    number = np.asarray(pupils, dtype=float)
    reached = np.asarray(value, dtype=float) / 100 * number
    return reached + JEFFREYS, number - reached + JEFFREYS
