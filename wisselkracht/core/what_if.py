"""What a wish would cost, before anybody decides: an exchange that must be in, a pair that may not, somebody taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from wisselkracht.core.errors import LocksClash
from wisselkracht.core.instance import Group, Id, Instance
from wisselkracht.core.objectives import COUNT, WEIGHT
from wisselkracht.core.solving import OPTIMAL, Solution, solve

Names = tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What is lost: teachers with an exchange, exchanges, points; below zero is gained. is_proven: both are the best."""

    teachers: int
    exchanges: int
    points: int
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Box:
    """How large an exchange may be, and how long the search may take."""

    largest: int
    time_limit: float | None = None
    clock: Callable[[], float] = lambda: 0.0


def around(instance: Instance, names: Iterable[Id], largest: int) -> Instance:
    """Give the part of an instance that a change at these vertices can reach, through exchanges, groups and locks."""
    beside: list[set[int]] = [set() for _vertex in instance.ids]
    for start, end in _within_cycles(instance, largest):
        beside[start].add(end)
        beside[end].add(start)
    for tied in (*(group.members for group in instance.groups), *instance.locks):
        for member in tied[1:]:
            beside[tied[0]].add(member)
            beside[member].add(tied[0])
    place = {name: number for number, name in enumerate(instance.ids)}
    todo = [place[name] for name in names]
    found = set(todo)
    while todo:
        for other in beside[todo.pop()] - found:
            found.add(other)
            todo.append(other)
    return _only(instance, sorted(found))


def _within_cycles(instance: Instance, largest: int) -> Iterator[tuple[int, int]]:
    """Give the arcs of cycles of two or, where there may be larger ones, of three and more: no other is of any use."""
    ahead: list[set[int]] = [set() for _vertex in instance.ids]
    into: list[set[int]] = [set() for _vertex in instance.ids]
    for start, end, _weight in instance.arcs:
        ahead[start].add(end)
        into[end].add(start)
    for start, end, _weight in instance.arcs:
        if start in ahead[end] or (largest == 3 and not ahead[end].isdisjoint(into[start])) or largest > 3:
            yield start, end


def _only(instance: Instance, kept: list[int]) -> Instance:
    new = {old: number for number, old in enumerate(kept)}
    return replace(
        instance,
        ids=tuple(instance.ids[old] for old in kept),
        arcs=tuple(
            (new[start], new[end], weight) for start, end, weight in instance.arcs if start in new and end in new
        ),
        altruistic=frozenset(new[old] for old in instance.altruistic if old in new),
        waited=tuple(instance.waited[old] for old in kept) if instance.waited else (),
        groups=tuple(
            Group(group.name, tuple(new[old] for old in group.members), group.limit)
            for group in instance.groups
            if group.members[0] in new
        ),
        locks=tuple(tuple(new[old] for old in lock) for lock in instance.locks if lock[0] in new),
        labels=tuple(instance.labels[old] for old in kept) if instance.labels else (),
        pairs_only=frozenset(new[old] for old in instance.pairs_only if old in new),
        proposed=(),
    )


def locking(instance: Instance, exchange: Names, box: Box) -> Cost:
    """Give what it costs that an exchange must be in. Raises LocksClash where it cannot be."""
    part = around(instance, exchange, box.largest)
    place = {name: number for number, name in enumerate(part.ids)}
    lock = tuple(place[name] for name in exchange)
    return _between(part, replace(part, locks=tuple(sorted({*part.locks, lock}))), box)


def banning(instance: Instance, one: Id, other: Id, box: Box) -> Cost:
    """Give what it costs that two do not take over from each other. Raises LocksClash where they are locked."""
    part = around(instance, (one, other), box.largest)
    place = {name: number for number, name in enumerate(part.ids)}
    both = {place[one], place[other]}
    return _between(part, replace(part, arcs=tuple(arc for arc in part.arcs if {*arc[:2]} != both)), box)


def taking_in(instance: Instance, one: Id, box: Box) -> Cost | None:
    """Give what it costs to take somebody in; None where no exchange can have them."""
    part = around(instance, (one,), box.largest)
    place = part.ids.index(one)
    waited = tuple(int(number == place) for number in range(len(part)))
    before = _solved(part, "count-weight", box)
    after = _solved(replace(part, waited=waited), "taking-in", box)
    if not any(place in each.vertices for each in after.exchanges):
        return None
    return _cost(before, after)


def _between(part: Instance, changed: Instance, box: Box) -> Cost:
    return _cost(_solved(part, "count-weight", box), _solved(changed, "count-weight", box))


def _solved(instance: Instance, objective: str, box: Box) -> Solution:
    return solve(
        instance, objective=objective, longest_cycle=box.largest, time_limit=box.time_limit, clock=box.clock
    )  # fmt: skip


def _cost(before: Solution, after: Solution) -> Cost:
    lost = {name: _value(before, name) - _value(after, name) for name in (COUNT, WEIGHT)}
    return Cost(
        lost[COUNT],
        len(before.exchanges) - len(after.exchanges),
        lost[WEIGHT],
        before.status == OPTIMAL and after.status == OPTIMAL,
    )


def _value(solution: Solution, name: str) -> int:
    return next(stage.value for stage in solution.stages if stage.name == name)


def alternatives(instance: Instance, exchange: Names, most: int, box: Box) -> list[tuple[Id, Id, Cost]]:
    """Give the best other partners of those in an exchange, and what the round would lose by each.

    Of all swaps with somebody outside, those with the most points; as (who, with whom, cost).
    """
    weights = instance.weights
    place = {name: number for number, name in enumerate(instance.ids)}
    inside = {place[name] for name in exchange}
    found = [
        (weights[start, end] + weights[end, start], start, end)
        for start, end in weights
        if start in inside and end not in inside and (end, start) in weights
    ]
    best = sorted(found, key=lambda one: (-one[0], one[1], one[2]))[:most]
    made = []
    for _points, start, end in best:
        one, other = instance.ids[start], instance.ids[end]
        try:
            made.append((one, other, locking(instance, (one, other), box)))
        except LocksClash:
            continue
    return made
