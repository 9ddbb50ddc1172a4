"""Hide small counts, so that nobody can be recognised in a table. Pure.

Counts below the threshold read '<10', or '<5' where a room asks for five. Where the total is
published too, a small count could be worked out from it; then further counts are hidden until
every small one could still be anything below the threshold. This holds for one column with one
total. Two tables that count the same people in two ways, or the same table over two periods that
differ by a day, can still be subtracted: publish fixed periods, and one division of the same people.

Where rows have several counts that lie within each other, cells cannot be hidden one by one: a count is bounded by its neighbours.
Then whole rows stand together (`merge`). What lies between two counts, or between one count at two moments, is a count too: where
that can be small, counts are `rounded`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ndt.reports.core import paper
from ndt.reports.core.paper import Hidden

THRESHOLD: Final = paper.THRESHOLD


@dataclass(frozen=True, slots=True)
class Column:
    """Counts that may be published. total: their sum, or why it is hidden."""

    cells: tuple[int | Hidden, ...]
    total: int | Hidden


def one(count: int, *, threshold: int = THRESHOLD) -> int | Hidden:
    """Give a count that stands alone, hidden when it is small. Raises ValueError for a negative count."""
    if count < 0:
        raise ValueError("a count is not negative")
    return Hidden.FEW if count < threshold else count


def column(counts: Sequence[int], *, threshold: int = THRESHOLD) -> Column:
    """Give the counts of one column with their total, hiding as few as it takes.

    counts: 0 or more, in any order; the answer has the same order. A total below the threshold
    hides everything. Promise: from what is shown, each count marked FEW may be any of
    0 .. threshold - 1. Cost: one sort. Raises ValueError for a negative count.
    """
    cells = [one(count, threshold=threshold) for count in counts]
    total = sum(counts)
    if total < threshold:
        return Column(tuple(Hidden.FEW for _count in counts), Hidden.FEW)
    few = [count for count, cell in zip(counts, cells, strict=True) if cell is Hidden.FEW]
    if not few:
        return Column(tuple(cells), total)
    largest = threshold - 1
    others = 0
    slack = sum(few)
    if not (len(few) > 1 and largest <= slack <= largest * (len(few) - 1)):
        # The smallest of the rest go first: they are missed least.
        for place in sorted((at for at, cell in enumerate(cells) if cell is not Hidden.FEW), key=lambda at: counts[at]):
            cells[place] = Hidden.OTHER
            others += 1
            slack += counts[place] - threshold
            if slack >= largest:
                break
    enough = slack >= largest and (others > 0 or slack <= largest * (len(few) - 1))
    return Column(tuple(cells), total if enough else Hidden.OTHER)


def within(outer: Sequence[int], inner: Sequence[int], *, threshold: int = THRESHOLD) -> tuple[Column, Column]:
    """Give two columns about the same rows, of which the inner one bounds the outer from below: families, and their children.

    Rows that are hidden in the outer column are hidden in the inner one, as one row of their sum, and say no more than OTHER there;
    where the outer total is hidden, the inner one is. Promise: that of `column` for both, also from who knows that a row has no more
    of the inner than so many for each of the outer. Raises ValueError for a negative count, or columns of two lengths.
    """
    wide = column(outer, threshold=threshold)
    hidden = [isinstance(cell, Hidden) for cell in wide.cells]
    apart = [count for count, hide in zip(inner, hidden, strict=True) if not hide]
    together = [sum(inner) - sum(apart)] if any(hidden) else []
    narrow = column([*apart, *together], threshold=threshold)
    shown = iter(narrow.cells)
    cells = tuple(Hidden.OTHER if hide else next(shown) for hide in hidden)
    is_hidden = isinstance(wide.total, Hidden) and not isinstance(narrow.total, Hidden)
    return wide, Column(cells, Hidden.OTHER if is_hidden else narrow.total)


def rounded(count: int, *, to: int) -> int:
    """Give a count as a multiple of `to` that it reaches, and at least `to` where there is any.

    Promise, for counts from `to` on: what lies between two that read the same may be any of 0 .. `to` - 1, and between two that read
    `to` apart any of 1 .. 2 `to` - 1: children with a place and those of them with a lesson, or one count at two moments. Raises
    ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("a count is not negative")
    return max(to, count // to * to) if count else 0


@dataclass(frozen=True, slots=True)
class Merged:
    """Rows that may be published, and those that stand together in one row. Both hold places in the given order."""

    shown: tuple[int, ...]
    together: tuple[int, ...]


def merge(rows: Sequence[Sequence[int]], *, threshold: int = THRESHOLD, room: Sequence[int] | None = None) -> Merged:
    """Say which rows of counts may stand alone, and which stand together because one of their counts is small.

    rows: the counts of each, 0 or more, of things that may lie within each other (children, those of them with a lesson). room:
    for each row a number that is known elsewhere and that none of its counts passes. Promise: from the rows that stand alone, the
    sums of those that stand together, the totals, and that one of those together is small, each small count may be any of
    0 .. threshold - 1; or all rows stand together. Where the small ones do not hide each other, the first others in the given order
    go with them: an order of size would tell something. Cost: one pass. Raises ValueError for a negative count.
    """
    if any(count < 0 for row in rows for count in row):
        raise ValueError("a count is not negative")
    small = {place for place, row in enumerate(rows) if min(row) < threshold}
    together = set(small)
    if small:
        for place in range(len(rows)):
            if _hides(rows, together, small, threshold) and _has_room(rows, together, room):
                break
            together.add(place)
    shown = tuple(place for place in range(len(rows)) if place not in together)
    return Merged(shown, tuple(sorted(together)))


def _hides(rows: Sequence[Sequence[int]], together: set[int], small: set[int], threshold: int) -> bool:
    """Say whether the sums of some rows hide each of them: also from who guesses that all of them are small."""
    if len(together) < 2:
        return False
    sums = _sums(rows, together)
    if together > small:
        return min(sums) >= 2 * threshold - 1
    return threshold <= min(sums) and max(sums) <= (threshold - 1) * (len(small) - 1)


def _has_room(rows: Sequence[Sequence[int]], together: set[int], room: Sequence[int] | None) -> bool:
    """Say whether any one of the rows could be 0, and the others hold what it gave up."""
    if room is None:
        return True
    most = max(_sums(rows, together))
    return all(most <= sum(room[other] for other in together if other != place) for place in together)


def _sums(rows: Sequence[Sequence[int]], together: set[int]) -> list[int]:
    chosen = [rows[place] for place in together]
    return [sum(row[column] for row in chosen) for column in range(len(chosen[0]))]
