"""The lottery in small: people with the same answers are one type, and a panel says how many of each type it takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beraad.core.instance import NO_GROUP, Instance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Small = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of a panel: a quota (its place in `Instance.quotas`) or a group of colleagues (its number)."""

    kind: str
    index: int


@dataclass(frozen=True, slots=True)
class Model:
    """All panels, in integers: v with matrix @ v within lower..upper, 0 <= v <= counts and sum(v) = size.

    counts: people per type. members: per type the places of its people in the pool, in order of their data rows.
    matrix: rules x types, zeros and ones; the last row is all ones, with lower = upper = size.
    Types stand in the order of their answers, so the order of people in the source changes nothing.
    """

    counts: Ints
    members: tuple[tuple[int, ...], ...]
    profiles: Ints
    matrix: Ints
    lower: Ints
    upper: Ints
    rows: tuple[Row, ...]
    size: int

    @property
    def types(self) -> int:
        """How many types there are."""
        return len(self.counts)

    def holds(self, panel: Ints) -> bool:
        """Say whether this is a panel: exact, in integers."""
        sums = self.matrix @ panel
        inside = bool(np.all((sums >= self.lower) & (sums <= self.upper)))
        return inside and bool(np.all((panel >= 0) & (panel <= self.counts)))


def model_of(instance: Instance) -> Model:
    """Merge the people of an instance into types.

    With groups, colleagues of one group with at least two people are types of that group, and each such group is
    a rule: at most one.
    """
    pool = instance.pool
    groups = _groups(instance)
    keys = np.column_stack([pool.codes, groups]) if len(pool.features) else groups[:, None]
    profiles, kinds, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    members: list[list[int]] = [[] for _ in counts]
    order = np.argsort(pool.rows, kind="stable")
    for person in order.tolist():
        members[int(kinds.ravel()[person])].append(person)
    place = {feature.name: column for column, feature in enumerate(pool.features)}
    codes = {(feature.name, value): code for feature in pool.features for code, value in enumerate(feature.values)}
    lines: list[NDArray[np.bool_]] = []
    rows: list[Row] = []
    for index, quota in enumerate(instance.quotas):
        lines.append(profiles[:, place[quota.feature]] == codes[quota.feature, quota.value])
        rows.append(Row("quota", index))
    for group in sorted(set(groups.tolist()) - {NO_GROUP}):
        lines.append(profiles[:, -1] == group)
        rows.append(Row("group", group))
    lines.append(np.ones(len(counts), dtype=bool))
    rows.append(Row("size", 0))
    extra = len(rows) - len(instance.quotas) - 1
    return Model(
        counts=counts.astype(np.int64),
        members=tuple(tuple(people) for people in members),
        profiles=profiles.astype(np.int64),
        matrix=np.array(lines, dtype=np.int64),
        lower=np.array([*(quota.min for quota in instance.quotas), *([0] * extra), instance.size], dtype=np.int64),
        upper=np.array([*(quota.max for quota in instance.quotas), *([1] * extra), instance.size], dtype=np.int64),
        rows=tuple(rows),
        size=instance.size,
    )


def _groups(instance: Instance) -> Ints:
    pool = instance.pool
    if pool.groups is None:
        return np.full(len(pool), NO_GROUP, dtype=np.int64)
    numbers, inverse, counts = np.unique(pool.groups, return_inverse=True, return_counts=True)
    alone = (counts == 1) | (numbers == NO_GROUP)
    return np.where(alone[inverse.ravel()], NO_GROUP, pool.groups).astype(np.int64)
