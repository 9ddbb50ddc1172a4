"""Your chance: what many other lotteries would have given with the same lists.

Many lotteries are solved side by side with NumPy. Everybody who has no place asks the next choice that could still take
them; every set of places that holds too many keeps its best. A cutoff only ever rises, so who fell below it once never
asks there again. In the end this is deferred acceptance for each lottery.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from opleiding.core.lottery import ordered
from opleiding.core.market import NOWHERE, Market
from opleiding.core.matching import solve

CELLS: Final = 2_000_000

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def chances(market: Market, *, lotteries: int, rng: np.random.Generator) -> tuple[dict[int, float], ...]:
    """Give per candidate, offering to the part of the lotteries that placed the candidate there.

    Without numbers of its own: only classes, lists and places count. NOWHERE is left out; it is what is missing to 1.
    """
    counts = np.zeros((len(market.candidates), len(market.offerings) + 1), dtype=np.int64)
    if market.candidates and market.mode == "candidate_optimal":
        many = _Many(market)
        batch = max(1, CELLS // (len(market.candidates) * many.lists.shape[1]))
        for begin in range(0, lotteries, batch):
            many.add(counts, min(batch, lotteries - begin), rng)
    elif market.candidates:
        _one_by_one(market, counts, lotteries, rng)
    return tuple([{int(choice): int(row[choice]) / lotteries for choice in np.flatnonzero(row[:-1])} for row in counts])


def _one_by_one(market: Market, counts: Ints, lotteries: int, rng: np.random.Generator) -> None:
    """Solve each lottery as the round itself is solved: for modes in which cutoffs are not all there is."""
    single = replace(market, tie_breaking="single")
    options = market.options() if market.mode == "most_places" else (0,) * len(market.candidates)
    people = np.arange(len(market.candidates))
    for _lottery in range(lotteries):
        by_turn = rng.permutation(len(people)).tolist()
        by_turn.sort(key=options.__getitem__)
        counts[people, list(solve(single, ordered(single, by_turn)).placed)] += 1


class _Many:
    """A market as arrays. lists: candidates x ranks, the offering or NOWHERE; ranks: the class there."""

    def __init__(self, market: Market) -> None:
        self.single = market.tie_breaking == "single"
        allowed = [
            [choice for choice in choices if person in market.classes[choice]]
            for person, choices in enumerate(market.preferences)
        ]
        length = max(1, max(map(len, allowed), default=0)) + 1
        self.lists = np.full((len(allowed), length), NOWHERE, dtype=np.int64)
        self.classes = np.zeros((len(allowed), length))
        for person, choices in enumerate(allowed):
            self.lists[person, : len(choices)] = choices
            self.classes[person, : len(choices)] = [market.classes[choice][person] for choice in choices]
        self.caps = np.array([*market.places, *(pool.places for pool in market.pools)], dtype=np.int64)
        self.levels = self._levels(market)

    def _levels(self, market: Market) -> list[Ints]:
        """Give, innermost first, per offering the set of places it is in, or NOWHERE; NOWHERE's own place is last."""
        count = len(market.offerings)
        levels = [np.append(np.arange(count), NOWHERE)]
        for number, pool in enumerate(market.pools):
            level = np.full(count + 1, NOWHERE)
            level[list(pool.offerings)] = count + number
            levels.append(level)
        return levels

    def add(self, counts: Ints, lotteries: int, rng: np.random.Generator) -> None:
        """Solve some lotteries and count who is where."""
        people, length = self.lists.shape
        draws = rng.random((lotteries, people, 1 if self.single else length))
        keys = self.classes + draws
        at = np.zeros((lotteries, people), dtype=np.int64)
        cutoffs = np.full((lotteries, len(self.caps)), np.inf)
        asking = np.ones((lotteries, people), dtype=bool)
        while asking.any():
            self._pass_over(at, asking, keys, cutoffs)
            asking = np.zeros_like(asking)
            for level in self.levels:
                asking |= self._keep_the_best(level, at, asking, keys, cutoffs)
        placed = np.take_along_axis(self.lists[None], at[:, :, None], axis=2)[:, :, 0]
        np.add.at(counts, (np.broadcast_to(np.arange(people), placed.shape), placed), 1)

    def _pass_over(self, at: Ints, asking: NDArray[np.bool_], keys: Floats, cutoffs: Floats) -> None:
        """Move everybody who asks to the first choice from here on that may still take them."""
        run, person = np.nonzero(asking)
        while len(run):
            choice = self.lists[person, at[run, person]]
            key = keys[run, person, at[run, person] % keys.shape[2]]
            out = np.zeros(len(run), dtype=bool)
            for level in self.levels:
                within = level[choice]
                out |= (within != NOWHERE) & (key >= cutoffs[run, within])
            run, person = run[out], person[out]
            at[run, person] += 1

    def _keep_the_best(
        self, level: Ints, at: Ints, out: NDArray[np.bool_], keys: Floats, cutoffs: Floats
    ) -> NDArray[np.bool_]:
        """Give who falls out of a set that holds too many, and lower its cutoff to the first of them."""
        people = np.arange(at.shape[1])
        within = level[self.lists[people, at]]
        within[out] = NOWHERE
        buckets = np.arange(len(at))[:, None] * len(self.caps) + within
        held = np.bincount(buckets[within != NOWHERE], minlength=cutoffs.size)
        too_many = held > np.tile(self.caps, len(at))
        run, person = np.nonzero((within != NOWHERE) & too_many[buckets])
        found = np.zeros_like(out)
        if not len(run):
            return found
        key = keys[run, person, at[run, person] % keys.shape[2]]
        bucket = buckets[run, person]
        order = np.lexsort((key, bucket))
        run, person, key, bucket = run[order], person[order], key[order], bucket[order]
        begins = np.flatnonzero(np.append(True, bucket[1:] != bucket[:-1]))
        place = np.arange(len(bucket)) - np.repeat(begins, np.diff(np.append(begins, len(bucket))))
        caps = self.caps[bucket % len(self.caps)]
        first = place == caps
        cutoffs.reshape(-1)[bucket[first]] = key[first]
        found[run[place >= caps], person[place >= caps]] = True
        return found
