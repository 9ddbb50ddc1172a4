"""When no panel keeps the quotas: why, and the smallest changes, checked against every group of the right size."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from beraad.core import relaxation
from beraad.core.instance import Feature, Instance, Quota, pool_of
from tests.beraad.core import oracle
from tests.figures import RecordFigure
from tests.sizes import size, sized

pytestmark = [sized]
INFEASIBLE = size(30, 200)


def tightened(seed: int) -> Instance:
    """Move three quotas of a tiny pool so that often no panel keeps them."""
    rng = np.random.default_rng(seed)
    instance = oracle.tiny(seed)
    quotas = list(instance.quotas)
    for place in rng.permutation(len(quotas))[:3].tolist():
        old, by = quotas[place], int(rng.integers(1, 3))
        if rng.random() < 0.5:
            quotas[place] = Quota(old.feature, old.value, old.min + by, old.max + by)
        else:
            quotas[place] = Quota(old.feature, old.value, max(0, old.min - by), max(0, old.max - by))
    return Instance(instance.pool, tuple(quotas), instance.size)


def cheapest(instance: Instance) -> Fraction:
    """Give the least cost over all groups of the right size: what it takes to allow that very group."""
    loose = Instance(
        instance.pool,
        tuple(Quota(quota.feature, quota.value, 0, instance.size) for quota in instance.quotas),
        instance.size,
    )
    types, groups = oracle.every_panel(loose)
    place = {feature.name: at for at, feature in enumerate(instance.pool.features)}
    costs = []
    for group in groups:
        cost = Fraction(0)
        for quota in instance.quotas:
            at = place[quota.feature]
            code = instance.pool.features[at].values.index(quota.value)
            got = sum(number for number, (kind, _) in zip(group, types, strict=True) if kind[at] == code)
            if got < quota.min:
                cost += (quota.min - got) * (1 + Fraction(2, quota.min))
            cost += max(0, got - quota.max)
        costs.append(cost)
    return min(costs)


def test_the_cheapest_relaxation_costs_what_trying_every_group_gives(record_figure: RecordFigure) -> None:
    seen, right, seed = 0, 0, 0
    while seen < INFEASIBLE:
        seed += 1
        instance = tightened(seed)
        if relaxation.feasible(instance):
            continue
        seen += 1

        found = relaxation.diagnose(instance)

        right += found.relaxations[0].cost == cheapest(instance)
        assert found.shortages or found.conflict
        assert [one.cost for one in found.relaxations] == sorted(one.cost for one in found.relaxations)
        assert all(relaxation.feasible(one.applied(instance)) for one in found.relaxations)
    assert right == seen
    record_figure("relaxation costs the exact optimum", target="all of 200", measured=f"{right} of {seen}")


def clash() -> Instance:
    """Give a pool in which all who are young are women, with quotas that want young men."""
    features = [Feature("gender", ("man", "woman")), Feature("age", ("old", "young"))]
    people = [("woman", "young")] * 6 + [("man", "old")] * 6
    quotas = (
        Quota("gender", "man", 3, 4), Quota("gender", "woman", 0, 1), Quota("age", "young", 3, 4), Quota("age", "old", 0, 4),
    )  # fmt: skip
    return Instance(pool_of(features, people), quotas, 4)


def test_a_conflict_names_quotas_that_all_are_needed_for_it() -> None:
    found = relaxation.diagnose(clash())

    assert found.shortages == ()
    assert {quota.feature for quota in found.conflict} == {"gender", "age"}
    for needed in found.conflict:
        others = tuple(quota for quota in found.conflict if quota != needed)
        assert relaxation.feasible(Instance(clash().pool, others, 4))


def test_a_flex_is_the_furthest_that_a_quota_moves() -> None:
    stiff = tuple(
        Quota(quota.feature, quota.value, quota.min, quota.max, quota.min, quota.max) for quota in clash().quotas
    )

    assert relaxation.diagnose(Instance(clash().pool, stiff, 4)).relaxations == ()


def test_who_is_in_no_panel_is_told_which_quotas_keep_them_out() -> None:
    features = [Feature("role", ("head", "teacher"))]
    instance = Instance(
        pool_of(features, [("head",), ("teacher",), ("teacher",)]),
        (Quota("role", "head", 0, 0), Quota("role", "teacher", 0, 2)), 1,
    )  # fmt: skip

    reasons = relaxation.no_panel_for(instance, [0])

    assert reasons == {0: (Quota("role", "head", 0, 0),)}
