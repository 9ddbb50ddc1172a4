"""Who sits at which table in which round: mixed tables, and as many different people met as possible."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from beraad.core.errors import CannotSeat, RulesClash
from beraad.core.tables import (
    Group,
    Rounds,
    Rules,
    bound_on_pairs,
    broken,
    groups,
    pairs_met,
    table_sizes,
    worst_deviation,
)

# Prices of the search. A member too many at a table, beyond one more than the group in small, outweighs meetings;
# somebody who would have to change tables outweighs balance; a rule outweighs all.
BROKEN: Final = 1e6
AWAY: Final = 1e4
UNBALANCED: Final = 50.0
REPEATED: Final = 1.0
WARM: Final = 1.2
COLD: Final = 0.05
TOLD: Final = 50

Seats = list[list[list[int]]]
# How far the search is: done, total. It stops the search by raising.
Tell = Callable[[int, int], None]


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


def measured(profiles: Sequence[Sequence[str]], rounds: Rounds, rules: Rules | None = None) -> Plan:
    """Give a plan with what it is worth. A rule that it breaks itself does not make the bound lower."""
    kept = rules if rules and not broken(rounds, rules) else None
    return Plan(
        rounds=tuple(tuple(tuple(sorted(table)) for table in tables) for tables in rounds),
        pairs=pairs_met(rounds),
        bound=bound_on_pairs(rounds, kept),
        deviation=worst_deviation(profiles, rounds),
    )


def _quiet(_done: int, _total: int) -> None:
    """Tell nobody."""


def seat(
    profiles: Sequence[Sequence[str]],
    *,
    tables: int,
    rounds: int,
    rng: random.Random,
    effort: int = 2_500,
    rules: Rules | None = None,
    tell: Tell = _quiet,
) -> Plan:
    """Seat members in mixed tables over some rounds.

    profiles: per member its value of each feature to mix on; all of one length. Tables differ by one member at most.
    Simulated annealing by swaps of members, or of a group that stays together with as many others, in one round:
    balance weighs heaviest, then different pairs. The plan is good, not proven best; `bound` says how far from best
    it can be at most. effort: steps a seat and round, of some 10 microseconds each. Raises CannotSeat without a
    table, a round, or two members for every table, RulesClash where the rules were not kept.
    """
    if tables < 1 or rounds < 1 or len(profiles) < 2 * tables:
        raise CannotSeat(members=len(profiles), tables=tables, rounds=rounds)
    rules = rules or Rules()
    fixed = groups(rules)
    sizes = table_sizes(len(profiles), tables)
    start = [_dealt(profiles, sizes, fixed, rng) for _round in range(rounds)]
    search = _Search(profiles, start, rng)
    search.hold(fixed, rules.apart)
    if tables > 1:
        search.run(effort * len(profiles) * rounds, tell)
    return _kept(profiles, search.seats, rules)


def reseat(
    profiles: Sequence[Sequence[str]],
    *,
    before: Rounds,
    present: Collection[int],
    held: int,
    rng: random.Random,
    effort: int = 500,
    rules: Rules | None = None,
    tell: Tell = _quiet,
) -> Plan:
    """Seat who is present now, with as few changes as can be for those who were in the plan.

    profiles: of everybody who is in the plan before or present. held: how many rounds are over; they stay as they
    were. Tables differ by one member at most, as in a new plan. Without rules no plan of that kind changes fewer
    seats; a rule may cost more. Within that, balance and different pairs as in `seat`. Raises as `seat`.
    """
    tables = len(before[0]) if before else 0
    if not tables or len(present) < 2 * tables:
        raise CannotSeat(members=len(present), tables=tables, rounds=len(before))
    rules = rules or Rules()
    pins = {member: group.table for group in groups(rules) for member in group.members if group.table is not None}
    start = [[list(table) for table in old] for old in before[:held]]
    start += [_mended(old, sorted(present), pins, rng) for old in before[held:]]
    search = _Search(profiles, start, rng, held=held)
    search.hold([Group((member,), table) for member, table in pins.items()], rules.apart)
    search.keep(before, together=rules.together)
    if tables > 1 and held < len(before):
        search.run(effort * len(present) * (len(before) - held), tell)
    return _kept(profiles, search.seats, rules, since=held)


def _kept(profiles: Sequence[Sequence[str]], seats: Seats, rules: Rules, *, since: int = 0) -> Plan:
    """Give what was found. Raises RulesClash where a rule is broken in a round that could still change."""
    faults = broken(seats[since:], rules)
    if faults:
        raise RulesClash(faults[0][0], faults[0][2])
    return measured(profiles, seats, rules)


def _dealt(
    profiles: Sequence[Sequence[str]], sizes: Sequence[int], fixed: Sequence[Group], rng: random.Random
) -> list[list[int]]:
    """Deal a round like cards, people who are alike one after the other; groups first, where they belong or fit."""
    tables: list[list[int]] = [[] for _size in sizes]
    free = [group for group in fixed if group.table is None]
    rng.shuffle(free)
    free.sort(key=lambda group: -len(group.members))
    for group in [group for group in fixed if group.table is not None] + free:
        rooms = [size - len(table) for size, table in zip(sizes, tables, strict=True)]
        place = rooms.index(max(rooms)) if group.table is None else group.table
        if place >= len(sizes) or rooms[place] < len(group.members):
            raise RulesClash("size", group.members)
        tables[place] += group.members
    seated = {member for table in tables for member in table}
    order = sorted(range(len(profiles)), key=lambda member: (tuple(profiles[member]), rng.random()))
    place = 0
    for member in order:
        if member in seated:
            continue
        while len(tables[place]) >= sizes[place]:
            place = (place + 1) % len(tables)
        tables[place].append(member)
        place = (place + 1) % len(tables)
    return tables


def _mended(
    old: Sequence[Sequence[int]], present: Sequence[int], pins: dict[int, int], rng: random.Random
) -> list[list[int]]:
    """Give a round in which the fewest change: who can stay stays, the larger sizes go to the fullest tables."""
    here, count = set(present), len(old)
    if any(table >= count for table in pins.values()):
        raise RulesClash("size", tuple(member for member, table in pins.items() if table >= count))
    tables = [[member for member in table if member in here and member not in pins] for table in old]
    for place, table in enumerate(tables):
        table += [member for member in present if pins.get(member) == place]
    sizes = [0] * count
    fullest = sorted(range(count), key=lambda place: -len(tables[place]))
    for place, size in zip(fullest, table_sizes(len(present), count), strict=True):
        sizes[place] = size
    for place, table in enumerate(tables):
        may_go = [member for member in table if member not in pins]
        surplus = len(table) - sizes[place]
        if surplus > len(may_go):
            raise RulesClash("size", tuple(member for member in table if member in pins))
        goes = set(rng.sample(may_go, max(surplus, 0)))
        tables[place] = [member for member in table if member not in goes]
    seated = {member for table in tables for member in table}
    loose = [member for member in present if member not in seated]
    rng.shuffle(loose)
    for place, table in enumerate(tables):
        while len(table) < sizes[place]:
            table.append(loose.pop())
    return tables


class _Search:
    """One search. seats[round][table]: members. met[a][b]: in how many rounds a and b sit together.

    bonds[a][b]: what it costs if a and b share a table. home[round][a]: at which table a would not have changed.
    """

    def __init__(self, profiles: Sequence[Sequence[str]], seats: Seats, rng: random.Random, *, held: int = 0) -> None:
        self.profiles, self.seats, self.rng, self.held = profiles, seats, rng, held
        values = sorted({(feature, value) for profile in profiles for feature, value in enumerate(profile)})
        number = {value: place for place, value in enumerate(values)}
        self.codes = [[number[pair] for pair in enumerate(profile)] for profile in profiles]
        self.stuck: set[int] = set()
        self.block_of: dict[int, tuple[int, ...]] = {}
        self.bonds: list[dict[int, float]] | None = None
        self.home: list[dict[int, int]] | None = None
        self.met = [[0] * len(profiles) for _member in profiles]
        self.counts = [[[0] * len(values) for _table in tables] for tables in seats]
        self.price = []
        for place, tables in enumerate(seats):
            for table, members in enumerate(tables):
                for member in members:
                    for code in self.codes[member]:
                        self.counts[place][table][code] += 1
                for one, other in combinations(members, 2):
                    self.met[one][other] += 1
                    self.met[other][one] += 1
            total = Counter(code for table in tables for member in table for code in self.codes[member])
            people = sum(map(len, tables))
            self.price.append(
                [[_price(total[code], len(table), people) for code in range(len(values))] for table in tables]
            )

    def hold(self, fixed: Sequence[Group], apart: Sequence[tuple[int, int]]) -> None:
        """Never move pinned groups, move free ones as one, and price pairs that should be apart."""
        for group in fixed:
            if group.table is not None:
                self.stuck.update(group.members)
            else:
                self.block_of |= dict.fromkeys(group.members, group.members)
        self._bind(apart, BROKEN)

    def keep(self, before: Rounds, *, together: Sequence[tuple[int, int]]) -> None:
        """Price seats that change, and pairs that should be together but are not."""
        self.home = [{member: place for place, table in enumerate(old) for member in table} for old in before]
        self._bind(together, -BROKEN)

    def _bind(self, pairs: Sequence[tuple[int, int]], price: float) -> None:
        if pairs:
            self.bonds = self.bonds or [{} for _member in self.profiles]
            for one, other in pairs:
                self.bonds[one][other] = self.bonds[other][one] = price

    def run(self, steps: int, tell: Tell) -> None:
        """Cool down from many changes to few; tell now and then how far it is."""
        rng, tables, every = self.rng, len(self.seats[-1]), max(1, steps // TOLD)
        for step in range(steps):
            if step % every == 0:
                tell(step, steps)
            warmth = WARM * (COLD / WARM) ** (step / steps)
            place = rng.randrange(self.held, len(self.seats))
            table = rng.randrange(tables)
            pair = (table, (table + rng.randrange(1, tables)) % tables)
            swaps = self._choice(place, pair)
            if len(swaps) == 1:
                change = self._change(place, pair, *swaps[0])
                if change <= 0 or rng.random() < math.exp(-change / warmth):
                    self._swap(place, pair, *swaps[0])
            elif swaps:
                self._try(place, pair, swaps, warmth)

    def _try(self, place: int, pair: tuple[int, int], swaps: Sequence[tuple[int, int]], warmth: float) -> None:
        """Do several swaps one after the other, and undo them where together they cost too much."""
        change = 0.0
        for one, two in swaps:
            change += self._change(place, pair, one, two)
            self._swap(place, pair, one, two)
        if change > 0 and self.rng.random() >= math.exp(-change / warmth):
            for one, two in swaps:
                self._swap(place, pair, one, two)

    def _choice(self, place: int, pair: tuple[int, int]) -> list[tuple[int, int]]:
        """Choose which chairs of two tables swap: two of them, or those of a whole group with as many others."""
        here, there = (self.seats[place][table] for table in pair)
        one, two = self.rng.randrange(len(here)), self.rng.randrange(len(there))
        leaves, comes = here[one], there[two]
        if leaves in self.stuck or comes in self.stuck:
            return []
        if not self.block_of or (leaves not in self.block_of and comes not in self.block_of):
            return [(one, two)]
        block = self.block_of.get(leaves, (leaves,))
        other = self.block_of.get(comes, (comes,))
        if len(block) != len(other):
            if leaves not in self.block_of:
                return []
            loose = [member for member in there if member not in self.stuck and member not in self.block_of]
            if len(loose) < len(block):
                return []
            other = tuple(self.rng.sample(loose, len(block)))
        return [(here.index(goes), there.index(comes)) for goes, comes in zip(block, other, strict=True)]

    def _change(self, place: int, tables: tuple[int, int], one: int, two: int) -> float:
        """Give what it would cost if two members of two tables changed seats."""
        here, there = (self.seats[place][table] for table in tables)
        leaves, comes = here[one], there[two]
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
            counts, price = self.counts[place][table], self.price[place][table]
            for old, new in zip(self.codes[gone], self.codes[come], strict=True):
                if old != new:
                    cost += price[old][counts[old] - 1] - price[old][counts[old]]
                    cost += price[new][counts[new] + 1] - price[new][counts[new]]
        if self.bonds is not None:
            cost += self._bound(leaves, comes, here) + self._bound(comes, leaves, there)
        if self.home is not None:
            cost += self._farther(place, leaves, tables) + self._farther(place, comes, tables[::-1])
        return cost

    def _farther(self, place: int, member: int, way: tuple[int, int]) -> float:
        """Give what it costs more if a member goes from one table to another, away from where it sat."""
        assert self.home is not None
        at = self.home[place].get(member)
        return 0.0 if at is None else AWAY * ((at != way[1]) - (at != way[0]))

    def _bound(self, goes: int, comes: int, table: Sequence[int]) -> float:
        """Give what the bonds of a table cost more if one member of it became another."""
        assert self.bonds is not None
        of_old, of_new = self.bonds[goes], self.bonds[comes]
        if not of_old and not of_new:
            return 0.0
        others = [member for member in table if member != goes]
        return sum(of_new.get(member, 0.0) - of_old.get(member, 0.0) for member in others)

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


def _price(total: int, size: int, members: int) -> list[float]:
    """Give, per number of members with a value at a table, what that costs."""
    share = total * size / members
    return [UNBALANCED * max(0.0, abs(count - share) - 1) for count in range(size + 2)]
