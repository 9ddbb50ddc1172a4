"""From a frame to the growth of every school, and the conditions that a norm set may put on it.

Only what may be told of one school goes in: published percentages, and counts as `masks` lets them through. An estimate
of a school is computed from a few numbers, and could be computed back to them. A masked share lies in the middle of its bounds, and its noise gets
the variance of a share that may lie anywhere between them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspectie.core import growth, masks
from inspectie.core.frame import DOMAINS, Frame
from inspectie.core.growth import CHANGE, LEVEL, Estimates, Flags, Floats, GrowthError, Panel

COLUMNS: Final = ("samen", *DOMAINS)
MEASURES: Final = {"level": LEVEL, "change": CHANGE}
SIDES: Final = ("above", "below")
MODEL: Final = "fay-herriot-years-1"
INDICATOR: Final = 1
# As many pupils in three years as the inspection asks for its own judgement.
FEWEST_PUPILS: Final = 15
# Expected shares closer to 0 or 100 than this would make the noise of a school vanish.
EDGE: Final = 2.0
UNKNOWN: Final = -1


@dataclass(frozen=True, slots=True)
class National:
    """What one column says of the country. yearly: float64[Y], expected % 1S/2F at the mean schoolweging.

    spread: float64[3], variances of level, change and shock; spread_error: float64[3], their standard errors.
    schools: how many have an estimate.
    """

    yearly: Floats
    spread: Floats
    spread_error: Floats
    schools: int


@dataclass(frozen=True, slots=True)
class Growth:
    """Level and change of the share at 1S/2F: arrays [S, 4, 2], by COLUMNS and MEASURES.

    level: pp above (or below) schools with the same schoolweging. change: pp a year, beside the whole country.
    value, error, reach, reliability: as in `growth.Estimates`; nan where there is no estimate.
    national: one a column, None where the country has too few schools. providers_known: whether the model knows
    which test a school took. version: of data and model together.
    """

    ovt: tuple[str, ...]
    years: tuple[int, ...]
    value: Floats
    error: Floats
    reach: Floats
    reliability: Floats
    national: tuple[National | None, ...]
    providers_known: bool
    version: str

    @property
    def low(self) -> Floats:
        """Give the lower end of the 95 % interval."""
        return self.value - self.reach

    @property
    def high(self) -> Floats:
        """Give the upper end of the 95 % interval."""
        return self.value + self.reach


@dataclass(frozen=True, slots=True)
class Condition:
    """What a norm set may ask of growth: the whole 95 % interval of `measure` lies above, or below, `pp`.

    Raises ValueError on an unknown measure or side, and on a pp outside [-100, 100].
    """

    measure: str
    side: str
    pp: float

    def __post_init__(self) -> None:
        if self.measure not in MEASURES or self.side not in SIDES or not -100.0 <= self.pp <= 100.0:
            raise ValueError(f"no condition on growth: {self.measure} {self.side} {self.pp}")


def met(table: Growth, conditions: Sequence[Condition]) -> Flags:
    """Tell where any of the conditions is surely met: bool[S, 4], by COLUMNS. Without an estimate: not."""
    found = np.zeros(table.value.shape[:2], dtype=np.bool_)
    for condition in conditions:
        measure = MEASURES[condition.measure]
        if condition.side == "above":
            found |= table.low[:, :, measure] > condition.pp
        else:
            found |= table.high[:, :, measure] < condition.pp
    return found


def grow(frame: Frame, providers: NDArray[np.int8] | None = None) -> Growth:
    """Estimate growth for every school and column. About 1 s for 6,200 schools of three years.

    providers: int8[S, Y], the test a school took, -1 unknown; None when no source for it was imported.
    """
    shape = (len(frame.ovt), len(COLUMNS), len(MEASURES))
    value, error, reach, reliability = (np.full(shape, np.nan) for _ in range(4))
    national: list[National | None] = []
    for column in range(len(COLUMNS)):
        panel = panel_of(frame, column, providers)
        try:
            fitted = growth.fit(panel)
        except GrowthError:
            national.append(None)
            continue
        found = growth.estimate(panel, fitted)
        value[:, column], error[:, column] = found.value, found.error
        reach[:, column], reliability[:, column] = found.reach, found.reliability
        national.append(_national(fitted, found, panel.known.sum(axis=0) > 0))
    version = hashlib.sha256(
        f"{MODEL}|{frame.version}|{'' if providers is None else providers.tobytes().hex()}".encode()
    )
    return Growth(
        frame.ovt, frame.years, value, error, reach, reliability, tuple(national), providers is not None,
        version.hexdigest(),
    )  # fmt: skip


def panel_of(frame: Frame, column: int, providers: NDArray[np.int8] | None = None) -> Panel:
    """Give the panel of one column: value and noise of each year, and the covariates.

    Column 0 takes the published percentages. The others take the counts, of schools whose counts are their own.
    """
    share, width, pupils = _published(frame) if column == 0 else _counted(frame, column - 1)
    weging = frame.weging - np.nanmean(frame.weging) if np.isfinite(frame.weging).any() else frame.weging
    seen = np.isfinite(share) & (pupils > 0.0) & np.isfinite(weging)[:, None]
    enough = np.where(seen, pupils, 0.0).sum(axis=1) >= FEWEST_PUPILS
    seen &= enough[:, None]
    design = _design(weging, len(frame.years), seen, providers)
    variance = np.full(share.shape, np.nan)
    variance[seen] = _noise(share[seen], pupils[seen], width[seen], design[seen])
    time = np.array(frame.years, dtype=np.float64)
    return Panel(np.where(seen, share, np.nan), variance, design, time - time.mean())


def _published(frame: Frame) -> tuple[Floats, Floats, Floats]:
    share = np.where(frame.starred, np.nan, frame.percentage[:, :, INDICATOR])
    return share, np.zeros(share.shape), np.maximum(frame.pupils, 0).astype(np.float64)


def _counted(frame: Frame, domain: int) -> tuple[Floats, Floats, Floats]:
    """Give the middle count at the higher level as a share, how wide that is, and the middle number of pupils: [S, Y].

    From what may be told of one school: an estimate is a number on its page, and could be computed back.
    """
    told = masks.shown(frame)
    low, high = (bound[:, :, domain, 1].astype(np.float64) for bound in (told.low, told.high))
    fewest, largest = (bound.astype(np.float64) for bound in (told.fewest, told.largest))
    present = (frame.high.sum(axis=(2, 3)) > 0) & frame.mapped[:, None]
    pupils = np.where(present, (fewest + largest) / 2.0, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        least, most = low / largest, np.minimum(high / fewest, 1.0)
    # No pupils that we know of: 0 of 0 is any share.
    least, most = np.where(np.isfinite(least), least, 0.0), np.where(np.isfinite(most), most, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(pupils > 0.0, np.minimum(50.0 * (low + high) / pupils, 100.0), np.nan)
    return share, 100.0 * (most - least), pupils


def _design(weging: Floats, years: int, seen: Flags, providers: NDArray[np.int8] | None) -> Floats:
    """Give a column for each year that somebody has, weging, its square, and each test but the most common one."""
    columns = [np.broadcast_to(np.arange(years) == year, seen.shape) for year in range(years) if seen[:, year].any()]
    columns += [np.broadcast_to((weging**power)[:, None], seen.shape) for power in (1, 2)]
    if providers is not None and seen.any():
        codes, counts = np.unique(providers[seen], return_counts=True)
        columns += [providers == code for code in codes if code != codes[counts.argmax()]]
    return np.nan_to_num(np.stack(columns, axis=2).astype(np.float64))


def _noise(share: Floats, pupils: Floats, width: Floats, design: Floats) -> Floats:
    """Give the sampling variance of each known cell, from the share that such a school is expected to have.

    The own share would not do: a small school with 100 % would seem to have no noise at all.
    """
    weight = np.sqrt(pupils)
    effects = np.linalg.lstsq(design * weight[:, None], share * weight, rcond=None)[0]
    expected = np.clip(design @ effects, EDGE, 100.0 - EDGE)
    noise: Floats = expected * (100.0 - expected) / pupils + width**2 / 12.0
    return noise


def _national(fitted: growth.Fit, found: Estimates, has_year: Flags) -> National:
    yearly = np.full(len(has_year), np.nan)
    yearly[has_year] = fitted.effects[: has_year.sum()]
    error = np.sqrt(np.diagonal(fitted.spread_covariance))
    return National(yearly, fitted.spread, error, int(np.isfinite(found.value[:, LEVEL]).sum()))
