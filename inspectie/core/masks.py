"""What a page may tell of one school: nothing that lets a masked count be found, even by who knows these rules.

The source gives three domains that add up to the same pupils, and masks counts of 1 to 4. The inspection publishes, for
the same pupils, how many reach each level in the three domains together. So a masked count beside two open ones follows by
subtraction; and if we withheld just those, what we withhold would tell where the masks are. Therefore **what is told is
decided from public numbers**: the published pupils and totals, and what is told itself. Of a year of a school stand:

- The higher level of each domain, exactly, when that settles no masked count: when the divisions of those below 1F over
  the domains that are left differ in each count.
- Otherwise each of them as the piece of the scale in which it lies, pieces of six or more, when the tables that are left
  differ in each count.
- Otherwise nothing: 0 to all pupils. So too where the totals are hidden or contradict the counts.
- Below 1F: 0 to the published total of the three domains.
- Pupils: the published number with a margin, since DUO and the inspection differ by a pupil or two in one row in ten.
  Exactly when a domain is sure to have no mask, or has none and saying so settles nothing.

`inference` reckons what is left. All that pages tell of one school is computed from this, whatever the norm, slider or
window. Two answers can be subtracted from each other; this is still all they hold.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from inspectie.core import inference
from inspectie.core.frame import BELOW, HIGHER, Flags, Frame, Integers
from inspectie.core.inference import MASKED_TO, Public

VISIBLE_FROM: Final = 5
# How far pupils can lie from the published ones by one masked count in each domain, by two, by three; then by mistakes.
STEPS: Final = (3, 6, 9, 16, 32, 64, 128, 256, 512, 1024, 2048)
ONE, TWO, THREE = STEPS[:3]
# Fewer pupils than this can be three masked counts.
TWELVE: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Bounds that may be told.

    low, high: int32[S, Y, 3, 2], per domain, pupils below 1F and pupils at the higher level.
    fewest, largest: int32[S, Y], pupils who took the test.
    """

    low: Integers
    high: Integers
    fewest: Integers
    largest: Integers


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """A row per OVT and year. low, high: int32[R, 3, 3] as the source masks them. known: bool[R], totals are published."""

    low: Integers
    high: Integers
    public: Public
    known: Flags


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """The higher level as it is told, int32[R, 3], and how: exactly, or in pieces; bool[R] each."""

    low: Integers
    high: Integers
    exact: Flags
    pieces: Flags


@lru_cache(maxsize=8)
def shown(frame: Frame) -> Shown:
    """Give what may be told of each OVT and year. Kept per frame."""
    schools, years = frame.pupils.shape
    rows = _rows(frame)
    told = _higher(rows)
    fewest, largest = _pupils(rows, told)
    higher_high = np.where((told.exact | told.pieces)[:, None], told.high, largest[:, None])
    # A count that contradicts what is published opens the whole row.
    outside: Flags = (rows.high[..., HIGHER] > higher_high) | (rows.low[..., HIGHER] < told.low)
    beyond: Flags = np.logical_or.reduce(outside, axis=1)
    higher_low = np.where(beyond[:, None], 0, told.low)
    higher_high = np.where(beyond[:, None], largest[:, None], higher_high)
    below_high = np.repeat(_below(rows, told, (fewest, largest))[:, None], 3, axis=1)
    low = np.stack([np.zeros_like(higher_low), higher_low], axis=-1).astype(np.int32).reshape(schools, years, 3, 2)
    high = np.stack([below_high, higher_high], axis=-1).astype(np.int32).reshape(schools, years, 3, 2)
    found = Shown(low, high, fewest.reshape(schools, years), largest.reshape(schools, years))
    for array in (found.low, found.high, found.fewest, found.largest):
        array.setflags(write=False)
    return found


def inputs(frame: Frame, row: int) -> str:
    """Give the SHA-256 of all that may be told of one OVT."""
    told = shown(frame)
    columns = (
        frame.percentage, frame.pupils, frame.starred, frame.pooled, frame.pooled_pupils, frame.weging, frame.mapped,
        told.low, told.high, told.fewest, told.largest,
    )  # fmt: skip
    digest = hashlib.sha256(f"{frame.ovt[row]} {frame.years}".encode())
    for column in columns:
        digest.update(np.ascontiguousarray(column[row]).tobytes())
    return digest.hexdigest()


def _rows(frame: Frame) -> _Rows:
    low, high = (np.maximum(bound, 0).astype(np.int32).reshape(-1, 3, 3) for bound in (frame.low, frame.high))
    below, higher = _totals(frame)
    # A table of the source masks from 0 or from 1; the stricter of the two holds for all.
    lowest = int(low[low != high].min(initial=1))
    public = Public(frame.pupils.ravel(), below.ravel(), higher.ravel(), lowest)
    return _Rows(low, high, public, below.ravel() >= 0)


def _totals(frame: Frame) -> tuple[Integers, Integers]:
    """Give how many times a level was reached in the three domains together, int32[S, Y]: below 1F, higher; -1 unknown.

    A published percentage is that number in 3 x pupils, to two decimals.
    """
    known = (frame.pupils > 0) & ~np.isnan(frame.percentage).any(axis=2)
    marks = 3 * np.maximum(frame.pupils, 0)
    reached = np.rint(np.nan_to_num(frame.percentage) / 100 * marks[..., None]).astype(np.int32)
    return (
        np.where(known, marks - reached[..., 0], -1).astype(np.int32),
        np.where(known, reached[..., 1], -1).astype(np.int32),
    )


def _higher(rows: _Rows) -> _Told:
    low, high, public = rows.low[..., HIGHER], rows.high[..., HIGHER], rows.public
    is_open = (low == high).all(axis=1) & rows.known
    # Counts that contradict the totals are told: nothing follows from totals that are not theirs.
    exact = is_open & ~(inference.fits(public, low) & inference.gives_away(public, low))
    pieces = rows.known & ~exact
    out_low, out_high = np.where(exact[:, None], low, 0), np.where(exact[:, None], high, 0)
    at = np.flatnonzero(pieces)
    first, last = inference.pieces(public.pupils[at], high[at])
    safe = ~inference.pieces_give_away(public.take(at), first, last)
    out_low[at], out_high[at] = np.where(safe[:, None], first, 0), np.where(safe[:, None], last, 0)
    pieces[at] = safe
    return _Told(out_low, out_high, exact, pieces)


def _pupils(rows: _Rows, told: _Told) -> tuple[Integers, Integers]:
    row_low, row_high = rows.low.sum(axis=2), rows.high.sum(axis=2)
    open_row = (rows.low == rows.high).all(axis=2)
    some_open = open_row.any(axis=1)
    counted = np.where(open_row, row_low, 0).max(axis=1)
    least, most = row_low.max(axis=1), row_high.min(axis=1)
    published = rows.public.pupils
    middle = np.where(published >= 0, published, 4 * ((least + most) // 8))
    away = np.maximum(np.maximum(np.abs(middle - least), np.abs(most - middle)), _margin(rows.public, told))
    step = np.array(STEPS, np.int32)[np.minimum(np.searchsorted(STEPS, away), len(STEPS) - 1)]
    is_told = some_open & _may_be_exact(rows, told, counted)
    fewest = np.where(is_told, counted, np.maximum(middle - step, 0)).astype(np.int32)
    largest = np.where(is_told, counted, middle + step).astype(np.int32)
    return fewest, largest


def _margin(public: Public, told: _Told) -> Integers:
    """Give how far the pupils that the masks allow can lie from the published ones, for any table that is told so."""
    rest = public.pupils[:, None] - told.high
    # A domain with five or more at the higher level, and nine or more in the other two, has one masked count at most.
    one = ((told.low > MASKED_TO) & (rest > 2 * MASKED_TO)).any(axis=1) & (told.exact | told.pieces)
    one |= told.exact & (public.below == 0)
    wide = np.where((public.pupils <= TWELVE) & ~told.exact, THREE, TWO)
    return np.where(one, ONE, wide).astype(np.int32)


def _may_be_exact(rows: _Rows, told: _Told, counted: Integers) -> Flags:
    """Say where the pupils may be told as DUO counts them, when a domain has no mask."""
    public = rows.public
    agrees = counted == public.pupils
    surely = inference.surely_open(public, told.low, told.high) & (told.exact | told.pieces) & agrees
    contradicts = told.exact & ~(agrees & inference.fits(public, told.low))
    asked = np.flatnonzero(told.exact & ~surely & ~contradicts)
    harmless = np.zeros(len(counted), dtype=bool)
    harmless[asked] = ~inference.openness_gives_away(public.take(asked), told.low[asked])
    found: Flags = surely | contradicts | harmless
    return found


def _below(rows: _Rows, told: _Told, pupils: tuple[Integers, Integers]) -> Integers:
    """Give the most below 1F in each domain, int32[R]: the published total, and never narrower than a mask.

    That nobody is below stands only where all that is told agrees with the totals: otherwise the rest would follow.
    """
    public, (fewest, largest) = rows.public, pupils
    agrees = told.exact & inference.fits(public, told.low) & (fewest == public.pupils) & (largest == public.pupils)
    narrowest = np.where(agrees & (public.below == 0), 0, MASKED_TO)
    bound = np.where(rows.known, np.maximum(public.below, narrowest), largest)
    found: Integers = np.where((rows.high[..., BELOW] > bound[:, None]).any(axis=1), largest, bound)
    return found
