"""Hide small counts, so that nobody can be recognised in a table. Pure.

Counts below the threshold read '<10', or '<5' where a room asks for five. Where the total is
published too, a small count could be worked out from it; then further counts are hidden until
every small one could still be anything below the threshold. This holds for one column with one
total. Two tables that count the same people in two ways, or the same table over two periods that
differ by a day, can still be subtracted: publish fixed periods, and one division of the same people.
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
