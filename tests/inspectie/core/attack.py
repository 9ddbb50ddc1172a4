"""Somebody who wants the masked counts, and has all that pages tell and all that the inspection publishes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.int64]


@dataclass(frozen=True)
class Told:
    """What is told of one school in one year: bounds of below 1F and higher per domain, int[3, 2]; pupils from, to."""

    low: Array
    high: Array
    fewest: int
    largest: int


@dataclass(frozen=True)
class Published:
    """What the inspection publishes of it: pupils, and how often each level was reached in three domains; -1 hidden."""

    pupils: int
    below: int
    higher: int


def ranges(told: Told, published: Published) -> tuple[Array, Array] | None:
    """Give the least and the most that each of the nine counts can be, int[3, 3] each: all that can be known.

    Every table is tried that fits what is told, the published totals and itself: three rows with the same pupils.
    None when no table fits: the sources contradict each other there, and nothing follows.
    """
    if published.below < 0 or published.higher < 0:
        return _row_by_row(told)
    numbers = [published.pupils] if published.pupils >= 0 else range(told.fewest, told.largest + 1)
    least, most = np.full((3, 3), 10_000), np.full((3, 3), -1)
    for pupils in numbers:
        if not told.fewest <= pupils <= told.largest:
            continue
        below = triples(told.low[:, 0], np.minimum(told.high[:, 0], pupils), published.below)
        higher = triples(told.low[:, 1], np.minimum(told.high[:, 1], pupils), published.higher)
        if not len(below) or not len(higher):
            continue
        middle = pupils - below[:, None, :] - higher[None, :, :]
        first, second = np.nonzero((middle >= 0).all(axis=2))
        if not len(first):
            continue
        tables = np.stack([below[first], middle[first, second], higher[second]], axis=2)
        least, most = np.minimum(least, tables.min(axis=0)), np.maximum(most, tables.max(axis=0))
    return (least, most) if most[0, 0] >= 0 else None


def _row_by_row(told: Told) -> tuple[Array, Array]:
    """Without totals a domain says nothing of another one, but for the pupils."""
    least, most = np.full((3, 3), 10_000), np.full((3, 3), -1)
    for domain in range(3):
        for pupils in range(told.fewest, told.largest + 1):
            below = np.arange(told.low[domain, 0], told.high[domain, 0] + 1)[:, None]
            higher = np.arange(told.low[domain, 1], told.high[domain, 1] + 1)[None, :]
            middle = pupils - below - higher
            for level, counts in enumerate(np.broadcast_arrays(below, middle, higher)):
                fits = counts[middle >= 0]
                if fits.size:
                    least[domain, level] = min(least[domain, level], fits.min())
                    most[domain, level] = max(most[domain, level], fits.max())
    return least, most


def triples(low: Array, high: Array, total: int) -> Array:
    """Give every three numbers within bounds that have this sum."""
    if (low > high).any():
        return np.empty((0, 3), np.int64)
    first, second = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1), indexing="ij")
    third = total - first - second
    fits = (third >= low[2]) & (third <= high[2])
    return np.stack([first[fits], second[fits], third[fits]], axis=1)


def all_tables(pupils: int) -> Array:
    """Give every table of so many pupils, int[N, 3, 3]."""
    rows = np.array([(a, b, pupils - a - b) for a in range(pupils + 1) for b in range(pupils + 1 - a)])
    places = np.indices((len(rows),) * 3).reshape(3, -1)
    return rows[places.T]


def tables_with(totals: Published) -> Array:
    """Give every table that has these published totals, int[N, 3, 3]."""
    nothing, most = np.zeros(3, np.int64), np.full(3, totals.pupils)
    below, higher = triples(nothing, most, totals.below), triples(nothing, most, totals.higher)
    middle = totals.pupils - below[:, None] - higher[None]
    first, second = np.nonzero((middle >= 0).all(axis=2))
    return np.stack([below[first], middle[first, second], higher[second]], axis=2)


def inverted(tables: Array, told: Array) -> tuple[int, int]:
    """Attack with our own rules: of all tables that are told in the same way, which masked counts are always the same?

    told: int[N, K], all that is told and published of each table. Every table is tried, so nothing else is left to know.
    Gives how many masked counts there are, and how many follow.
    """
    _kinds, kind = np.unique(told, axis=0, return_inverse=True)
    least, most = np.full((kind.max() + 1, 3, 3), 10_000), np.full((kind.max() + 1, 3, 3), -1)
    np.minimum.at(least, kind, tables)
    np.maximum.at(most, kind, tables)
    masked = (tables >= 1) & (tables <= 4)
    return int(masked.sum()), int((masked & (least == most)[kind]).sum())
