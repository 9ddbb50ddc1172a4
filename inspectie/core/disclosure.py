"""The only way from the tight bounds to a page: counts of schools over the country or over bands of schoolweging.

What pages tell of one school comes from the public view (`masks`). The tight bounds say more, and a count that is made
of them says a little of that more. Three rules keep it from telling anything of one school:

1. Only norm sets that are published, a handful, never a norm that a visitor made: a threshold that can be moved step by
   step tells at which value a school changes.
2. Only the country, or all bands together. Groups of two kinds that overlap (a board and a municipality) could be
   subtracted until one school is left; boards and municipalities are therefore counted in the public view.
3. The schools that are still open in the public view must be ten or more, and only their number in steps of five or more is
   used; a last step that would be smaller joins the one before it, so that "all of them" never shows.

The counts are then rounded outward to fives, so that "at least" and "at most" stay true. Where nothing is open in the
public view the count is known to everybody, and is given as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from inspectie.core.engine import Status, Verdicts, View, band_of
from inspectie.core.frame import Flags, Integers
from inspectie.core.norms import Band

FEWEST: Final = 10
STEP: Final = 5


class Undisclosable(ValueError):
    """Somebody asked for more than may leave: an internal result of a visitor's norm, or of views that do not belong."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is counted: bool[S] each, true for sure and true perhaps, by what pages may tell and by the tight bounds."""

    told: Flags
    told_perhaps: Flags
    tight: Flags
    tight_perhaps: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Released:
    """Counts that may stand on a page, per group: at least `low`, at most `high`, of `schools`. All int32[G]."""

    low: Integers
    high: Integers
    schools: Integers


def below(public: Verdicts, internal: Verdicts, column: tuple[str, str] | None = None) -> Asked:
    """Ask which schools are below: over all columns, or in one."""
    return standing(public, internal, Status.ONDER, column)


def standing(public: Verdicts, internal: Verdicts, status: Status, column: tuple[str, str] | None = None) -> Asked:
    """Ask which schools have a status (ONDER or BOVEN): over all columns, or in one. Raises Undisclosable."""
    _check(public, internal)
    told, tight = (_statuses(verdicts, column) for verdicts in (public, internal))
    return Asked(
        told == status, (told == status) | (told == Status.ONBEPAALD), tight == status,
        (tight == status) | (tight == Status.ONBEPAALD),
    )  # fmt: skip


def together(*asked: Asked) -> Asked:
    """Ask which schools are all of these: "above on average, below in arithmetic and above in reading"."""
    return Asked(
        np.logical_and.reduce([one.told for one in asked]),
        np.logical_and.reduce([one.told_perhaps for one in asked]),
        np.logical_and.reduce([one.tight for one in asked]),
        np.logical_and.reduce([one.tight_perhaps for one in asked]),
    )


def country(asked: Asked, *, among: Flags) -> Released:
    """Count over the country. among: bool[S], the schools that are counted; it must not depend on the tight bounds."""
    return _released(asked, among, np.zeros(len(among), np.int32), groups=1)


def by_band(asked: Asked, verdicts: Verdicts, bands: tuple[Band, ...], *, among: Flags) -> Released:
    """Count per band of schoolweging."""
    places = band_of(tuple(band.high for band in bands), verdicts.frame.weging).astype(np.int32)
    return _released(asked, among & (places < len(bands)), places, groups=len(bands))


def steps(number: Integers, open_: Integers) -> tuple[Integers, Integers]:
    """Give the ends of the step in which a number of open schools lies: all that may be known of it.

    number: 0 to open_. Steps are five wide, the last one up to nine; below ten open schools there is one step.
    """
    last = np.where(open_ < FEWEST, 0, np.maximum((open_ + 1) // STEP - 1, 0))
    step = np.minimum(number // STEP, last)
    return step * STEP, np.where(step == last, open_, step * STEP + STEP - 1)


def _released(asked: Asked, among: Flags, group: Integers, *, groups: int) -> Released:
    def counted(flags: Flags) -> Integers:
        return np.bincount(group[flags & among], minlength=groups).astype(np.int32)

    open_ = asked.told_perhaps & ~asked.told
    known, unknown = counted(asked.told), counted(open_)
    low, _low_end = steps(counted(asked.tight & open_), unknown)
    _high_start, high = steps(counted(asked.tight_perhaps & open_), unknown)
    schools = counted(np.ones_like(among))
    at_least, at_most = (known + low) // STEP * STEP, -(-(known + high) // STEP) * STEP
    is_told = unknown == 0
    return Released(
        np.where(is_told, known, at_least).astype(np.int32),
        np.where(is_told, known, np.minimum(at_most, schools)).astype(np.int32),
        schools,
    )


def _statuses(verdicts: Verdicts, column: tuple[str, str] | None) -> np.ndarray[tuple[int, ...], np.dtype[np.int8]]:
    return verdicts.school if column is None else verdicts.status[:, verdicts.columns.index(column)]


def _check(public: Verdicts, internal: Verdicts) -> None:
    if public.view is not View.PUBLIC or internal.view is not View.INTERNAL:
        raise Undisclosable("One verdict of each view.")
    if public.frame is not internal.frame or public.norm_set != internal.norm_set:
        raise Undisclosable("Two verdicts of one frame and one norm set.")
    if internal.norm_set.is_scenario:
        raise Undisclosable("A norm that a visitor made is judged in the public view.")
