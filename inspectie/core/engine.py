"""Judge every OVT by a norm set. A computed status is a signal: the judgement itself is made by people after a visit.

Rules of the published outcome, which this reproduces from the raw columns: a blank year is too little data; so is a
missing schoolweging where the value depends on it; fewer test takers than the norm set says is a small school; else the
value must be at least the threshold (Regeling leerresultaten PO 2020).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspectie.core import joint, masks
from inspectie.core.frame import DOMAINS, INDICATORS, TOGETHER, Codes, Flags, Floats, Frame, Integers
from inspectie.core.norms import Column, NormSet
from inspectie.core.windows import Reason, View, Window, window

__all__ = ("NAMES", "Reason", "Status", "Verdicts", "View", "evaluate", "lines")

PLACES: Final = (TOGETHER, *DOMAINS)


class Status(IntEnum):
    """What a norm set says of one OVT."""

    BOVEN = 0
    ONDER = 1
    ONBEPAALD = 2
    TE_WEINIG_GEGEVENS = 3
    KLEINE_SCHOOL = 4


NAMES: Final = tuple(status.name.lower() for status in Status)
# The status that belongs to a reason, by number.
_STATUS: Final = np.array(
    [
        Status.BOVEN, Status.ONDER, Status.ONBEPAALD, Status.ONBEPAALD, Status.TE_WEINIG_GEGEVENS,
        Status.TE_WEINIG_GEGEVENS, Status.TE_WEINIG_GEGEVENS, Status.KLEINE_SCHOOL, Status.TE_WEINIG_GEGEVENS,
        Status.TE_WEINIG_GEGEVENS,
    ],
    np.int8,
)  # fmt: skip
# How statuses add up over columns: one below is below; else one unknown leaves it unknown; and so on.
_WEIGHT: Final = np.array([0, 4, 3, 1, 2], np.int8)
_BY_WEIGHT: Final = np.array(
    [Status.BOVEN, Status.TE_WEINIG_GEGEVENS, Status.KLEINE_SCHOOL, Status.ONBEPAALD, Status.ONDER], np.int8
)


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What a norm set says of every OVT in the judged year (the last of the frame).

    columns: K keys (indicator, domain). Arrays [S, K]: status (`Status`), threshold (percent, nan where none applies),
    reason (`Reason`), low, high and margin. values: what the thresholds were compared with.
    """

    norm_set: NormSet
    frame: Frame
    view: View
    columns: tuple[tuple[str, str], ...]
    status: Codes
    threshold: Floats
    reason: Codes
    values: Window

    @property
    def pupils(self) -> Integers:
        """Give int32[S]: who took the test over the window, -1 unknown."""
        return self.values.pupils

    @cached_property
    def low(self) -> Floats:
        """Give float64[S, K]: the least that the value can be, in percent, nan unknown."""
        return self._picked(self.values.low)

    @cached_property
    def high(self) -> Floats:
        """Give float64[S, K]: the most that the value can be, in percent, nan unknown."""
        return self._picked(self.values.high)

    def _picked(self, bounds: Floats) -> Floats:
        return np.stack([bounds[_place(key)] for key in self.columns], axis=1)

    @cached_property
    def margin(self) -> Floats:
        """Give float64[S, K]: how far the value lies above the threshold at least, or below it at least; nan if unsure.

        Positive when boven, negative when onder.
        """
        above = self.low - self.threshold
        below = self.high - self.threshold
        found = np.full(above.shape, np.nan)
        np.copyto(found, above, where=self.status == Status.BOVEN)
        np.copyto(found, below, where=self.status == Status.ONDER)
        return found

    @cached_property
    def school(self) -> Codes:
        """Give int8[S]: the status of the school over all columns. Below in one column is below."""
        return self._over(range(len(self.columns)))

    @cached_property
    def by_indicator(self) -> dict[str, Codes]:
        """Give the status of the school per indicator that is judged, each int8[S]."""
        own = {name: [at for at, key in enumerate(self.columns) if key[0] == name] for name in INDICATORS}
        return {name: self._over(positions) for name, positions in own.items() if positions}

    def _over(self, positions: Sequence[int]) -> Codes:
        statuses = self.status[:, positions]
        found: Codes = _BY_WEIGHT[_WEIGHT[statuses].max(axis=1)]
        if self.view is View.INTERNAL:
            unsure = (self.reason[:, positions] == Reason.MASKED).sum(axis=1) > 1
            rows = np.flatnonzero(unsure & (found == Status.ONBEPAALD))
            found[rows[~self._reachable(rows, positions)]] = Status.ONDER
        return found

    def _reachable(self, rows: NDArray[np.intp], positions: Sequence[int]) -> Flags:
        """Say whether some filling-in lets a school reach every threshold at once."""
        apart = [position for position in positions if self.columns[position][1] != TOGETHER]
        places = [(INDICATORS.index(self.columns[at][0]), DOMAINS.index(self.columns[at][1])) for at in apart]
        last = slice(-self.norm_set.window_years, None)
        low, high = (np.maximum(bound[rows, last], 0).astype(np.int32) for bound in (self.frame.low, self.frame.high))
        return joint.reachable(low, high, places, self.threshold[rows][:, apart])

    def inputs_of(self, row: int) -> str:
        """Give the SHA-256 of what the verdict of one OVT was made from: its data, the norm set and the view.

        In the public view the data are what may be told: a hash of the counts themselves could be tried out.
        """
        data = masks.inputs(self.frame, row) if self.view is View.PUBLIC else self.frame.inputs(row)
        return hashlib.sha256(f"{data} {self.norm_set.sha256} {self.view.value}".encode()).hexdigest()

    @cached_property
    def inputs(self) -> str:
        """Give the SHA-256 of all inputs: data version, arrays, norm set and view."""
        digest = hashlib.sha256(f"{self.norm_set.sha256} {self.view.value} {_digest(self.frame)}".encode())
        return digest.hexdigest()

    def count(self, status: Status) -> int:
        """Give how many schools have a status over all columns."""
        return int((self.school == status).sum())


def evaluate(norm_set: NormSet, frame: Frame, *, view: View) -> Verdicts:
    """Judge every OVT of a frame by a norm set.

    A status is sound: no filling-in of the masked counts contradicts it. In the internal view it is tight too: where it
    is `onbepaald` by masks, one filling-in gives boven and another gives onder. Cost: about a dozen passes over S numbers
    per column.
    """
    values = window(frame, norm_set.window_years, norm_set.small_fewer_than, view)
    columns = norm_set.columns
    threshold = np.empty((len(columns), len(frame)))
    reason = np.empty(threshold.shape, np.int8)
    for position, column in enumerate(columns):
        _thresholds(column, frame, out=threshold[position])
        _judge(column, values, _place(column.key), threshold[position], out=reason[position])
    return Verdicts(
        norm_set=norm_set, frame=frame, view=view, columns=tuple(column.key for column in columns),
        status=_STATUS.take(reason).T, threshold=threshold.T, reason=reason.T, values=values,
    )  # fmt: skip


def _place(key: tuple[str, str]) -> tuple[int, int]:
    return INDICATORS.index(key[0]), PLACES.index(key[1])


def lines(verdicts: Verdicts) -> Iterator[tuple[str, str, str, str, float, float, float, int]]:
    """Give (ovt, indicator, domain, status, low, high, threshold, test takers) per OVT and column, in order."""
    for row, ovt in enumerate(verdicts.frame.ovt):
        for position, (indicator, domain) in enumerate(verdicts.columns):
            yield (
                ovt, indicator, domain, NAMES[verdicts.status[row, position]], float(verdicts.low[row, position]),
                float(verdicts.high[row, position]), float(verdicts.threshold[row, position]), int(verdicts.pupils[row]),
            )  # fmt: skip


def with_offset(norm_set: NormSet, offsets: dict[tuple[str, str], int]) -> NormSet:
    """Give a norm set with other offsets, in tenths by column, for searches and benches. Its body and hash stay."""
    columns = tuple(
        replace(column, threshold=replace(column.threshold, offset=offsets.get(column.key, column.threshold.offset)))
        for column in norm_set.columns
    )
    return replace(norm_set, columns=columns)


def band_of(edges: tuple[int, ...], weging: Floats) -> NDArray[np.intp]:
    """Give the position of the band of each schoolweging, len(edges) where it is missing.

    edges: the upper ends in hundredths. A band holds its lower end; only the last one holds its upper end too.
    """
    known = ~np.isnan(weging)
    hundredths = np.rint(np.where(known, weging, 0) * 100)
    return np.where(known, np.searchsorted(np.array(edges[:-1]), hundredths, side="right"), len(edges))


def _thresholds(column: Column, frame: Frame, *, out: Floats) -> None:
    rule = column.threshold
    if rule.unknown:
        out.fill(np.nan)
    elif rule.bands:
        values = np.array([*rule.tenths(), np.nan]) / 10
        np.take(values, _bands(frame, tuple(band.high for band in rule.bands)), out=out, mode="clip")
    else:
        out.fill(rule.tenths()[0] / 10)


@lru_cache(maxsize=64)
def _bands(frame: Frame, edges: tuple[int, ...]) -> NDArray[np.intp]:
    # Scenarios differ in values, seldom in edges.
    return band_of(edges, frame.weging)


@lru_cache(maxsize=4)
def _digest(frame: Frame) -> str:
    digest = hashlib.sha256(repr((frame.version, frame.ovt, frame.years)).encode())
    for column in frame.columns():
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()


def _judge(column: Column, values: Window, place: tuple[int, int], threshold: Floats, *, out: Codes) -> None:
    """Fill in the reason per OVT: the threshold first, then what the data lack goes over it."""
    if column.threshold.unknown:
        out.fill(Reason.VALUE_UNKNOWN)
    else:
        surely = (values.low[place] >= threshold).view(np.int8)
        possibly = (values.high[place] >= threshold).view(np.int8)
        # Neither is NOT_REACHED (1), both is REACHED (0), only possibly is MASKED (2).
        np.add((possibly ^ surely) * np.int8(Reason.MASKED), possibly ^ 1, out=out)
    np.copyto(out, values.reason[place], where=values.lacking[place])
    if column.threshold.needs_weging:
        np.copyto(out, np.int8(Reason.NO_WEGING), where=values.no_weging)
