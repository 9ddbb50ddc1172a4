"""Why no panel keeps the quotas, and the smallest changes after which one does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import highspy
import numpy as np

from beraad.core import highs
from beraad.core.errors import OutOfTime
from beraad.core.instance import Instance, Quota
from beraad.core.model import Floats, Ints, Model, model_of

MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Shortage:
    """The pool has too few people: `have` where `need` are needed. value "" means the feature as a whole."""

    feature: str
    value: str
    need: int
    have: int


@dataclass(frozen=True, slots=True)
class Change:
    """One quota that moves: the new least and most."""

    feature: str
    value: str
    old_min: int
    old_max: int
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Changes after which there is a panel; with any of them smaller there is none.

    cost: lowering a minimum by one costs 1 + 2 / minimum, raising a maximum by one costs 1.
    """

    changes: tuple[Change, ...]
    cost: Fraction

    def applied(self, instance: Instance) -> Instance:
        """Give the instance with these changes."""
        new = {(change.feature, change.value): change for change in self.changes}
        quotas = []
        for quota in instance.quotas:
            change = new.get((quota.feature, quota.value))
            quotas.append(quota if change is None else replace(quota, min=change.min, max=change.max))
        return Instance(instance.pool, tuple(quotas), instance.size)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why there is no panel. conflict: quotas that clash, none of which can be missed; empty when the pool is short.

    colleagues: without the same-group rule there would be a panel.
    """

    shortages: tuple[Shortage, ...]
    conflict: tuple[Quota, ...]
    relaxations: tuple[Relaxation, ...]
    colleagues: bool = False


def feasible(instance: Instance, *, seconds: float | None = None) -> bool:
    """Say whether there is a panel: exact. Raises OutOfTime when so many seconds of the solver are not enough."""
    model = model_of(instance)
    return _panel(model, model.lower, model.upper, seconds=seconds) is not None


def diagnose(instance: Instance, *, most: int = MOST) -> Diagnosis:
    """Explain an infeasible instance, with at most `most` minimal relaxations from cheap to dear."""
    shortages = _shortages(instance)
    conflict = () if shortages else _conflict(instance)
    together = replace(instance, pool=replace(instance.pool, groups=None))
    colleagues = instance.pool.groups is not None and feasible(together)
    return Diagnosis(shortages, conflict, relaxations(instance, most=most), colleagues)


def lowering(quota: Quota) -> Fraction:
    """Give what lowering the minimum by one costs: more where the minimum is small."""
    return 1 + Fraction(2, quota.min) if quota.min else Fraction(1)


def relaxations(instance: Instance, *, most: int = MOST) -> tuple[Relaxation, ...]:
    """Give minimal relaxations, the cheapest first; each next one leaves out some change of every one before it.

    The size of a panel and the same-group rule are not relaxed. Empty where the flexes of the quotas forbid it.
    """
    model = model_of(instance)
    found: list[Relaxation] = []
    steps: list[Ints] = []
    while len(found) < most:
        answer = _cheapest(instance, model, steps)
        if answer is None:
            break
        if not answer.any():
            return ()
        steps.append(answer)
        found.append(_relaxation(instance, answer))
    return tuple(found)


def no_panel_for(instance: Instance, kinds: Sequence[int]) -> dict[int, tuple[Quota, ...]]:
    """Give, per type that no panel can contain, quotas that together keep it out; empty means the panel size does."""
    model = model_of(instance)
    reasons: dict[int, tuple[Quota, ...]] = {}
    for kind in kinds:
        least = np.zeros(model.types, dtype=np.int64)
        least[kind] = 1
        reasons[kind] = _minimal(instance, model, least)
    return reasons


def _shortages(instance: Instance) -> tuple[Shortage, ...]:
    pool = instance.pool
    found = []
    for place, feature in enumerate(pool.features):
        have = np.bincount(pool.codes[:, place], minlength=len(feature.values))
        room = 0
        own = {quota.value: quota for quota in instance.quotas if quota.feature == feature.name}
        for value, people in zip(feature.values, have.tolist(), strict=True):
            quota = own.get(value)
            if quota is not None and quota.min > people:
                found.append(Shortage(feature.name, value, quota.min, people))
            room += people if quota is None else min(people, quota.max)
        if room < instance.size:
            found.append(Shortage(feature.name, "", instance.size, room))
    return tuple(found)


def _conflict(instance: Instance) -> tuple[Quota, ...]:
    model = model_of(instance)
    return _minimal(instance, model, np.zeros(model.types, dtype=np.int64))


def _minimal(instance: Instance, model: Model, least: Ints) -> tuple[Quota, ...]:
    """Leave out whole features, then single quotas, as long as there is still no panel; what stays is needed."""
    kept = list(range(len(instance.quotas)))
    for feature in instance.pool.features:
        kept = _dropped(instance, model, least, kept, [
            place for place in kept if instance.quotas[place].feature == feature.name
        ])  # fmt: skip
    for place in list(kept):
        kept = _dropped(instance, model, least, kept, [place])
    return tuple(instance.quotas[place] for place in kept)


def _dropped(instance: Instance, model: Model, least: Ints, kept: list[int], drop: list[int]) -> list[int]:
    fewer = [place for place in kept if place not in drop]
    lower, upper = model.lower.copy(), model.upper.copy()
    for place in range(len(instance.quotas)):
        if place not in fewer:
            lower[place], upper[place] = 0, instance.size
    return kept if _panel(model, lower, upper, least) is not None else fewer


def _panel(
    model: Model, lower: Ints, upper: Ints, least: Ints | None = None, *, seconds: float | None = None
) -> Ints | None:
    zero = np.zeros(model.types)
    solver = highs.program(
        model.matrix, low=lower, high=upper, least=zero if least is None else least, most=model.counts, cost=zero,
        integer=True,
    )  # fmt: skip
    if seconds is not None:
        solver.setOptionValue("time_limit", seconds)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
        raise OutOfTime(())
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return highs.rounded(solver.getSolution().col_value)


def _cheapest(instance: Instance, model: Model, before: list[Ints]) -> Ints | None:
    """Give per quota how far the minimum goes down, then per quota how far the maximum goes up; None where none."""
    quotas, rules = len(instance.quotas), len(model.matrix)
    room = _room(instance)
    costs = np.array([*(float(lowering(quota)) for quota in instance.quotas), *([1.0] * quotas)])
    smaller = sum(int(np.count_nonzero(steps)) for steps in before)
    columns = model.types + 2 * quotas + smaller
    rows: list[Floats] = []
    low: list[float] = []
    high: list[float] = []

    def add(entries: dict[int, float], least: float, most: float) -> None:
        line = np.zeros(columns)
        for column, value in entries.items():
            line[column] = value
        rows.append(line)
        low.append(least)
        high.append(most)

    for rule in range(rules):
        line = dict.fromkeys(np.flatnonzero(model.matrix[rule]).tolist(), 1.0)
        if rule < quotas:
            add(line | {model.types + rule: 1.0}, float(model.lower[rule]), np.inf)
            add(line | {model.types + quotas + rule: -1.0}, -np.inf, float(model.upper[rule]))
        else:
            add(line, float(model.lower[rule]), float(model.upper[rule]))
    at = model.types + 2 * quotas
    for steps in before:
        choices = {}
        for place in np.flatnonzero(steps).tolist():
            add({model.types + place: 1.0, at: float(room[place] - steps[place] + 1)}, -np.inf, float(room[place]))
            choices[at] = 1.0
            at += 1
        add(choices, 1.0, np.inf)
    solver = highs.program(
        np.array(rows), low=np.array(low), high=np.array(high), least=np.zeros(columns),
        most=np.concatenate([model.counts, room, np.ones(smaller)]),
        cost=np.concatenate([np.zeros(model.types), costs, np.zeros(smaller)]), integer=True, maximise=False,
    )  # fmt: skip
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return highs.rounded(solver.getSolution().col_value)[model.types : model.types + 2 * quotas]


def _room(instance: Instance) -> Ints:
    return np.array(
        [
            *(quota.min - min(quota.min, quota.floor) for quota in instance.quotas),
            *(max(0, quota.ceiling(instance.size) - quota.max) for quota in instance.quotas),
        ],
        dtype=np.int64,
    )


def _relaxation(instance: Instance, steps: Ints) -> Relaxation:
    quotas = len(instance.quotas)
    changes = []
    cost = Fraction(0)
    for place, quota in enumerate(instance.quotas):
        down, up = int(steps[place]), int(steps[quotas + place])
        if down or up:
            cost += lowering(quota) * down + up
            changes.append(Change(quota.feature, quota.value, quota.min, quota.max, quota.min - down, quota.max + up))
    return Relaxation(tuple(changes), cost)
