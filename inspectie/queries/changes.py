"""What another norm changes, school by school and together, in the public view: nothing here is more than the source shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from inspectie.core.compare import compare
from inspectie.core.engine import Status, Verdicts, View
from inspectie.core.frame import Codes, Flags, Frame
from inspectie.core.norms import NormSet
from inspectie.queries.country import Told

# How a school can stand: below, open, above, or without an outcome.
STANDINGS: Final = ("below", "open", "above", "none")
BELOW, OPEN, ABOVE, NONE = range(4)


# By Status.
_STANDING: Final = np.array([ABOVE, BELOW, OPEN, NONE, NONE], np.int64)


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that a norm judges, with how many schools are below it."""

    indicator: str
    domain: str
    below: Told


@dataclass(frozen=True)
class Change:
    """What `after` changes against `before`, over the schools that have an outcome in both.

    matrix: schools by standing before (rows) and after (columns), all schools, places as in STANDINGS.
    falls, rises: schools that come below, or no longer are. pupils: on the schools that change, certain and at most.
    changed: indexes of schools that certainly or possibly change, the certain ones first. certain, both: bool[S], surely
    change, have an outcome in both. stands: int64[2, S], places in STANDINGS before and after.
    """

    before: NormSet
    after: NormSet
    now: Told
    then: Told
    columns: tuple[Column, ...]
    falls: Told
    rises: Told
    pupils: Told
    matrix: tuple[tuple[int, ...], ...]
    changed: npt.NDArray[np.intp]
    certain: Flags
    both: Flags
    stands: npt.NDArray[np.int64]


def change(before: NormSet, after: NormSet, frame: Frame) -> Change:
    """Compare two norms over all schools."""
    found = compare(before, after, frame, view=View.PUBLIC)
    total = int(found.both.sum())
    certain, possible = found.falls | found.rises, found.may_fall | found.may_rise
    known = np.maximum(frame.enrolled, 0)
    was, then = _STANDING[found.before.school], _STANDING[found.after.school]
    matrix = np.bincount(was * len(STANDINGS) + then, minlength=len(STANDINGS) ** 2).reshape(len(STANDINGS), -1)
    return Change(
        before=before,
        after=after,
        now=_below(found.before.school, found.both, total),
        then=_below(found.after.school, found.both, total),
        columns=_columns(found.after, found.both, total),
        falls=Told(int(found.falls.sum()), int(found.may_fall.sum()), total),
        rises=Told(int(found.rises.sum()), int(found.may_rise.sum()), total),
        pupils=Told(int(known[certain].sum()), int(known[possible].sum()), int(known[found.both].sum())),
        matrix=tuple(tuple(int(cell) for cell in row) for row in matrix),
        changed=found.changed,
        certain=certain,
        both=found.both,
        stands=np.stack([was, then]),
    )


def _below(status: Codes, among: Flags, total: int) -> Told:
    sure = int(((status == Status.ONDER) & among).sum())
    return Told(sure, sure + int(((status == Status.ONBEPAALD) & among).sum()), total)


def _columns(verdicts: Verdicts, among: Flags, total: int) -> tuple[Column, ...]:
    return tuple(
        Column(indicator, domain, _below(verdicts.status[:, place], among, total))
        for place, (indicator, domain) in enumerate(verdicts.columns)
    )
