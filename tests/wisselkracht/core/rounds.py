"""Random instances, a slow oracle for small ones, and a check of what comes out that shares nothing with the solver."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise, permutations

from wisselkracht.core.instance import Id, Instance, instance_of
from wisselkracht.core.solving import Solution


def some(rng: random.Random, *, vertices: int, density: float, altruists: int = 0, groups: bool = False) -> Instance:
    """Give a random instance: weights of both signs and with decimals, some who waited, some groups."""
    ids: list[Id] = list(range(vertices))
    starters = set(rng.sample(range(vertices), min(altruists, vertices)))
    weights: dict[tuple[Id, Id], int] = {
        (start, end): rng.randint(-2, 9)
        for start in range(vertices)
        for end in range(vertices)
        if start != end and end not in starters and rng.random() < density
    }
    waited: dict[Id, int] = {name: rng.choice((0, 0, 0, 1, 2)) for name in range(vertices)}
    pairs_only = [name for name in ids if rng.random() < 0.1]
    schools = [("a", rng.sample(ids, 3), rng.choice((1, 2)))] if groups and vertices > 3 else []
    return instance_of(ids, weights, altruistic=starters, waited=waited, groups=schools, pairs_only=pairs_only)


def possible(instance: Instance, longest_cycle: int, longest_chain: int) -> list[tuple[int, ...]]:
    """Give every exchange, from permutations."""
    arcs = instance.weights
    found = []
    for size in range(2, max(longest_cycle, longest_chain) + 1):
        for path in permutations(range(len(instance)), size):
            if size > 2 and instance.pairs_only & set(path):
                continue
            if any(arc not in arcs for arc in pairwise(path)):
                continue
            if path[0] in instance.altruistic:
                if size <= longest_chain:
                    found.append(path)
            elif size <= longest_cycle and path[0] == min(path) and (path[-1], path[0]) in arcs:
                found.append(path)
    return found


def value(instance: Instance, stage: str, chosen: list[tuple[int, ...]]) -> int:
    """Give what a choice is worth by a stage, straight from the words of the issue."""
    arcs = instance.weights
    each = {path: list(pairwise(path)) for path in chosen}
    for path in chosen:
        if path[0] not in instance.altruistic:
            each[path].append((path[-1], path[0]))
    three = [path for path in chosen if len(path) > 2 and path[0] not in instance.altruistic]
    if stage == "count":
        return sum(len(path) for path in chosen)
    if stage == "three-ways":
        return -len(three)
    if stage == "embedded":
        return sum(any((end, start) in arcs for start, end in each[path]) for path in three)
    if stage.startswith("waited"):
        return sum(instance.waited[vertex] == int(stage[7:]) for path in chosen for vertex in path)
    if stage == "kept":
        turns = {each[at:] + each[:at] for each in instance.proposed for at in range(len(each))}
        return sum(path in turns for path in chosen)
    if stage == "worst-off":
        return min((arcs[arc] for path in chosen for arc in each[path]), default=0)
    return sum(arcs[arc] for path in chosen for arc in each[path])


def best(instance: Instance, stages: list[str], longest_cycle: int, longest_chain: int) -> list[int]:
    """Give the lexicographic best of all choices, by trying each."""
    found = possible(instance, longest_cycle, longest_chain)
    limits = [(set(group.members), group.limit) for group in instance.groups]
    top: list[int] = []

    def go(at: int, used: frozenset[int], chosen: list[tuple[int, ...]]) -> None:
        nonlocal top
        top = max(top, [value(instance, stage, chosen) for stage in stages])
        for number in range(at, len(found)):
            path = found[number]
            more = used | set(path)
            if not used & set(path) and all(len(more & members) <= limit for members, limit in limits):
                go(number + 1, more, [*chosen, path])

    go(0, frozenset(), [])
    return top


def faults(solution: Solution) -> list[str]:
    """Give what is wrong with a solution: nothing, if it can be carried out."""
    instance, arcs = solution.instance, solution.instance.weights
    wrong = []
    for each in solution.exchanges:
        path = each.vertices
        steps = list(pairwise(path)) + ([] if each.chain else [(path[-1], path[0])])
        if any(step not in arcs for step in steps):
            wrong.append(f"{path} has no such arc")
        if each.chain != (path[0] in instance.altruistic):
            wrong.append(f"{path} is another kind")
        if len(path) > 2 and instance.pairs_only & set(path):
            wrong.append(f"{path} wants two only")
        if len(path) > (solution.longest_chain if each.chain else solution.longest_cycle):
            wrong.append(f"{path} is too long")
    used = Counter(vertex for each in solution.exchanges for vertex in each.vertices)
    wrong += [f"{vertex} twice" for vertex, times in used.items() if times > 1]
    wrong += [f"{group.name} full" for group in instance.groups if sum(used[m] for m in group.members) > group.limit]
    for stage in solution.stages:
        if stage.name != "lottery" and stage.value != value(
            instance, stage.name, [e.vertices for e in solution.exchanges]
        ):
            wrong.append(f"{stage.name} does not add up")
        if stage.bound is not None and stage.bound < stage.value:
            wrong.append(f"{stage.name} lies above its bound")
    return wrong
