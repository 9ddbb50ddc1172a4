"""What a page may tell of one school: the counts of the source behind their masks, and behind one more where needed.

The source gives three domains that add up to the same pupils, and the inspection publishes, for the same pupils, how
many reach each level in the three domains together. So a masked count beside two open ones follows by subtraction. Here
a count that would give it away is withheld too:

- One domain masked: a second domain is withheld as the interval that follows from the published total and the mask,
  total - 4 to total - 1. Every value of the mask stays possible, so nothing is learned beyond the two.
- Two domains masked: the third is withheld in the same way.
- Where that would be too narrow to be safe, or where the published total is unknown or contradicts the counts, the
  domains stand as 0 to what the published total allows at most.
- Where an exact higher level would give away a masked lower one (nobody is below 1F, so the middle level is the rest), the
  higher level stands as what the pupils and that mask leave.
- Below 1F: when anything in a year is masked, all three domains stand as 0 to the published total of all three.
- Pupils of a year: exact when a domain has no mask in that row; otherwise a range around the published number, in steps
  of 4, so that it does not tell where the masked counts lie.

All that pages tell of one school is computed from this, whatever the norm, slider or window. Two answers can be
subtracted from each other; this is still all they hold.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from inspectie.core.frame import AT, BELOW, HIGHER, Flags, Frame, Integers

# Which domain is withheld beside a masked one: fixed, since a choice by size would tell something. Lezen, the domain
# where a school is seldom near a threshold, is never the first to go.
PARTNER: Final = (1, 2, 1)
VISIBLE_FROM: Final = 5
# So many values more than one must stay possible for the pupils below 1F, for the lower levels to be kept by them.
KEPT: Final = 1
STEPS: Final = (4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)


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
class Bounds:
    """The counts as the source masks them, int32[S, Y, 3, 3], and the pupils that may be told, int32[S, Y]."""

    low: Integers
    high: Integers
    fewest: Integers
    largest: Integers


@lru_cache(maxsize=8)
def shown(frame: Frame) -> Shown:
    """Give what may be told of each OVT and year. Kept per frame."""
    low, high = np.maximum(frame.low, 0).astype(np.int32), np.maximum(frame.high, 0).astype(np.int32)
    fewest, largest = _pupils(low, high, frame.pupils)
    below_total, higher_total = _totals(frame)
    out_low = np.empty((*low.shape[:3], 2), np.int32)
    out_high = np.empty_like(out_low)
    out_low[..., 0], out_high[..., 0] = _below(low, high, below_total, largest)
    below = out_low[..., 0], out_high[..., 0]
    totals = below_total, higher_total
    out_low[..., 1], out_high[..., 1] = _higher(Bounds(low, high, fewest, largest), below, totals)
    for array in (out_low, out_high, fewest, largest):
        array.setflags(write=False)
    return Shown(out_low, out_high, fewest, largest)


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


def _totals(frame: Frame) -> tuple[Integers, Integers]:
    """Give how many times a level was reached in the three domains together, int32[S, Y]: below 1F, higher; -1 unknown.

    A published percentage is that number in 3 x pupils, to two decimals.
    """
    known = (frame.pupils > 0) & ~np.isnan(frame.percentage).any(axis=2)
    marks = 3 * np.maximum(frame.pupils, 0)
    reached = np.rint(np.nan_to_num(frame.percentage) / 100 * marks[..., None]).astype(np.int32)
    return np.where(known, marks - reached[..., 0], -1), np.where(known, reached[..., 1], -1)


def _pupils(low: Integers, high: Integers, published: Integers) -> tuple[Integers, Integers]:
    row_low, row_high = low.sum(axis=3), high.sum(axis=3)
    open_row = (low == high).all(axis=3)
    some_open = open_row.any(axis=2)
    exact = np.where(open_row, row_low, 0).max(axis=2)
    least, most = row_low.max(axis=2), row_high.min(axis=2)
    middle = np.where(published >= 0, published, 4 * ((least + most) // 8))
    away = np.maximum(np.abs(middle - least), np.abs(most - middle))
    step = np.array(STEPS)[np.minimum(np.searchsorted(STEPS, away), len(STEPS) - 1)]
    fewest = np.where(some_open, exact, np.maximum(middle - step, 0)).astype(np.int32)
    largest = np.where(some_open, exact, middle + step).astype(np.int32)
    return fewest, largest


def _below(low: Integers, high: Integers, total: Integers, largest: Integers) -> tuple[Integers, Integers]:
    masked = low != high
    anything = masked[..., BELOW].any(axis=2) | masked[..., AT].any(axis=2)
    # Never narrower than the mask itself, and never without the count that stands there.
    bound = np.where(total >= 0, np.minimum(total, largest), largest)[..., None]
    widest = np.maximum(bound, _beyond(high[..., BELOW], masked[..., BELOW], largest, bound))
    closed = anything[..., None]
    return np.where(closed, 0, low[..., BELOW]), np.where(closed, widest, high[..., BELOW])


def _beyond(high: Integers, masked: Flags, largest: Integers, bound: Integers) -> Integers:
    # A count that contradicts the published total opens the whole row, so that the edge does not tell it.
    contradicts = (~masked & (high > bound)).any(axis=-1, keepdims=True)
    found: Integers = np.where(contradicts, largest[..., None], np.where(masked, high, 0).max(axis=-1, keepdims=True))
    return found


def _higher(
    bounds: Bounds, told_below: tuple[Integers, Integers], totals: tuple[Integers, Integers]
) -> tuple[Integers, Integers]:
    """Give what may be told of the higher level: exact, behind its mask, or as far as the total and the masks leave it."""
    low, high = bounds.low[..., HIGHER], bounds.high[..., HIGHER]
    fewest, largest, total = bounds.fewest[..., None], bounds.largest[..., None], totals[1]
    masked = low != high
    closed = masked | _gives_away(bounds, totals[0])
    # Where a lower level is to be kept, the higher one stands as what the pupils and that mask leave.
    least = np.where(masked, low, np.maximum(fewest - bounds.high[..., AT] - told_below[1], 0))
    most = np.where(masked, high, largest - bounds.low[..., AT] - told_below[0])
    least, most = np.where(closed, least, low), np.where(closed, most, high)
    number = closed.sum(axis=2)
    partner = _partners(closed, number)
    hidden = closed | partner
    left = total - np.where(hidden, 0, low).sum(axis=2)
    from_least = left - np.where(closed, most, 0).sum(axis=2)
    from_most = left - np.where(closed, least, 0).sum(axis=2)
    out_low = np.where(partner, from_least[..., None], least)
    out_high = np.where(partner, from_most[..., None], most)
    # All three closed: their sum is published, so each stands one wider on both sides.
    three = (number == len(PARTNER))[..., None]
    out_low, out_high = np.where(three, np.maximum(least - 1, 0), out_low), np.where(three, most + 1, out_high)
    holds = ((out_low <= low) & (high <= out_high)).all(axis=2) & (total >= 0)
    room = (from_least >= VISIBLE_FROM) & (from_most <= bounds.fewest)
    safe = (number == 0) | (holds & (room | (number == len(PARTNER))))
    spread = hidden & ~safe[..., None]
    widest = _spread(
        bounds, hidden, left, (np.where(closed, least, largest).min(axis=2), np.where(closed, most, 0).max(axis=2))
    )
    consistent = (holds & ((low >= widest[0][..., None]) & (high <= widest[1][..., None]) | ~hidden).all(axis=2))[
        ..., None
    ]
    spread_low = np.where(consistent, widest[0][..., None], 0)
    spread_high = np.where(consistent, widest[1][..., None], largest)
    return np.where(spread, spread_low, out_low), np.where(spread, spread_high, out_high)


def _gives_away(bounds: Bounds, total: Integers) -> Flags:
    """Say where an exact higher level would give a masked lower one away: where below 1F is then known, so the middle too.

    total: below 1F in the three domains together. A domain has at most that many, and at most its pupils less those at
    the higher level; the other domains leave it the rest.
    """
    masked = (bounds.low != bounds.high)[..., :HIGHER].any(axis=-1)
    others = np.maximum(bounds.largest[..., None] - bounds.low[..., HIGHER], 0)
    known = total[..., None]
    most = np.minimum(known, others)
    least = np.maximum(known - (others.sum(axis=2)[..., None] - others), 0)
    found: Flags = masked & ((most - least < KEPT) | (known < 0))
    return found


def _partners(closed: Flags, number: Integers) -> Flags:
    partner = np.zeros_like(closed)
    for domain, beside in enumerate(PARTNER):
        partner[..., beside] |= (number == 1) & closed[..., domain]
    found: Flags = partner | ((number == 2)[..., None] & ~closed)
    return found


def _spread(
    bounds: Bounds, hidden: Flags, left: Integers, closed: tuple[Integers, Integers]
) -> tuple[Integers, Integers]:
    """Give one interval for all that is hidden in a row: what the total leaves, and no narrower than what is closed."""
    missed = hidden.sum(axis=2) * bounds.largest - left
    low = np.minimum(np.maximum(bounds.fewest - missed, 0), closed[0])
    return low, np.maximum(np.minimum(left, bounds.largest), closed[1])
