"""Solve again after a veto: what was accepted stays, and of the rest as little changes as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from wisselkracht.core.instance import Id, Instance
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
    changed = asked_again(solution.instance, refused=refused, accepted=accepted, proposed=_names(solution))
    found = solve(
        changed, objective="again", longest_cycle=solution.longest_cycle, longest_chain=solution.longest_chain,
        seed=solution.seed, time_limit=time_limit, clock=clock,
    )  # fmt: skip
    return found, difference(_names(solution), _names(found))


def asked_again(
    instance: Instance,
    *,
    refused: Iterable[tuple[Id, Id]],
    accepted: Iterable[Names],
    proposed: Iterable[Names],
    left: Iterable[Id] = (),
) -> Instance:
    """Give the instance that is solved after a veto. left: who is not there any more, and goes nowhere."""
    place = {name: number for number, name in enumerate(instance.ids)}
    barred = {(place[one], place[other]) for one, other in refused}
    gone = {place[name] for name in left}
    return replace(
        instance,
        arcs=tuple(arc for arc in instance.arcs if arc[:2] not in barred and not gone & {*arc[:2]}),
        locks=tuple(sorted(tuple(place[name] for name in each) for each in accepted)),
        proposed=tuple(sorted(tuple(place[name] for name in each) for each in proposed)),
    )


def difference(before: Iterable[Names], now: Iterable[Names]) -> Difference:
    """Give what changed between two choices; every exchange begins with its first name."""
    old, new = list(before), list(now)
    return Difference(
        tuple(each for each in new if each in old),
        tuple(each for each in old if each not in new),
        tuple(each for each in new if each not in old),
    )


def _names(solution: Solution) -> list[Names]:
    return [_of(solution, each) for each in solution.exchanges]


def _of(solution: Solution, exchange: Exchange) -> Names:
    return tuple(solution.instance.names(exchange.vertices))
