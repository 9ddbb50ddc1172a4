"""What a lottery is solved for: who registered, which quotas hold, how large a panel is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NO_GROUP = -1


@dataclass(frozen=True, slots=True)
class Feature:
    """One question that everybody in the pool answered. values: all answers that exist, in a fixed order."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """How many members of a panel give this answer, at least and at most.

    min_flex and max_flex: how far a relaxation may lower `min` and raise `max`; None means as far as it takes.
    """

    feature: str
    value: str
    min: int
    max: int
    min_flex: int | None = None
    max_flex: int | None = None

    @property
    def floor(self) -> int:
        """The lowest that `min` may become in a relaxation."""
        return 0 if self.min_flex is None else self.min_flex

    def ceiling(self, size: int) -> int:
        """Give the highest that `max` may become in a relaxation, for panels of this size."""
        return max(size, self.max) if self.max_flex is None else self.max_flex


@dataclass(frozen=True, slots=True)
class Pool:
    """Everybody who may be drawn.

    codes: persons x features, each the index of the answer in `Feature.values`. rows: per person the 0-based data
    row in the source, which stays theirs when others leave the pool. groups: per person a number that colleagues
    share, or NO_GROUP; None where the same-group rule is off.
    """

    features: tuple[Feature, ...]
    codes: NDArray[np.int64]
    rows: NDArray[np.int64]
    groups: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        assert self.codes.shape == (len(self.rows), len(self.features))
        assert self.groups is None or self.groups.shape == self.rows.shape

    def __len__(self) -> int:
        return len(self.rows)

    def profile(self, person: int) -> tuple[str, ...]:
        """Give the answers of the person at this place in the pool, in the order of `features`."""
        return tuple(
            feature.values[code] for feature, code in zip(self.features, self.codes[person].tolist(), strict=True)
        )

    def without(self, people: Sequence[int]) -> Pool:
        """Give the pool without the people at these places; the others keep their data rows."""
        stay = np.ones(len(self), dtype=bool)
        stay[list(people)] = False
        groups = None if self.groups is None else self.groups[stay]
        return Pool(self.features, self.codes[stay], self.rows[stay], groups)


@dataclass(frozen=True, slots=True)
class Instance:
    """A pool, the quotas of a panel and its size. Every quota names a feature and a value of the pool."""

    pool: Pool
    quotas: tuple[Quota, ...]
    size: int

    def __post_init__(self) -> None:
        known = {(feature.name, value) for feature in self.pool.features for value in feature.values}
        named = [(quota.feature, quota.value) for quota in self.quotas]
        assert set(named) <= known
        assert len(set(named)) == len(named)


def pool_of(features: Sequence[Feature], answers: Sequence[Sequence[str]], groups: Sequence[str] | None = None) -> Pool:
    """Build a pool from answers (persons x features, each one of the feature's values) and perhaps group names.

    An empty group name means that a person has no colleagues. Raises KeyError for an unknown answer.
    """
    index = [{value: code for code, value in enumerate(feature.values)} for feature in features]
    codes = np.array(
        [[index[place][answer] for place, answer in enumerate(row)] for row in answers], dtype=np.int64
    ).reshape(len(answers), len(features))
    numbers = None
    if groups is not None:
        known = {name: number for number, name in enumerate(sorted(set(groups) - {""}))}
        numbers = np.array([known.get(name, NO_GROUP) for name in groups], dtype=np.int64)
    return Pool(tuple(features), codes, np.arange(len(answers), dtype=np.int64), numbers)
