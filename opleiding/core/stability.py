"""Check an outcome without solving it: does it fit, who could contest it, and what was the last number that got in.

Shares nothing with the solvers. A candidate and an offering block an outcome when the candidate prefers the offering
to the own place, and the offering has room in all its pools or holds somebody, inside the smallest of its full pools,
who goes after the candidate.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from opleiding.core.lottery import Order
from opleiding.core.market import NOWHERE, Market, Matching

Goes = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The last who got in where all is full: who goes before this one gets in. offering: where in the pool this is.

    rank: class from 0. promotions: in mode `most_places`. With no places at all the rank is NOWHERE and nobody gets in.
    """

    candidate: int
    offering: int
    rank: int
    promotions: int
    turn: int


def goes(market: Market, by: Order, matching: Matching, candidate: int, offering: int) -> Goes | None:
    """Give by what a candidate is compared at an offering, lower first: class, promotions, turn, offering."""
    key = by.keys[offering].get(candidate)
    if key is None:
        return None
    rank, turn = divmod(key, by.span)
    return rank, -matching.promotions[candidate], turn, offering


def misfits(market: Market, matching: Matching) -> list[str]:
    """Give what makes an outcome impossible, a sentence each: a place not asked for, not allowed, or not there."""
    found = []
    for person, choice in enumerate(matching.placed):
        if choice != NOWHERE and (choice not in market.preferences[person] or person not in market.classes[choice]):
            found.append(f"{market.candidates[person]} cannot be placed at {market.offerings[choice]}")
    used = Counter(matching.placed)
    found += [f"{name} has too many" for n, name in enumerate(market.offerings) if used[n] > market.places[n]]
    return found + [
        f"pool {pool.id} has too many" for pool in market.pools if sum(used[n] for n in pool.offerings) > pool.places
    ]


def cutoffs(market: Market, by: Order, matching: Matching) -> tuple[Cutoff | None, ...]:
    """Give per offering the cutoff, or None where there was room for more."""
    inside: list[list[tuple[Goes, int]]] = [[] for _offering in market.offerings]
    for person, choice in enumerate(matching.placed):
        if choice != NOWHERE:
            found = goes(market, by, matching, person, choice)
            assert found is not None
            inside[choice].append((found, person))
    return tuple([_cutoff(market, inside, offering) for offering in range(len(market.offerings))])


def blocking_pairs(market: Market, by: Order, matching: Matching, *, weakly: bool = False) -> list[tuple[int, int]]:
    """Give every candidate and offering that would both rather have each other.

    weakly: only by class, as if nobody had a number.
    """
    last = cutoffs(market, by, matching)
    found = []
    for person, choices in enumerate(market.preferences):
        for choice in choices:
            if choice == matching.placed[person]:
                break
            own = goes(market, by, matching, person, choice)
            if own is not None and gets_in(own, last[choice], weakly=weakly):
                found.append((person, choice))
    return found


def gets_in(own: Goes, cutoff: Cutoff | None, *, weakly: bool = False) -> bool:
    """Tell whether somebody who goes like this would have been kept."""
    if cutoff is None:
        return True
    if weakly:
        return own[0] < cutoff.rank
    return own < (cutoff.rank, -cutoff.promotions, cutoff.turn, cutoff.offering)


def _cutoff(market: Market, inside: list[list[tuple[Goes, int]]], offering: int) -> Cutoff | None:
    here = {offering}
    full = len(inside[offering]) >= market.places[offering]
    for pool in market.chain(offering):
        if full:
            break
        here = set(pool.offerings)
        full = sum(len(inside[one]) for one in here) >= pool.places
    if not full:
        return None
    kept = [entry for one in here for entry in inside[one]]
    if not kept:
        return Cutoff(NOWHERE, offering, NOWHERE, 0, NOWHERE)
    (rank, minus, turn, where), person = max(kept)
    return Cutoff(person, where, rank, -minus, turn)
