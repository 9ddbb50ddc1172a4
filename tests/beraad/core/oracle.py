"""Another way to the same numbers: every panel written out, and stage after stage of scipy's linear programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy.optimize import linprog

from beraad.core.instance import Feature, Instance, Quota, pool_of

Profile = tuple[int, ...]


def tiny(seed: int, *, people: int = 9, colleagues: bool = False) -> Instance:
    """Make a tiny pool of three features with tight quotas, not always feasible."""
    rng = np.random.default_rng(seed)
    counts = [2, 2, 3]
    features = [Feature(f"f{at}", tuple(f"v{code}" for code in range(count))) for at, count in enumerate(counts)]
    answers = np.column_stack([rng.integers(0, count, people) for count in counts])
    size = int(rng.integers(2, 5))
    panel = answers[rng.permutation(people)[:size]]
    quotas = [
        Quota(f"f{at}", f"v{code}", max(0, here - int(rng.integers(0, 2))), here + int(rng.integers(0, 2)))
        for at, count in enumerate(counts)
        for code, here in enumerate(np.bincount(panel[:, at], minlength=count).tolist())
    ]
    names = [[f"v{code}" for code in row] for row in answers.tolist()]
    groups = [f"g{code}" for code in rng.integers(0, 5, people).tolist()] if colleagues else None
    return Instance(pool_of(features, names, groups), tuple(quotas), size)


def every_panel(instance: Instance) -> tuple[list[tuple[Profile, int]], list[list[int]]]:
    """Give the types (answers and group, with their number of people) and all panels over them."""
    pool = instance.pool
    groups = pool.groups.tolist() if pool.groups is not None else [-1] * len(pool)
    types = sorted(Counter(zip(map(tuple, pool.codes.tolist()), groups, strict=True)).items())
    place = {feature.name: at for at, feature in enumerate(pool.features)}
    rules = [
        (place[quota.feature], pool.features[place[quota.feature]].values.index(quota.value), quota.min, quota.max)
        for quota in instance.quotas
    ]

    def allowed(panel: Sequence[int]) -> bool:
        for feature, code, least, most in rules:
            got = sum(
                number for number, ((answers, _), _) in zip(panel, types, strict=True) if answers[feature] == code
            )
            if not least <= got <= most:
                return False
        team: Counter[int] = Counter()
        for number, ((_, group), _) in zip(panel, types, strict=True):
            team[group] += number if group >= 0 else 0
        return max(team.values()) <= 1

    panels = [
        list(panel) for panel in product(*(range(count + 1) for _, count in types))
        if sum(panel) == instance.size and allowed(panel)
    ]  # fmt: skip
    return [((*answers, group), count) for (answers, group), count in types], panels


def leximin(counts: Sequence[int], panels: Sequence[Sequence[int]]) -> list[float]:
    """Give the leximin chance per type by solving, per stage, for the level and then for each free type its most."""
    matrix, people = np.array(panels, dtype=float).T, np.array(counts, dtype=float)
    level: dict[int, float] = {}
    while len(level) < len(people):
        free = [kind for kind in range(len(people)) if kind not in level]
        z = _stage(matrix, people, level, free, None)
        most = {kind: _stage(matrix, people, level, free, kind, z) for kind in free}
        stuck = [kind for kind in free if most[kind] < z + 1e-7]
        assert stuck
        level |= dict.fromkeys(stuck, z)
    return [level[kind] for kind in range(len(people))]


def _stage(
    matrix: np.ndarray, people: np.ndarray, level: dict[int, float], free: list[int], kind: int | None, z: float = 0.0
) -> float:
    columns = matrix.shape[1]
    held = sorted(level)
    chance = matrix / people[:, None]
    lower = np.column_stack([-chance[free], np.ones(len(free)) if kind is None else np.zeros(len(free))])
    upper = np.full(len(free), 0.0 if kind is None else 1e-9 - z)
    pinned = np.column_stack([np.vstack([chance[held], -chance[held]]), np.zeros(2 * len(held))])
    value = np.array([level[at] for at in held])
    goal = np.zeros(columns + 1)
    if kind is None:
        goal[-1] = -1.0
    else:
        goal[:-1] = -chance[kind]
    answer = linprog(
        goal, np.vstack([lower, pinned]), np.concatenate([upper, value + 1e-9, 1e-9 - value]),
        [[1.0] * columns + [0.0]], [1.0], bounds=[(0, None)] * columns + [(0, 1)], method="highs",
    )  # fmt: skip
    assert answer.status == 0, answer.message
    return float(-answer.fun)


def relaxed(instance: Instance) -> list[float]:
    """Give the leximin chance per person over the linear relaxation, by plain linear programs of scipy over types.

    No lottery is better than this; so a lottery that has these chances is the best.
    """
    pool = instance.pool
    types, kinds, counts = np.unique(pool.codes, axis=0, return_inverse=True, return_counts=True)
    place = {feature.name: at for at, feature in enumerate(pool.features)}
    lines = [
        (types[:, place[quota.feature]] == pool.features[place[quota.feature]].values.index(quota.value)) * 1.0
        for quota in instance.quotas
    ]
    rules = np.vstack([lines, -np.array(lines)])
    limits = np.array([*(quota.max for quota in instance.quotas), *(-quota.min for quota in instance.quotas)], float)
    level: dict[int, float] = {}
    people = counts.astype(float)

    def most(goal: np.ndarray, floor: float) -> float:
        low = np.array([level.get(kind, floor) for kind in range(len(people))]) * people
        high = np.array([level.get(kind, 1.0) for kind in range(len(people))]) * people
        bounds = np.column_stack([low - 1e-9, high + 1e-9])
        answer = linprog(-goal, rules, limits, [np.ones(len(people))], [instance.size], bounds=bounds, method="highs")
        return -np.inf if answer.status else float(-answer.fun)

    while len(level) < len(people):
        free = [kind for kind in range(len(people)) if kind not in level]
        low, high = 0.0, 1.0
        for _halving in range(40):
            middle = (low + high) / 2
            low, high = (middle, high) if most(np.zeros(len(people)), middle) > -np.inf else (low, middle)
        stuck = [kind for kind in free if most(np.eye(len(people))[kind], low) / people[kind] < low + 1e-6]
        assert stuck
        level |= dict.fromkeys(stuck, low)
    return [level[kind] for kind in kinds.ravel().tolist()]
