"""Joint places: which offerings share which pools, and why only nested pools are taken.

Caps that are nested or apart (laminar) are a matroid, so the choice by one published order is substitutable: deferred
acceptance then ends in a stable outcome and nobody gains by another list (Fleiner, A fixed-point approach to stable
matchings, Math. Oper. Res. 28 (2003)). With crossing pools none of this holds, so they are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from opleiding.core.errors import Fault
from opleiding.core.market import Pool

DEEPEST: Final = 50


@dataclass(frozen=True, slots=True)
class Named:
    """A pool as it is written. members: ids of offerings and pools; at: its JSON pointer."""

    id: str
    places: int
    members: tuple[str, ...]
    at: str


@dataclass(slots=True)
class _Tree:
    faults: list[Fault]
    done: dict[str, frozenset[int]] = field(default_factory=dict)


def resolve(
    named: Sequence[Named], offerings: dict[str, int], claims: dict[int, tuple[str, str]], faults: list[Fault]
) -> tuple[Pool, ...]:
    """Give the pools with their offerings, innermost first; what is wrong is added to faults.

    offerings: id to index. claims: offering to the pool that it names itself, with the pointer of that name.
    """
    before = len(faults)
    by_id = {pool.id: pool for pool in named}
    for pool_id, at in claims.values():
        if pool_id not in by_id:
            faults.append(Fault(at, "unknown-pool", f'Pool "{pool_id}" is unknown. Add it to "pools", or give null.'))
    for pool in named:
        _check_members(pool, by_id, offerings, faults)
    if len(faults) > before:
        return ()
    names = {index: name for name, index in offerings.items()}
    by_id = {pool.id: pool if pool.members else _claimed(pool, claims, names) for pool in named}
    tree = _Tree(faults)
    leaves = {pool_id: _leaves(pool, by_id, offerings, (), tree) for pool_id, pool in by_id.items()}
    for offering, (pool_id, at) in claims.items():
        if offering not in leaves[pool_id]:
            words = f'Pool "{pool_id}" does not list this offering among its members.'
            faults.append(Fault(at, "not-a-member", words))
    pools = sorted(
        (Pool(pool.id, pool.places, leaves[pool.id]) for pool in named),
        key=lambda pool: (len(pool.offerings), pool.places, pool.id),
    )
    _check_laminar(
        pools, {pool.id: pool.at for pool in named}, {index: name for name, index in offerings.items()}, faults
    )
    return tuple(pools)


def _claimed(pool: Named, claims: dict[int, tuple[str, str]], names: dict[int, str]) -> Named:
    """Give a pool that lists no members the offerings that name it."""
    return replace(pool, members=tuple(names[one] for one, (pool_id, _at) in claims.items() if pool_id == pool.id))


def _check_members(pool: Named, by_id: dict[str, Named], offerings: dict[str, int], faults: list[Fault]) -> None:
    for number, member in enumerate(pool.members):
        at = f"{pool.at}/members/{number}"
        if member not in by_id and member not in offerings:
            faults.append(Fault(at, "unknown-member", f'"{member}" is not an offering and not a pool.'))
        elif member in pool.members[:number]:
            faults.append(Fault(at, "member-twice", f'"{member}" stands in this pool twice.'))


def _leaves(
    pool: Named, by_id: dict[str, Named], offerings: dict[str, int], above: tuple[str, ...], tree: _Tree
) -> frozenset[int]:
    """Give the offerings of a pool and of the pools in it."""
    if pool.id in tree.done:
        return tree.done[pool.id]
    found: set[int] = set()
    for number, member in enumerate(pool.members):
        at = f"{pool.at}/members/{number}"
        if member in (*above, pool.id):
            tree.faults.append(Fault(at, "pool-in-itself", f'Pool "{member}" would lie inside itself.'))
        elif len(above) == DEEPEST:
            tree.faults.append(Fault(at, "too-deep", f"More than {DEEPEST} pools lie inside each other."))
            break
        elif member in by_id:
            found |= _leaves(by_id[member], by_id, offerings, (*above, pool.id), tree)
        else:
            found.add(offerings[member])
    tree.done[pool.id] = frozenset(found)
    return tree.done[pool.id]


def _check_laminar(pools: Sequence[Pool], at: dict[str, str], names: dict[int, str], faults: list[Fault]) -> None:
    for one, other, shared in crossings({pool.id: pool.offerings for pool in pools}):
        faults.append(
            Fault(
                max(at[one], at[other]), "not-nested",
                f'Pools "{one}" and "{other}" share offering "{names[shared]}" and neither lies inside '
                "the other. Make them apart, or put one whole pool inside the other: only then is there "
                "always an outcome that nobody can contest.",
            )
        )  # fmt: skip


def crossings(pools: Mapping[str, frozenset[int]]) -> Iterator[tuple[str, str, int]]:
    """Give each two pools of which neither lies inside the other while they share something, with the first they share."""
    sized = sorted(pools, key=lambda name: len(pools[name]))
    for number, one in enumerate(sized):
        for other in sized[number + 1 :]:
            both = pools[one] & pools[other]
            if both and not pools[one] <= pools[other]:
                yield one, other, min(both)


def tree(pools: Mapping[str, frozenset[int]]) -> dict[str, str]:
    """Give in which pool each pool lies at once, "" where in none; of equal ones the earlier lies in the later.

    pools: none of them empty, and no two of them cross.
    """
    sized = sorted(pools, key=lambda name: len(pools[name]))
    return {
        one: next((other for other in sized[number + 1 :] if pools[one] <= pools[other]), "")
        for number, one in enumerate(sized)
    }
