"""Who sits at which table in which round: mixed tables, and as many different people met as possible."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from beraad.core.errors import CannotSeat

# Prices of the search: a member too many at a table, beyond one more than the group in small, outweighs meetings.
UNBALANCED: Final = 50.0
REPEATED: Final = 1.0
WARM: Final = 1.2
COLD: Final = 0.05


@dataclass(frozen=True, slots=True)
class Plan:
    """A seating plan. rounds: per round, per table, the members as numbers in ascending order.

    pairs: how many different pairs meet at least once. bound: no plan can have more.
    deviation: the largest difference, over rounds, tables and values, between how many members with a value sit at
    a table and how many would if it were the group in small.
    """

    rounds: tuple[tuple[tuple[int, ...], ...], ...]
    pairs: int
    bound: int
    deviation: float


def seat(
    profiles: Sequence[Sequence[str]], *, tables: int, rounds: int, rng: random.Random, effort: int = 2_500
) -> Plan:
    """Seat members in mixed tables over some rounds.

    profiles: per member its value of each feature to mix on; all of one length. Tables differ by one member at most.
    Simulated annealing by swaps of two members in one round: balance weighs heaviest, then different pairs. The plan
    is good, not proven best; `bound` says how far from best it can be at most. effort: steps a seat and round, of some
    10 microseconds each. Raises CannotSeat without a table, a round, or two members for every table.
    """
    if tables < 1 or rounds < 1 or len(profiles) < 2 * tables:
        raise CannotSeat(members=len(profiles), tables=tables, rounds=rounds)
    search = _Search(profiles, table_sizes(len(profiles), tables), rounds, rng)
    if tables > 1:
        search.run(effort * len(profiles) * rounds)
    return search.plan()


def table_sizes(members: int, tables: int) -> list[int]:
    """Give the sizes of tables: as equal as can be, the larger ones first."""
    least, more = divmod(members, tables)
    return [least + (number < more) for number in range(tables)]


def bound_on_pairs(sizes: Sequence[int], rounds: int) -> int:
    """Give a number of different pairs that no plan exceeds.

    A round makes so many pairs. In every later round a table of s members draws from t tables of the first round,
    so at least the pairs of s members spread evenly over t tables meet again. And there are only so many pairs.
    """
    members, tables = sum(sizes), len(sizes)
    a_round = sum(math.comb(size, 2) for size in sizes)
    again = sum(math.comb(part, 2) for size in sizes for part in table_sizes(size, tables))
    return min(math.comb(members, 2), rounds * a_round - (rounds - 1) * again)


def pairs_met(rounds: Sequence[Sequence[Sequence[int]]]) -> int:
    """Count the different pairs that sit at one table in some round."""
    return len({pair for tables in rounds for table in tables for pair in combinations(sorted(table), 2)})


def worst_deviation(profiles: Sequence[Sequence[str]], rounds: Sequence[Sequence[Sequence[int]]]) -> float:
    """Give the largest difference between a table and the group in small, in members."""
    total = Counter((feature, value) for profile in profiles for feature, value in enumerate(profile))
    worst = 0.0
    for table in (table for tables in rounds for table in tables):
        here = Counter((feature, value) for member in table for feature, value in enumerate(profiles[member]))
        share = len(table) / len(profiles)
        worst = max([worst, *(abs(here[value] - number * share) for value, number in total.items())])
    return worst


class _Search:
    """One search. seats[round][table]: members. met[a][b]: in how many rounds a and b sit together."""

    def __init__(self, profiles: Sequence[Sequence[str]], sizes: list[int], rounds: int, rng: random.Random) -> None:
        self.profiles, self.sizes, self.rng = profiles, sizes, rng
        values = sorted({(feature, value) for profile in profiles for feature, value in enumerate(profile)})
        number = {value: place for place, value in enumerate(values)}
        self.codes = [[number[pair] for pair in enumerate(profile)] for profile in profiles]
        total = Counter(code for codes in self.codes for code in codes)
        self.price = [[_price(total[code], size, len(profiles)) for code in range(len(values))] for size in sizes]
        self.seats = [self._dealt() for _round in range(rounds)]
        self.met = [[0] * len(profiles) for _member in profiles]
        self.counts = [[[0] * len(values) for _size in sizes] for _round in range(rounds)]
        for place, tables in enumerate(self.seats):
            for table, members in enumerate(tables):
                for member in members:
                    for code in self.codes[member]:
                        self.counts[place][table][code] += 1
                for one, other in combinations(members, 2):
                    self.met[one][other] += 1
                    self.met[other][one] += 1

    def _dealt(self) -> list[list[int]]:
        """Deal a round like cards, people who are alike one after the other."""
        order = sorted(range(len(self.profiles)), key=lambda member: (self.codes[member], self.rng.random()))
        tables: list[list[int]] = [[] for _size in self.sizes]
        for place, member in enumerate(order):
            tables[place % len(tables)].append(member)
        return tables

    def run(self, steps: int) -> None:
        rng, tables = self.rng, len(self.sizes)
        for step in range(steps):
            warmth = WARM * (COLD / WARM) ** (step / steps)
            place = rng.randrange(len(self.seats))
            table = rng.randrange(tables)
            other = (table + rng.randrange(1, tables)) % tables
            here, there = self.seats[place][table], self.seats[place][other]
            one, two = rng.randrange(len(here)), rng.randrange(len(there))
            change = self._change(place, (table, other), here[one], there[two])
            if change <= 0 or rng.random() < math.exp(-change / warmth):
                self._swap(place, (table, other), one, two)

    def _change(self, place: int, tables: tuple[int, int], leaves: int, comes: int) -> float:
        """Give what it would cost if two members of two tables changed seats."""
        here, there = (self.seats[place][table] for table in tables)
        of_one, of_two = self.met[leaves], self.met[comes]
        pairs = 0
        for member in here:
            if member != leaves:
                pairs += (of_two[member] == 0) - (of_one[member] == 1)
        for member in there:
            if member != comes:
                pairs += (of_one[member] == 0) - (of_two[member] == 1)
        cost = -REPEATED * pairs
        for table, gone, come in ((tables[0], leaves, comes), (tables[1], comes, leaves)):
            counts, price = self.counts[place][table], self.price[table]
            for old, new in zip(self.codes[gone], self.codes[come], strict=True):
                if old != new:
                    cost += price[old][counts[old] - 1] - price[old][counts[old]]
                    cost += price[new][counts[new] + 1] - price[new][counts[new]]
        return cost

    def _swap(self, place: int, tables: tuple[int, int], one: int, two: int) -> None:
        here, there = (self.seats[place][table] for table in tables)
        leaves, comes = here[one], there[two]
        for group, gone, come in ((here, leaves, comes), (there, comes, leaves)):
            for member in group:
                if member != gone:
                    self.met[gone][member] -= 1
                    self.met[member][gone] -= 1
                    self.met[come][member] += 1
                    self.met[member][come] += 1
        for table, gone, come in ((tables[0], leaves, comes), (tables[1], comes, leaves)):
            for old, new in zip(self.codes[gone], self.codes[come], strict=True):
                self.counts[place][table][old] -= 1
                self.counts[place][table][new] += 1
        here[one], there[two] = comes, leaves

    def plan(self) -> Plan:
        rounds = tuple(tuple(tuple(sorted(members)) for members in tables) for tables in self.seats)
        return Plan(
            rounds=rounds,
            pairs=pairs_met(rounds),
            bound=bound_on_pairs(self.sizes, len(rounds)),
            deviation=worst_deviation(self.profiles, rounds),
        )


def _price(total: int, size: int, members: int) -> list[float]:
    """Give, per number of members with a value at a table, what that costs."""
    share = total * size / members
    return [UNBALANCED * max(0.0, abs(count - share) - 1) for count in range(size + 2)]
