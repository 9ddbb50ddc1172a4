"""What changes when one norm set takes the place of another: school by school, and how many pupils that touches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from inspectie.core.engine import Status, Verdicts, View, band_of, evaluate
from inspectie.core.frame import Flags, Frame, Integers
from inspectie.core.norms import Band, NormSet

STATUSES = len(Status)
JUDGED = (Status.BOVEN, Status.ONDER, Status.ONBEPAALD)


@dataclass(frozen=True, slots=True)
class Span:
    """A number of which only bounds are known: at least `low`, at most `high`."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Who changes, per group: int32[G] bounds.

    schools: in the group, judged by both. fall_low, fall_high: schools that come below; rise_low, rise_high: that no
    longer are. pupils_low, pupils_high: pupils enrolled at schools that change; takers_low, takers_high: their test
    takers over the window. A school of which the number is unknown counts as 0.
    """

    schools: Integers
    fall_low: Integers
    fall_high: Integers
    rise_low: Integers
    rise_high: Integers
    pupils_low: Integers
    pupils_high: Integers
    takers_low: Integers
    takers_high: Integers


@dataclass(frozen=True, eq=False)
class Comparison:
    """What changes from `before` to `after`, both verdicts of one frame and one view.

    falls, rises: bool[S], surely. may_fall, may_rise: bool[S], possibly, the sure ones among them. both: bool[S],
    judged by both norm sets.
    """

    before: Verdicts
    after: Verdicts
    both: Flags
    falls: Flags
    rises: Flags
    may_fall: Flags
    may_rise: Flags

    @cached_property
    def matrix(self) -> NDArray[np.int64]:
        """Give int64[5, 5]: schools by status before (row) and after (column), in the order of Status. Sums to S."""
        pairs = self.before.school.astype(np.int64) * STATUSES + self.after.school
        return np.bincount(pairs, minlength=STATUSES**2).reshape(STATUSES, STATUSES)

    @cached_property
    def changed(self) -> NDArray[np.intp]:
        """Give the positions of the schools that surely or possibly change, the sure ones first, then by code."""
        possible = np.flatnonzero(self.may_fall | self.may_rise)
        sure = (self.falls | self.rises)[possible]
        return possible[np.argsort(~sure, kind="stable")]

    def whole(self) -> Moves:
        """Give the moves over all schools, one group."""
        return self.moves(np.zeros(len(self.both), np.int32), groups=1)

    def by_board(self) -> Moves:
        """Give the moves per board, in the order of `frame.boards`."""
        return self.moves(self.before.frame.board, groups=len(self.before.frame.boards))

    def by_municipality(self) -> Moves:
        """Give the moves per municipality, in the order of `frame.municipalities`."""
        return self.moves(self.before.frame.municipality, groups=len(self.before.frame.municipalities))

    def by_band(self, bands: tuple[Band, ...]) -> Moves:
        """Give the moves per band of schoolweging, and last those without one."""
        places = band_of(tuple(band.high for band in bands), self.before.frame.weging)
        return self.moves(places.astype(np.int32), groups=len(bands) + 1)

    def moves(self, group: Integers, *, groups: int) -> Moves:
        """Give the moves per group. group: int32[S], -1 for a school in none. Groups add up to the whole."""
        frame = self.before.frame
        sure, possible = self.falls | self.rises, self.may_fall | self.may_rise

        def counted(flags: Flags, weights: Integers | None = None) -> Integers:
            among = flags & (group >= 0)
            numbers = None if weights is None else np.maximum(weights[among], 0)
            return np.bincount(group[among], weights=numbers, minlength=groups).astype(np.int32)

        return Moves(
            counted(self.both), counted(self.falls), counted(self.may_fall), counted(self.rises), counted(self.may_rise),
            counted(sure, frame.enrolled), counted(possible, frame.enrolled),
            counted(sure, self.before.pupils), counted(possible, self.before.pupils),
        )  # fmt: skip


def compare(before: NormSet, after: NormSet, frame: Frame, *, view: View = View.PUBLIC) -> Comparison:
    """Compare two norm sets over all schools that both can judge. The other way round, falls are rises.

    Where one norm set asks at least as much of a school as the other in every column, no move in that direction is possible,
    even where both verdicts are open.
    """
    first, second = (evaluate(norm_set, frame, view=view) for norm_set in (before, after))
    return between(first, second)


def between(first: Verdicts, second: Verdicts) -> Comparison:
    """Compare two verdicts of one frame and one view."""
    assert first.frame is second.frame
    assert first.view is second.view
    both = np.isin(first.school, JUDGED) & np.isin(second.school, JUDGED)
    was, now = first.school, second.school
    falls: Flags = both & (was == Status.BOVEN) & (now == Status.ONDER)
    rises: Flags = both & (was == Status.ONDER) & (now == Status.BOVEN)
    may_fall: Flags = both & (was != Status.ONDER) & (now != Status.BOVEN) & ~_asks_all(first, second)
    may_rise: Flags = both & (was != Status.BOVEN) & (now != Status.ONDER) & ~_asks_all(second, first)
    return Comparison(first, second, both, falls, rises, may_fall, may_rise)


def _asks_all(strict: Verdicts, mild: Verdicts) -> Flags:
    """Say per school whether who passes the one surely passes the other: each column of it is there, at least as high."""
    found = np.ones(len(strict.frame), dtype=bool)
    for position, key in enumerate(mild.columns):
        if key not in strict.columns:
            return np.zeros(len(strict.frame), dtype=bool)
        found &= strict.threshold[:, strict.columns.index(key)] >= mild.threshold[:, position]
    return found
