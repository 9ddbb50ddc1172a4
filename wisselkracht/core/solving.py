"""Find the best exchanges of an instance, with a proof a stage, or the best that time allows with its gap."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wisselkracht.core import part
from wisselkracht.core.columns import Columns, columns_of, components, limits_of
from wisselkracht.core.errors import LocksClash
from wisselkracht.core.exchanges import Path, listed
from wisselkracht.core.instance import Instance
from wisselkracht.core.lottery import order
from wisselkracht.core.objectives import WORST, named, names_of, stages_of, value_of
from wisselkracht.core.part import OPEN, Outcome

OPTIMAL: Final = "optimal"
FEASIBLE: Final = "feasible"
INFEASIBLE: Final = "infeasible"
FOREVER: Final = 1e9


@dataclass(frozen=True, slots=True)
class Exchange:
    """Vertices in order: each gives to the next, and in a cycle the last to the first."""

    vertices: Path
    chain: bool


@dataclass(frozen=True, slots=True)
class PartProof:
    """How the stages of one part ended, over rows of the instance: its vertices first and then its groups."""

    rows: tuple[int, ...]
    vertices: int
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class StageResult:
    """A stage over the whole instance. value: reached. bound: no choice reaches more; None where nothing is known."""

    name: str
    value: int
    bound: int | None

    @property
    def closed(self) -> bool:
        """Is the value the best there is?"""
        return self.bound == self.value


@dataclass(frozen=True, slots=True)
class Solution:
    """The exchanges of an instance and what is known of them. status: OPTIMAL when every stage is closed."""

    instance: Instance
    objective: str
    longest_cycle: int
    longest_chain: int
    seed: bytes
    status: str
    exchanges: tuple[Exchange, ...]
    stages: tuple[StageResult, ...]
    parts: tuple[PartProof, ...]
    counts: tuple[int, int]


def solve(
    instance: Instance,
    *,
    objective: str = "count",
    longest_cycle: int = 3,
    longest_chain: int = 0,
    seed: bytes = b"",
    time_limit: float | None = None,
    clock: Callable[[], float] = lambda: 0.0,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Solution:
    """Give the best exchanges: locks first, then the stages of the objective in their order.

    longest_cycle, longest_chain: in vertices, the altruist of a chain included; below 2 there are none. seed: decides
    between what is equally good. time_limit: seconds by the clock, or None for as long as it takes. tell: hears after
    each part how many of how many possible exchanges are dealt with.
    Raises LocksClash where the locked exchanges are none or cannot all be kept, and TooManyExchanges.
    """
    end = math.inf if time_limit is None else clock() + time_limit

    def left() -> float:
        return min(end - clock(), FOREVER)

    met = order(instance.ids, seed)
    shuffled = instance.reordered(met)
    locked = _locked(shuffled, longest_cycle, longest_chain)
    cycles, chains = listed(shuffled, longest_cycle=longest_cycle, longest_chain=longest_chain)
    names = names_of(objective, instance)
    stages = stages_of(shuffled, [*cycles, *chains], len(chains), names, seed)
    limits = limits_of(shuffled, [lock.vertices for lock in locked])
    columns = columns_of(shuffled, cycles, chains, stages, limits)
    chosen, proofs = _parts(columns, len(shuffled), left, tell)
    found = [*locked, *chosen]
    values = _values(shuffled, names, found, seed)
    fixed = _values(shuffled, names, locked, seed)
    results = tuple(
        StageResult(name, values[number], _bound(name, number, fixed[number], values[number], proofs))
        for number, name in enumerate(names)
    )
    back = [Exchange(tuple(met[vertex] for vertex in each.vertices), each.chain) for each in found]
    place = {name: number for number, name in enumerate(instance.ids)}
    return Solution(
        instance, objective, longest_cycle, longest_chain, seed,
        OPTIMAL if all(result.closed for result in results) else FEASIBLE,
        tuple(sorted((_turned(instance, each, place) for each in back), key=lambda each: (each.chain, each.vertices))),
        results,
        tuple(_moved(proof, met, len(instance)) for proof in proofs),
        (len(cycles), len(chains)),
    )  # fmt: skip


def _turned(instance: Instance, exchange: Exchange, place: dict[int | str, int]) -> Exchange:
    return Exchange(tuple(place[name] for name in named(instance, exchange.vertices, exchange.chain)), exchange.chain)


def _locked(instance: Instance, longest_cycle: int, longest_chain: int) -> list[Exchange]:
    """Give the locked exchanges. Raises LocksClash at the first that is none, or does not fit beside those before it."""
    weights = instance.weights
    kept: list[Exchange] = []
    for lock in instance.locks:
        chain = lock[0] in instance.altruistic
        most = longest_chain if chain else longest_cycle
        ends = lock[1:] if chain else (*lock[1:], lock[0])
        real = len(lock) <= most and all(arc in weights for arc in zip(lock, ends, strict=False))
        kept.append(Exchange(lock, chain))
        if not real or len(set(lock)) < len(lock) or (limits_of(instance, [each.vertices for each in kept]) < 0).any():
            raise LocksClash(tuple(instance.names(lock)))
    return kept


def _parts(
    columns: Columns, vertices: int, left: Callable[[], float], tell: Callable[[int, int], None]
) -> tuple[list[Exchange], list[PartProof]]:
    chosen: list[Exchange] = []
    proofs: list[PartProof] = []
    done = 0
    for own in sorted(components(columns), key=len):
        tell(done, len(columns.paths))
        done += len(own)
        small = columns.only(own)
        rows = np.unique(small.uses.indices)
        local = Columns(
            small.paths, small.chains, small.uses[rows], small.limits[rows], int((rows < vertices).sum()), small.stages
        )
        paths, outcomes = part.solve(local, left)
        kinds = dict(zip(small.paths, range(len(small.paths)), strict=True))
        chosen += [Exchange(path, kinds[path] in small.chains) for path in paths]
        proofs.append(PartProof(tuple(rows.tolist()), vertices, tuple(outcomes)))
    return chosen, proofs


def _values(instance: Instance, names: Sequence[str], chosen: Sequence[Exchange], seed: bytes) -> list[int]:
    """Give what a choice is worth by every stage."""
    weights = instance.weights
    values = []
    for name in names:
        each = [value_of(name, instance, weights, one.vertices, chain=one.chain, seed=seed) for one in chosen]
        values.append(min(each, default=0) if name == WORST else sum(each))
    return values


def _bound(name: str, number: int, fixed: int, value: int, proofs: Sequence[PartProof]) -> int | None:
    """Add up the bounds of a stage over the parts: there is one where every earlier stage is closed in every part.

    fixed: what the locks are worth. For the worst-off the bound is known once every part is closed.
    """
    for proof in proofs:
        if len(proof.outcomes) <= number or any(outcome.closed == OPEN for outcome in proof.outcomes[:number]):
            return None
    bounds = [proof.outcomes[number].bound for proof in proofs]
    known = [bound for bound in bounds if bound is not None]
    if len(known) < len(bounds):
        return None
    if name == WORST:
        return value if all(proof.outcomes[number].closed != OPEN for proof in proofs) else None
    return fixed + sum(known)


def _moved(proof: PartProof, met: Sequence[int], vertices: int) -> PartProof:
    """Give a proof over the vertices of the instance as it was given."""
    rows = tuple(met[row] if row < vertices else row for row in proof.rows)
    return PartProof(rows, vertices, proof.outcomes)
