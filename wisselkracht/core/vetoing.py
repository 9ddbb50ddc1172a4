"""Solve again after a veto: what was accepted stays, and of the rest as little changes as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from wisselkracht.core.instance import Id
from wisselkracht.core.solving import Exchange, Solution, solve

Names = tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed, as ids in order: what stays, what goes, what comes."""

    kept: tuple[Names, ...]
    gone: tuple[Names, ...]
    new: tuple[Names, ...]


def after(
    solution: Solution,
    *,
    refused: Iterable[tuple[Id, Id]],
    accepted: Iterable[Names],
    time_limit: float | None = None,
    clock: Callable[[], float] = lambda: 0.0,
) -> tuple[Solution, Difference]:
    """Give the new best exchanges and the difference.

    refused: who may not take over from whom. accepted: exchanges that stay, whatever it costs. Of the choices with the
    most teachers the one is taken that keeps the most of what was proposed; the other stages come after that.
    Raises LocksClash where an accepted exchange was refused.
    """
    instance = solution.instance
    place = {name: number for number, name in enumerate(instance.ids)}
    barred = {(place[one], place[other]) for one, other in refused}
    changed = replace(
        instance,
        arcs=tuple(arc for arc in instance.arcs if arc[:2] not in barred),
        locks=tuple(sorted(tuple(place[name] for name in each) for each in accepted)),
        proposed=tuple(each.vertices for each in solution.exchanges),
    )
    found = solve(
        changed, objective="again", longest_cycle=solution.longest_cycle, longest_chain=solution.longest_chain,
        seed=solution.seed, time_limit=time_limit, clock=clock,
    )  # fmt: skip
    before, now = _names(solution), _names(found)
    return found, Difference(
        tuple(each for each in now if each in before),
        tuple(each for each in before if each not in now),
        tuple(each for each in now if each not in before),
    )


def _names(solution: Solution) -> list[Names]:
    return [_of(solution, each) for each in solution.exchanges]


def _of(solution: Solution, exchange: Exchange) -> Names:
    return tuple(solution.instance.names(exchange.vertices))
