"""Invented worlds with the truth known: what schools really did, and the frame that the sources would publish of it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inspectie.core import masks
from inspectie.core.frame import Frame, check
from inspectie.queries import norm_sets
from tests.inspectie.core.attack import triples

MASK = (1, 4)
CURRENT = norm_sets.named("current-2020")
SHIPPED = norm_sets.every()


@dataclass(frozen=True)
class World:
    """truth: int[S, Y, 3, 3], pupils per domain and level; the frame is what is published of it."""

    truth: NDArray[np.int64]
    frame: Frame


def world(seed: int, schools: int, *, years: int = 3, largest: int = 40, gaps: bool = False) -> World:
    """Invent schools. Every domain of a year has the same pupils. gaps: some years, weging and counts are missing."""
    rng = np.random.default_rng(seed)
    pupils = rng.integers(5, largest + 1, (schools, years))
    weging = np.round(rng.uniform(20, 40, schools), 2)
    weging[:: max(schools // 3, 1)] = 40.0
    level = np.clip(0.95 - (weging - 20) / 40 + rng.normal(0, 0.08, schools), 0.1, 0.95)
    truth = np.zeros((schools, years, 3, 3), np.int64)
    for domain, ease in enumerate((0.12, 0.0, -0.12)):
        higher = rng.binomial(pupils, np.clip(level + ease, 0.02, 0.98)[:, None])
        below = rng.binomial(pupils - higher, 0.1)
        truth[..., domain, 2], truth[..., domain, 0] = higher, below
        truth[..., domain, 1] = pupils - higher - below
    frame = published(truth, weging=weging, groups=rng.integers(0, 6, (2, schools)))
    return World(truth, _with_gaps(frame, rng) if gaps else frame)


def published(
    truth: NDArray[np.int64], *, weging: NDArray[np.float64] | None = None, groups: NDArray[np.int64] | None = None
) -> Frame:
    """Publish a truth as the sources do: counts of 1 to 4 masked, percentages of the three domains together."""
    schools, years = truth.shape[:2]
    pupils = truth.sum(axis=3)[..., 0]
    reached = np.stack([pupils * 3 - truth[..., 0].sum(axis=2), truth[..., 2].sum(axis=2)], axis=2)
    masked = (truth >= MASK[0]) & (truth <= MASK[1])
    groups = np.zeros((2, schools), np.int64) if groups is None else groups
    frame = Frame(
        ovt=tuple(f"{number:06}|C1" for number in range(schools)),
        years=tuple(2025 - years + year for year in range(years)),
        percentage=np.round(100 * reached / (3 * pupils[..., None]), 2),
        pupils=pupils.astype(np.int32),
        starred=np.zeros((schools, years), bool),
        pooled=np.round(100 * reached.sum(axis=1) / (3 * pupils.sum(axis=1)[:, None]), 2),
        pooled_pupils=pupils.sum(axis=1).astype(np.int32),
        outcome=np.zeros((schools, 2), np.int8),
        weging=np.full(schools, 30.0) if weging is None else weging,
        mapped=np.ones(schools, bool),
        low=np.where(masked, MASK[0], truth).astype(np.int16),
        high=np.where(masked, MASK[1], truth).astype(np.int16),
        enrolled=(8 * pupils[:, -1]).astype(np.int32),
        board=groups[0].astype(np.int32),
        municipality=groups[1].astype(np.int32),
        boards=tuple(f"{number:05}" for number in range(6)),
        municipalities=tuple(f"{number:04}" for number in range(6)),
        version="invented",
    )
    check(frame)
    return frame


def _with_gaps(frame: Frame, rng: np.random.Generator) -> Frame:
    gone = rng.random(len(frame)) < 0.1
    frame.percentage[gone, 0], frame.pupils[gone, 0] = np.nan, -1
    frame.weging[rng.random(len(frame)) < 0.1] = np.nan
    lost = rng.random(len(frame)) < 0.1
    frame.low[lost], frame.high[lost], frame.mapped[lost] = -1, -1, False
    hidden = rng.random(len(frame)) < 0.1
    frame.percentage[hidden], frame.pupils[hidden], frame.starred[hidden] = np.nan, -1, True
    return frame


def twins(seed: int, schools: int) -> tuple[Frame, Frame, int]:
    """Give two frames with equal pages and other masked counts, and how many of these differ."""
    first = world(seed, schools, largest=14)
    other = first.truth.copy()
    for row in range(schools):
        for year in range(3):
            table = first.truth[row, year]
            other[row, year] = _twin(table)
    frame = replace(
        published(other), weging=first.frame.weging, board=first.frame.board, municipality=first.frame.municipality
    )
    masked = first.frame.masked | frame.masked
    return first.frame, frame, int((masked & (first.truth != other)).sum())


def _twin(table):
    """Find a table with the same totals of which the same is told, with as many other masked counts as can be."""
    pupils, nothing = table[0].sum(), np.zeros(3, np.int64)
    below, higher = (triples(nothing, np.full(3, pupils), table[:, level].sum()) for level in (0, 2))
    middle = pupils - below[:, None] - higher[None]
    first, second = np.nonzero((middle >= 0).all(axis=2))
    tables = np.stack([below[first], middle[first, second], higher[second]], axis=2)
    shown = masks.shown(published(tables[:, None]))
    own = int(np.flatnonzero((tables == table).all(axis=(1, 2)))[0])
    same = np.ones(len(tables), bool)
    for array in (shown.low, shown.high, shown.fewest, shown.largest):
        same &= (array == array[own]).reshape(len(tables), -1).all(axis=1)
    hidden = (table >= 1) & (table <= 4)
    differs = np.where(same, ((tables != table) & hidden).sum(axis=(1, 2)), -1)
    return tables[int(differs.argmax())]


def take(frame: Frame, rows: NDArray[np.intp]) -> Frame:
    """Give the frame of these schools only, in the order of their codes."""
    rows = np.sort(rows)
    columns = {
        name: getattr(frame, name)[rows]
        for name in (
            "percentage", "pupils", "starred", "pooled", "pooled_pupils", "outcome", "weging", "mapped", "low", "high",
            "enrolled", "board", "municipality",
        )
    }  # fmt: skip
    return Frame(
        ovt=tuple(frame.ovt[row] for row in rows), years=frame.years, boards=frame.boards,
        municipalities=frame.municipalities, version=frame.version, **columns,
    )  # fmt: skip


def fillings(low: NDArray[np.int16], high: NDArray[np.int16]) -> list[list[dict[int, set[tuple[int, ...]]]]]:
    """Give every way to fill in the masks of one school: per year and domain, by pupils, the rows of counts.

    By counting, not by formula: all values of every masked cell, kept when the three domains have equally many pupils.
    """
    found = []
    for year in range(len(low)):
        rows: list[dict[int, set[tuple[int, ...]]]] = []
        for domain in range(3):
            by_pupils: dict[int, set[tuple[int, ...]]] = {}
            ranges = [range(a, b + 1) for a, b in zip(low[year, domain], high[year, domain], strict=True)]
            for row in itertools.product(*ranges):
                by_pupils.setdefault(sum(row), set()).add(row)
            rows.append(by_pupils)
        shared = set.intersection(*(set(row) for row in rows))
        found.append([{number: row[number] for number in shared} for row in rows])
    return found
