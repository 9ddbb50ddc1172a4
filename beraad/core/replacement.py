"""New people for those who said no or dropped out: who accepted stays, and the quotas of the whole group still hold."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from beraad.core import leximin, relaxation
from beraad.core.errors import Infeasible, NobodyLeft
from beraad.core.instance import NO_GROUP, Instance, Pool, Quota
from beraad.core.relaxation import Relaxation
from beraad.core.solution import Solution


@dataclass(frozen=True, slots=True)
class Replacement:
    """A lottery for the open seats. relaxed: the changes without which there was none, for the log; None: exact."""

    asked: Instance
    solution: Solution
    relaxed: Relaxation | None


def residual(instance: Instance, *, accepted: Collection[int], gone: Collection[int]) -> Instance:
    """Give what is left to draw: open seats, quotas less those who accepted, and the pool without both.

    accepted, gone: data rows of people who stay in the group, and of people who may not be asked again. With the
    same-group rule the colleagues of those who accepted are left out too. Raises NobodyLeft when no seat is open
    or fewer people are left than seats.
    """
    pool, stay = instance.pool, set(accepted)
    inside = np.isin(pool.rows, list(stay))
    size = instance.size - int(inside.sum())
    out = inside | np.isin(pool.rows, list(gone))
    if pool.groups is not None:
        taken = set(pool.groups[inside].tolist()) - {NO_GROUP}
        out |= np.isin(pool.groups, list(taken))
    rest = pool.without(np.flatnonzero(out).tolist())
    if size <= 0 or len(rest) < size:
        raise NobodyLeft(seats=max(size, 0), people=len(rest))
    quotas = tuple(_left(quota, _have(pool, quota, inside)) for quota in instance.quotas)
    return Instance(rest, quotas, size)


def _have(pool: Pool, quota: Quota, inside: np.ndarray) -> int:
    place = next(place for place, feature in enumerate(pool.features) if feature.name == quota.feature)
    code = pool.features[place].values.index(quota.value)
    return int((pool.codes[inside, place] == code).sum())


def _left(quota: Quota, have: int) -> Quota:
    """Give the quota of the open seats; where too many accepted already, nobody more is asked."""
    return replace(
        quota,
        min=max(quota.min - have, 0),
        max=max(quota.max - have, 0),
        min_flex=None if quota.min_flex is None else max(quota.min_flex - have, 0),
        max_flex=None if quota.max_flex is None else max(quota.max_flex - have, 0),
    )


def renumbered(instance: Instance) -> Instance:
    """Give the instance with data rows 0, 1, 2, ... in the order of its pool, as a file of this pool alone has them."""
    return replace(instance, pool=replace(instance.pool, rows=np.arange(len(instance.pool), dtype=np.int64)))


def solve(
    instance: Instance,
    *,
    accepted: Collection[int],
    gone: Collection[int],
    seed: bytes,
    time_limit: float | None = None,
    clock: Callable[[], float] = monotonic,
) -> Replacement:
    """Give a leximin lottery for the open seats: `lottery` of `residual`; raises what both raise."""
    asked = residual(instance, accepted=accepted, gone=gone)
    return lottery(asked, seed=seed, time_limit=time_limit, clock=clock)


def lottery(
    asked: Instance, *, seed: bytes, time_limit: float | None = None, clock: Callable[[], float] = monotonic
) -> Replacement:
    """Give a leximin lottery for what is left to draw; its seed and randomness must be new in every round.

    Where no panel keeps all quotas, the cheapest relaxation of them is taken and told. Raises Infeasible when not
    even a relaxation within the flexes of the quotas helps.
    """
    try:
        return Replacement(asked, leximin.solve(asked, seed=seed, time_limit=time_limit, clock=clock), None)
    except Infeasible:
        options = relaxation.relaxations(asked, most=1)
        if not options:
            raise
    relaxed = options[0].applied(asked)
    return Replacement(asked, leximin.solve(relaxed, seed=seed, time_limit=time_limit, clock=clock), options[0])
