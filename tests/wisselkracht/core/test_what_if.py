"""The cost of a wish, a part at a time, is that of the whole; the sieve throws nothing away that may be."""

import random
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from tests.wisselkracht.core.candidates import some
from wisselkracht.core import what_if
from wisselkracht.core.explaining import without
from wisselkracht.core.instance import Group, Instance
from wisselkracht.core.naming import name
from wisselkracht.core.rules import may, round_of
from wisselkracht.core.scoring import score
from wisselkracht.core.sieve import pairs
from wisselkracht.core.solving import solve
from wisselkracht.core.telling import direction, told, untold, weekdays
from wisselkracht.core.what_if import Box

BOX = Box(3)
# Of so many small rounds, at least so many hold an exchange that can be locked.
SEEDS = 20
LEAST_LOCKED = 12


def values(instance):
    found = solve(instance, objective="count-weight")
    return [stage.value for stage in found.stages], found


def test_the_cost_of_a_lock_is_the_difference_of_two_whole_solutions():
    locked = 0
    for seed in range(SEEDS):
        instance = round_of(*some(random.Random(seed), 14))
        other = solve(replace(instance, arcs=instance.arcs[1:]), objective="weight")
        if other.exchanges:
            locked += 1
            _costs_the_difference(instance, other.exchanges[0].vertices)

    assert locked >= LEAST_LOCKED, "seeds that leave nothing to lock say nothing"


def _costs_the_difference(instance, vertices):
    (count, weight), best = values(instance)
    cost = what_if.locking(instance, tuple(instance.names(vertices)), BOX)

    (less, lighter), _found = values(replace(instance, locks=(tuple(vertices),)))
    assert (cost.teachers, cost.points, cost.is_proven) == (count - less, weight - lighter, True)
    assert best.status == "optimal"


@pytest.mark.parametrize(("largest", "size"), [(2, 2), (3, 5)])
def test_a_change_reaches_as_far_as_exchanges_do_and_no_further(largest, size):
    """0 and 1 can swap; 1, 2 and 3 can go round; a one-way arc leads to 4 and 5, a shared school from 3 to 6."""
    arcs = [(0, 1), (1, 0), (1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 4)]
    instance = Instance(
        tuple(range(7)), tuple((start, end, 1) for start, end in sorted(arcs)), groups=(Group("school", (3, 6), 1),)
    )

    assert len(what_if.around(instance, [0], largest)) == size


@pytest.mark.parametrize("seed", range(12))
def test_who_is_taken_in_costs_the_least_of_all_exchanges_with_them(seed):
    instance = round_of(*some(random.Random(seed), 10))
    (count, weight), best = values(instance)
    inside = {vertex for each in best.exchanges for vertex in each.vertices}
    for vertex, one in enumerate(instance.ids):
        if vertex in inside:
            continue
        found = []
        arcs = instance.weights
        for size in (2, 3):
            for path in permutations(range(len(instance)), size):
                ends = (*path[1:], path[0])
                if path[0] != vertex or not all(pair in arcs for pair in zip(path, ends, strict=True)):
                    continue
                if size == 3 and instance.pairs_only & {*path}:
                    continue
                try:
                    found.append(tuple(values(replace(instance, locks=(path,)))[0]))
                except what_if.LocksClash:
                    continue
        cost = what_if.taking_in(instance, one, BOX)
        if not found:
            assert cost is None
        else:
            assert (count - cost.teachers, weight - cost.points) == max(found)


@pytest.mark.parametrize("seed", range(20))
def test_the_sieve_keeps_every_pair_that_the_rules_allow(seed):
    candidates, terms = some(random.Random(seed), 20)
    everywhere = [np.ones(1, dtype=np.bool_) for _one in candidates]

    kept = set(pairs(candidates, fte_apart=terms.fte_apart, near=everywhere, targets=[0] * len(candidates)))

    allowed = {(one.id, other.id) for one, other in permutations(candidates, 2) if may(one, other, terms)}
    assert allowed <= kept
    assert round_of(candidates, terms, pairs=kept) == round_of(candidates, terms)
    assert len(kept) < len(candidates) * (len(candidates) - 1)


def test_an_explanation_survives_being_kept():
    candidates, terms = some(random.Random(3), 20)
    for one in candidates:
        found = without(one, candidates, terms)
        assert untold(told(found)) == found


def test_the_parts_that_are_kept_add_up():
    candidates, terms = some(random.Random(4), 6)
    one, other = candidates[:2]
    kept = direction(one, other, terms)
    assert sum(points for _part, points in kept["parts"]) == kept["points"] == score(one, other, terms).total


def test_monday_is_the_first_day_of_the_papers():
    assert weekdays({1, 5}) == {0, 4}


def test_names_follow_from_the_seed_and_say_nothing():
    assert name(b"seed", "school", "00AA00") == name(b"seed", "school", "00AA00")
    assert len({name(b"seed", "school", "1"), name(b"seed", "board", "1"), name(b"other", "school", "1")}) == 3
