"""What follows of a year of one school when levels are told, for somebody who knows all our rules. For `masks`.

They know the published pupils and how often each level was reached in the three domains together. They try every table
that fits what is told, and keep those that our rules would have told in the same way. A masked count is given away when
it is the same in all of these. Here that is reckoned for many years of schools at once, from public numbers only.

R counts rows: a year of a school. A table has three domains of three levels; each domain has the same pupils.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspectie.core.frame import Flags, Integers

MASKED_TO: Final = 4
# The scale of pupils in pieces: at both ends so wide that every mask lies within one, between them narrower.
ENDS: Final = 6
MIDDLE: Final = 3
# Up to so many below 1F every division over the domains is tried; there is nothing to gain above it.
TRIED: Final = 30


@dataclass(frozen=True, slots=True, eq=False)
class Public:
    """What everybody knows, int32[R] each: pupils; times below 1F, and times at the higher level, in three domains.

    lowest: the least that a masked count can be, 0 or 1.
    """

    pupils: Integers
    below: Integers
    higher: Integers
    lowest: int

    def take(self, rows: Flags | NDArray[np.intp]) -> Public:
        """Give some of the rows."""
        return Public(self.pupils[rows], self.below[rows], self.higher[rows], self.lowest)

    def masked(self, counts: Integers) -> Flags:
        """Say of counts whether the source would mask them."""
        found: Flags = (counts >= self.lowest) & (counts <= MASKED_TO)
        return found


def _sum(domains: Integers) -> Integers:
    """Add the three domains, int32[R]. So short an axis takes numpy's own reductions five times as long."""
    found: Integers = domains[:, 0] + domains[:, 1] + domains[:, 2]
    return found


def _any(domains: Flags) -> Flags:
    """Say whether it holds in some domain, bool[R]."""
    found: Flags = domains[:, 0] | domains[:, 1] | domains[:, 2]
    return found


def shares_of_below(known: Public, rest: Integers) -> tuple[Integers, Integers]:
    """Give the least and the most below 1F per domain, int32[R, 3]. rest: the pupils who are not at the higher level."""
    others = _sum(rest)[:, None] - rest
    below = known.below[:, None]
    return np.maximum(below - others, 0), np.minimum(below, rest)


def gives_away(known: Public, higher: Integers) -> Flags:
    """Say where the exact higher levels would give a masked count away, bool[R]. higher: int32[R, 3]."""
    rest = known.pupils[:, None] - higher
    least, most = shares_of_below(known, rest)
    settled = (least == most) & (known.masked(most) | known.masked(rest - most))
    return _any(known.masked(higher) | settled)


def fits(known: Public, higher: Integers) -> Flags:
    """Say whether any table has these higher levels, bool[R]. higher: int32[R, 3]."""
    rest = known.pupils[:, None] - higher
    enough = _sum(rest) >= known.below
    found: Flags = (_sum(higher) == known.higher) & enough & ~_any(rest < 0)
    return found


def pieces(pupils: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """Give the piece of the scale in which each count lies, int32[R, 3]: first and last. Depends on the pupils only.

    The first piece and the last are ENDS wide; those between are about MIDDLE. Few pupils are one piece.
    """
    whole = pupils[:, None] + 1
    between = whole - 2 * ENDS
    number = np.maximum(between // MIDDLE, 1)
    place = np.clip(counts - ENDS, 0, np.maximum(between - 1, 0)) * number // np.maximum(between, 1)
    low = ENDS - (-place * between // number)
    high = ENDS - (-(place + 1) * between // number) - 1
    low, high = np.where(counts < ENDS, 0, low), np.where(counts < ENDS, ENDS - 1, high)
    at_end = counts > pupils[:, None] - ENDS
    low, high = np.where(at_end, whole - ENDS, low), np.where(at_end, whole - 1, high)
    few = whole < 2 * ENDS
    return np.where(few, 0, low).astype(np.int32), np.where(few, whole - 1, high).astype(np.int32)


def pieces_give_away(known: Public, low: Integers, high: Integers) -> Flags:
    """Say where pieces would give a masked count away, or where nothing fits in them, bool[R]. low, high: int32[R, 3].

    Who is told pieces knows that the exact levels would have given something away: only such tables are left.
    """
    found = np.ones(len(low), dtype=bool)
    width = (high - low).max(axis=1, initial=0) + 1
    # Apart by width: most pieces are narrow, and what is tried grows with its square.
    for wide in np.unique(width):
        rows = np.flatnonzero(width == wide)
        found[rows] = _tried(known.take(rows), low[rows], high[rows], int(wide))
    return found


def _tried(known: Public, low: Integers, high: Integers, width: int) -> Flags:
    """Try every level of two domains within their pieces; the third follows from the total."""
    first, second = (grid.ravel().astype(np.int32) for grid in np.indices((width, width)))
    one, two = low[:, 0, None] + first, low[:, 1, None] + second
    three = known.higher[:, None] - one - two
    inside = (one <= high[:, 0, None]) & (two <= high[:, 1, None])
    inside &= (three >= low[:, 2, None]) & (three <= high[:, 2, None])
    row, column = np.nonzero(inside)
    higher = np.stack([one[row, column], two[row, column], three[row, column]], axis=-1)
    each = known.take(row)
    left = fits(each, higher) & gives_away(each, higher)
    row, higher, each = row[left], higher[left], each.take(left)
    rest = each.pupils[:, None] - higher
    least, most = shares_of_below(each, rest)
    # Tables of one row stand together, so the row begins where its number does.
    present, begin = np.unique(row, return_index=True)
    found = np.ones(len(low), dtype=bool)
    found[present] = False
    for lower, upper in ((higher, higher), (least, most), (rest - most, rest - least)):
        smallest, largest = np.minimum.reduceat(lower, begin), np.maximum.reduceat(upper, begin)
        found[present] |= _any((smallest == largest) & known.masked(largest))
    return found


def surely_open(known: Public, low: Integers, high: Integers) -> Flags:
    """Say where some domain has no masked count whatever the table, bool[R]. low, high: int32[R, 3], higher levels.

    So many domains as there are below 1F can have one of those; one more that has enough pupils at 1F is open.
    """
    rest = known.pupils[:, None] - high
    enough = (low > MASKED_TO) & (rest > MASKED_TO)
    found: Flags = (enough.sum(axis=1) > known.below) & (known.lowest > 0)
    return found


def openness_gives_away(known: Public, higher: Integers) -> Flags:
    """Say where "some domain is open" or "none is" would give a masked count away, bool[R]. higher: int32[R, 3]."""
    found = np.ones(len(higher), dtype=bool)
    if known.lowest == 0:
        return found
    rest = known.pupils[:, None] - higher
    for below in range(TRIED + 1):
        rows = np.flatnonzero(known.below == below)
        if len(rows):
            found[rows] = _divided(known.take(rows), rest[rows], below)
    return found


def _divided(known: Public, rest: Integers, below: int) -> Flags:
    """Try every division of those below 1F over the domains. rest: int32[R, 3]."""
    first, second = (grid.ravel() for grid in np.indices((below + 1, below + 1)))
    kept = first + second <= below
    parts = np.stack([first[kept], second[kept], below - first[kept] - second[kept]], axis=-1).astype(np.int32)
    at = rest[:, None] - parts
    possible = np.logical_and.reduce(at >= 0, axis=-1)
    an_open = np.logical_or.reduce(~known.masked(parts) & ~known.masked(at), axis=-1)
    found = np.zeros(len(rest), dtype=bool)
    for told in (np.logical_and(possible, an_open), np.logical_and(possible, ~an_open)):
        least = np.where(told[..., None], parts, below + 1).min(axis=1)
        most = np.where(told[..., None], parts, -1).max(axis=1)
        found |= ((least == most) & (known.masked(most) | known.masked(rest - most))).any(axis=1)
    return found
