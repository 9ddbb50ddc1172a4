"""How many of some schools are above or below a norm: sums of public verdicts, so nothing masked can be in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inspectie.core.engine import Status
from inspectie.queries.words import Text


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of schools that together are all of them. code and url: of what the row is about."""

    title: Text
    below: int
    above: int
    undecided: int
    without: int
    code: str = ""
    url: str = ""

    @property
    def total(self) -> int:
        return self.below + self.above + self.undecided + self.without


def tally(
    overall: npt.NDArray[np.int8], members: Sequence[int], *, title: Text, code: str = "", url: str = ""
) -> Tally:
    """Count the statuses of `members`, places in `overall`."""
    counts = np.bincount(overall[list(members)], minlength=max(Status) + 1)
    below, above, undecided = (int(counts[one]) for one in (Status.ONDER, Status.BOVEN, Status.ONBEPAALD))
    return Tally(title, below, above, undecided, len(members) - below - above - undecided, code, url)
