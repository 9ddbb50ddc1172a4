"""What a norm set's thresholds are compared with: a value interval per OVT, indicator and domain. No thresholds here.

The internal view holds the tightest interval that the source allows: masked counts are bounded by their mask and by the
pupils of the row, who are the same in all three domains. The public view is made from `masks.shown`, which tells
nothing that the mask hides. A window does not depend on a scenario, so it is made once per frame and view.

How the internal bounds are tight: for given pupils n of a year, the higher level has at most min(its upper bound,
n - the least of the others). One pupil more adds to that as long as it is below its upper bound, which raises the
share; after that it lowers the share. So n = upper bound + least of the others, kept within its range, gives the highest
share of that year, whatever the other years are; the lowest share is found in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import lru_cache
from typing import Final

import numpy as np

from inspectie.core import masks
from inspectie.core.frame import BELOW, HIGHER, Codes, Counts, Flags, Floats, Frame, Integers

WHOLE: Final = 3
PLACES: Final = 2


class View(Enum):
    """Who may see it: INTERNAL feeds aggregates through `disclosure` only, PUBLIC may stand on a page."""

    INTERNAL = "internal"
    PUBLIC = "public"


class Reason(IntEnum):
    """Why a status is what it is. The texts for people are made at the edge."""

    REACHED = 0
    NOT_REACHED = 1
    MASKED = 2
    VALUE_UNKNOWN = 3
    YEAR_MISSING = 4
    YEAR_HIDDEN = 5
    NO_WEGING = 6
    FEW_PUPILS = 7
    NOT_ONE_VESTIGING = 8
    NO_COUNTS = 9


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Value intervals over the last years of a frame.

    low, high: float64[2, 4, S] percentages per indicator and (samen, lezen, taalverzorging, rekenen), nan where nothing
    can be said. reason: int8[2, 4, S], REACHED where a value can be compared, otherwise why not; lacking: where it
    cannot. no_weging: bool[S], a value that depends on the schoolweging cannot be compared. pupils: int32[S], test
    takers over the years, -1 unknown.
    """

    low: Floats
    high: Floats
    reason: Codes
    lacking: Flags
    no_weging: Flags
    pupils: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Bounds of counts over the window, per OVT and domain: parts of whole, int32[S, 3]."""

    low_part: Integers
    low_whole: Integers
    high_part: Integers
    high_whole: Integers


@lru_cache(maxsize=16)
def window(frame: Frame, years: int, small_fewer_than: int, view: View) -> Window:
    """Give the value intervals over the last `years` years of a frame. Kept, since scenarios ask again and again."""
    schools = len(frame)
    low = np.full((2, 4, schools), np.nan)
    high = np.full((2, 4, schools), np.nan)
    value, pupils = _together(frame, years)
    low[:, 0] = high[:, 0] = value.T
    for indicator in range(2):
        found = _shares(frame, years, view, indicator)
        low[indicator, 1:] = _percentage(found.low_part, found.low_whole).T
        high[indicator, 1:] = _percentage(found.high_part, found.high_whole).T
    reason = _reasons(frame, years, small_fewer_than, pupils, np.isnan(low))
    lacking = reason != Reason.REACHED
    low[:, 1:][lacking[:, 1:]] = high[:, 1:][lacking[:, 1:]] = np.nan
    no_weging = np.isnan(frame.weging) & ~year_missing(frame, years)
    for array in (low, high, reason, lacking, no_weging, pupils):
        array.setflags(write=False)
    return Window(low, high, reason, lacking, no_weging, pupils)


def _reasons(frame: Frame, years: int, small_fewer_than: int, pupils: Integers, unknown: Flags) -> Codes:
    """Say per value why it cannot be compared. The last reason written is the one that the inspection would give."""
    reason = np.full(unknown.shape, int(Reason.REACHED), np.int8)
    reason[unknown] = Reason.NO_COUNTS
    reason[:, 1:, counts_missing(frame, years)] = Reason.NO_COUNTS
    reason[:, 1:, ~frame.mapped] = Reason.NOT_ONE_VESTIGING
    hidden = frame.starred[:, -years:].any(axis=1)
    reason[:, :, hidden & unknown[0, 0]] = Reason.YEAR_HIDDEN
    # A total that is starred too is fewer than five pupils.
    fewer: Flags = (pupils >= 0) & (pupils < small_fewer_than)
    if years == WHOLE and small_fewer_than >= masks.VISIBLE_FROM:
        fewer = np.logical_or(fewer, hidden & (pupils < 0))
    reason[:, :, fewer] = Reason.FEW_PUPILS
    reason[:, :, year_missing(frame, years)] = Reason.YEAR_MISSING
    return reason


def year_missing(frame: Frame, years: int) -> Flags:
    """Give bool[S]: some year of the window is blank. A starred year is not blank: it is hidden."""
    if years > len(frame.years):
        return np.ones(len(frame), dtype=bool)
    blank = np.isnan(frame.percentage).any(axis=2) | (frame.pupils < 0)
    found: Flags = np.logical_or.reduce((blank & ~frame.starred)[:, -years:], axis=1)
    return found


def counts_missing(frame: Frame, years: int) -> Flags:
    """Give bool[S]: some year has no row with pupils. A row of zeros beside published pupils says nothing of them."""
    rows = frame.high[:, -years:].sum(axis=(2, 3))
    found: Flags = (rows <= 0).any(axis=1)
    return found


def tight(low: Counts, high: Counts, level: int) -> tuple[Integers, Integers, Integers, Integers]:
    """Give the tightest bounds of the share of a level per year and domain, each as (part, whole): int32[S, Y, 3].

    low, high: int[S, Y, 3, 3] bounds of the counts. Returns low part, low whole, high part, high whole.
    """
    least, most = low.astype(np.int32), high.astype(np.int32)
    fewest = least.sum(axis=3).max(axis=2)[..., None]
    largest = most.sum(axis=3).min(axis=2)[..., None]
    others_least = least.sum(axis=3) - least[..., level]
    others_most = most.sum(axis=3) - most[..., level]
    low_whole = np.clip(least[..., level] + others_most, fewest, largest)
    high_whole = np.clip(most[..., level] + others_least, fewest, largest)
    low_part = np.maximum(least[..., level], low_whole - others_most)
    high_part = np.minimum(most[..., level], high_whole - others_least)
    return low_part, low_whole, high_part, high_whole


def _together(frame: Frame, years: int) -> tuple[Floats, Integers]:
    # Pooled: weighted by pupils, not the mean of three percentages. Published where it can be, since years may be hidden.
    shown = frame.pupils[:, -years:]
    weighted = (frame.percentage[:, -years:] * shown[..., None]).sum(axis=1)
    total = shown.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.round(weighted / total[:, None], PLACES)
    pupils = np.where((shown >= 0).all(axis=1), total, -1).astype(np.int32)
    value[pupils <= 0] = np.nan
    if years == WHOLE:
        value = np.where(np.isnan(frame.pooled), value, frame.pooled)
        pupils = np.where(frame.pooled_pupils >= 0, frame.pooled_pupils, pupils)
    return value, pupils


def _shares(frame: Frame, years: int, view: View, indicator: int) -> Shares:
    level = (BELOW, HIGHER)[indicator]
    if view is View.PUBLIC:
        shown = masks.shown(frame)
        low_part, high_part = (bound[:, -years:, :, indicator].sum(axis=1) for bound in (shown.low, shown.high))
        fewest, largest = (bound[:, -years:].sum(axis=1)[:, None] for bound in (shown.fewest, shown.largest))
        fewest = np.broadcast_to(np.where(largest > 0, np.maximum(fewest, 1), 0), low_part.shape)
        largest = np.broadcast_to(largest, low_part.shape)
        # The fewest of a level beside the most pupils is the least share, and the other way round.
        found = Shares(low_part, largest, np.minimum(high_part, fewest), fewest)
        if level == BELOW:
            return Shares(fewest - found.high_part, fewest, largest - low_part, largest)
        return found
    kept = np.maximum(frame.low[:, -years:], 0), np.maximum(frame.high[:, -years:], 0)
    sums = [bound.sum(axis=1) for bound in tight(*kept, level)]
    if level == BELOW:
        return Shares(sums[3] - sums[2], sums[3], sums[1] - sums[0], sums[1])
    return Shares(*sums)


def _percentage(part: Integers, whole: Integers) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.where(whole > 0, 100.0 * part / whole, np.nan)
    return found
