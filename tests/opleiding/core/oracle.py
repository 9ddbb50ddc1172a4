"""The slow way: write down every outcome there is and keep those that nobody can contest. From the bundle alone."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from itertools import product
from typing import Any

Json = dict[str, Any]
Outcome = dict[str, str]


class Slow:
    """A bundle with a seed, read again without our reader."""

    def __init__(self, facts: Json) -> None:
        self.seed = bytes.fromhex(facts["lottery"]["seed"])
        self.many = facts.get("tie_breaking") == "multiple"
        self.lists = {one["id"]: one["preferences"] for one in facts["candidates"]}
        self.classes = {
            one["id"]: {name: rank for rank, group in enumerate(one["priorities"]) for name in group}
            for one in facts["offerings"]
        }
        self.places = {one["id"]: one["places"] for one in facts["offerings"]}
        self.caps = [(frozenset([name]), places) for name, places in self.places.items()]
        pools = {one["id"]: one for one in facts["pools"]}
        self.caps += [(self._leaves(name, pools), one["places"]) for name, one in pools.items()]

    def _leaves(self, name: str, pools: dict[str, Json]) -> frozenset[str]:
        if name not in pools:
            return frozenset([name])
        return frozenset().union(*(self._leaves(member, pools) for member in pools[name]["members"]))

    def key(self, c: str, o: str) -> tuple[Any, ...]:
        number = hmac.new(self.seed, (f"{o}|{c}" if self.many else c).encode(), hashlib.sha256).digest()
        return self.classes[o][c], number, c, o

    def options(self, c: str) -> int:
        """Give at how many offerings with places of their own somebody is admissible, whatever their pools hold."""
        return sum(c in who and self.places[o] > 0 for o, who in self.classes.items())

    def wanted(self, c: str) -> list[str]:
        return [o for o in self.lists[c] if c in self.classes[o]]

    def outcomes(self) -> Iterator[Outcome]:
        """Give every outcome that places and pools allow."""
        people = list(self.lists)
        for choice in product(*([None, *self.wanted(c)] for c in people)):
            placed = {c: o for c, o in zip(people, choice, strict=True) if o is not None}
            if all(sum(o in within for o in placed.values()) <= cap for within, cap in self.caps):
                yield placed

    def contested(self, placed: Outcome, *, weakly: bool = False) -> bool:
        """Tell whether somebody could say: I want to be there, and I go before who is there, or there is room."""
        for c in self.lists:
            for o in self.wanted(c):
                if placed.get(c) == o:
                    break
                if self._would_take(placed, c, o, weakly=weakly):
                    return True
        return False

    def _would_take(self, placed: Outcome, c: str, o: str, *, weakly: bool) -> bool:
        """Add the pair; take the best that fits, one by one; is the pair among them?

        weakly: all that now have a place go before this one where they are in the same class.
        """
        there = [(self.key(d, p), p, d) for d, p in placed.items()]
        mine = self.key(c, o)
        before = [(p, d) for key, p, d in there if (key[0] <= mine[0] if weakly else key < mine)]
        taken: list[str] = []
        for p, _d in sorted(before):
            if self._fits([*taken, p]):
                taken.append(p)
        return self._fits([*taken, o])

    def _fits(self, where: list[str]) -> bool:
        return all(sum(o in within for o in where) <= cap for within, cap in self.caps)

    def stable(self) -> list[Outcome]:
        return [placed for placed in self.outcomes() if not self.contested(placed)]

    def rank(self, c: str, placed: Outcome) -> int:
        """Give how far down the list somebody is; unplaced is the end."""
        return self.lists[c].index(placed[c]) if c in placed else len(self.lists[c])

    def best(self) -> Outcome:
        """Give the stable outcome that is best for every candidate at once. Raises where there is none."""
        return self._extreme(min)

    def worst(self) -> Outcome:
        return self._extreme(max)

    def _extreme(self, pick: Any) -> Outcome:
        found = self.stable()
        target = {c: pick(self.rank(c, placed) for placed in found) for c in self.lists}
        return next(placed for placed in found if all(self.rank(c, placed) == target[c] for c in self.lists))

    def most(self) -> int:
        """Give the most people that a weakly stable outcome places."""
        return max(len(placed) for placed in self.outcomes() if not self.contested(placed, weakly=True))
