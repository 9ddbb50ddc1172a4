"""Who is placed where: deferred acceptance, asked by the candidates.

Every candidate asks the first choice. An offering keeps the best who asked, by class and number, as far as places and
pools allow; who is not kept asks the next choice. The outcome is the best one for every candidate that nobody can
contest, and telling the truth is best (Gale & Shapley 1962; with nested pools Fleiner 2003). In the mode `most_places`
who reaches the end of the list asks again from the top, now before the others of the same class (Kiraly, Linear time
local approximation algorithm for maximum stable marriage, Algorithms 6 (2013)); up to PROMOTIONS times. That places
more people, two thirds of the most at the least, and then telling the truth is no longer always best: a round has to
declare it.
"""

from __future__ import annotations

from heapq import heappop, heappush, heapreplace
from typing import Final

from opleiding.core import offering_side
from opleiding.core.lottery import Order, draw, order
from opleiding.core.market import NOWHERE, Market, Matching

PROMOTIONS: Final = 2


def solve(market: Market, by: Order | None = None) -> Matching:
    """Give the outcome of a market in its own mode. by: the order to use; absent, it is drawn.

    Cost: the sum of the lengths of the lists, times the logarithm of the places.
    """
    by = by or order(market, draw(market))
    if market.mode == "offering_optimal":
        return Matching(offering_side.solve(market, by), (0,) * len(market.candidates))
    if market.pools or market.mode == "most_places":
        return _Asking(market, by, PROMOTIONS if market.mode == "most_places" else 0).run()
    return Matching(_plain(market, by), (0,) * len(market.candidates))


def _plain(market: Market, by: Order) -> tuple[int, ...]:
    """Solve without pools and promotions: one heap an offering, its worst candidate on top."""
    keys, holders, span, places = by.keys, by.holders, by.span, market.places
    left = [iter(choices) for choices in market.preferences]
    kept: list[list[int]] = [[] for _place in places]
    for first in range(len(left)):
        asking = first
        while asking >= 0:
            for choice in left[asking]:
                key = keys[choice].get(asking)
                if key is None:
                    continue
                heap = kept[choice]
                if len(heap) < places[choice]:
                    heappush(heap, -key)
                    asking = NOWHERE
                    break
                if heap and -heap[0] > key:
                    asking = holders[-heapreplace(heap, -key) % span]
                    break
            else:
                asking = NOWHERE
    placed = [NOWHERE] * len(left)
    for choice, heap in enumerate(kept):
        for key in heap:
            placed[holders[-key % span]] = choice
    return tuple(placed)


class _Asking:
    """The same with pools and promotions. A set of places is an offering or a pool; the innermost full one decides."""

    def __init__(self, market: Market, by: Order, promotions: int) -> None:
        self.market, self.by, self.promotions = market, by, promotions
        count = len(market.offerings)
        self.caps = [*market.places, *(pool.places for pool in market.pools)]
        inside = {id(pool): count + number for number, pool in enumerate(market.pools)}
        self.sets = [(one, *(inside[id(pool)] for pool in market.chain(one))) for one in range(count)]
        self.used = [0] * len(self.caps)
        self.worst: list[list[int]] = [[] for _cap in self.caps]
        self.held: dict[int, int] = {}
        self.placed = [NOWHERE] * len(market.candidates)
        self.promoted = [0] * len(market.candidates)

    def run(self) -> Matching:
        """Let everybody ask until nobody has anything left to ask."""
        left = [iter(choices) for choices in self.market.preferences]
        for first in range(len(left)):
            asking = first
            while asking >= 0:
                choice = next(left[asking], None)
                if choice is not None:
                    asking = self._ask(asking, choice)
                elif self.promoted[asking] < self.promotions:
                    self.promoted[asking] += 1
                    left[asking] = iter(self.market.preferences[asking])
                else:
                    asking = NOWHERE
        return Matching(tuple(self.placed), tuple(self.promoted))

    def _ask(self, person: int, choice: int) -> int:
        """Give who is without a place after this question: nobody, the person, or somebody else."""
        key = self.by.keys[choice].get(person)
        if key is None:
            return person
        rank, turn = divmod(key, self.by.span)
        steps = self.promotions + 1
        key = (rank * steps + self.promotions - self.promoted[person]) * self.by.span + turn
        ticket = key * len(self.market.offerings) + choice
        self.held[ticket] = person
        self.placed[person] = choice
        full = None
        for one in self.sets[choice]:
            self.used[one] += 1
            heappush(self.worst[one], -ticket)
            if full is None and self.used[one] > self.caps[one]:
                full = one
        return NOWHERE if full is None else self._send_away(full)

    def _send_away(self, full: int) -> int:
        heap = self.worst[full]
        while -heap[0] not in self.held:
            heappop(heap)
        ticket = -heappop(heap)
        person = self.held.pop(ticket)
        self.placed[person] = NOWHERE
        for one in self.sets[ticket % len(self.market.offerings)]:
            self.used[one] -= 1
        return person
