"""What a seating plan is worth: who meets whom, how mixed its tables are, which rules it keeps, and what is possible."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from beraad.core.errors import RulesClash

# Per round, per table, the members who sit there, as numbers.
Rounds = Sequence[Sequence[Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a plan must keep in every round.

    pins: per member the table at which it always sits, from 0. together, apart: pairs that always, or never, share a
    table.
    """

    pins: Mapping[int, int] = field(default_factory=dict)
    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pins or self.together or self.apart)


@dataclass(frozen=True, slots=True)
class Group:
    """Members who share a table in every round, in ascending order. table: theirs in every round, None where free."""

    members: tuple[int, ...]
    table: int | None


def groups(rules: Rules) -> list[Group]:
    """Join the pairs that stay together, with their pins; a pinned member alone is a group too.

    Raises RulesClash("pins") where one group is pinned to two tables, RulesClash("apart") where a pair of a group, or
    of one pinned table, may not share a table.
    """
    group_of: dict[int, set[int]] = {member: {member} for member in rules.pins}
    for one, other in rules.together:
        joined = group_of.get(one, {one}) | group_of.get(other, {other})
        group_of |= dict.fromkeys(joined, joined)
    found = []
    for members in {min(group): tuple(sorted(group)) for group in group_of.values()}.values():
        tables = {rules.pins[member] for member in members if member in rules.pins}
        if len(tables) > 1:
            raise RulesClash("pins", members)
        found.append(Group(members, min(tables, default=None)))
    for pair in rules.apart:
        mine, theirs = (next((group for group in found if member in group.members), None) for member in pair)
        if mine and theirs and (mine is theirs or (mine.table is not None and mine.table == theirs.table)):
            raise RulesClash("apart", pair)
    return sorted(found, key=lambda group: group.members)


def table_sizes(members: int, tables: int) -> list[int]:
    """Give the sizes of tables: as equal as can be, the larger ones first."""
    least, more = divmod(members, tables)
    return [least + (number < more) for number in range(tables)]


def pairs_met(rounds: Rounds) -> int:
    """Count the different pairs that sit at one table in some round."""
    return len({pair for tables in rounds for table in tables for pair in combinations(sorted(table), 2)})


def people_met(rounds: Rounds) -> dict[int, dict[int, int]]:
    """Give per member whom it sits with, and in how many rounds."""
    met: dict[int, Counter[int]] = {}
    for table in (table for tables in rounds for table in tables):
        for member in table:
            met.setdefault(member, Counter()).update(other for other in table if other != member)
    return {member: dict(others) for member, others in met.items()}


@dataclass(frozen=True, slots=True)
class Balance:
    """How many members with a value sit at a table, beside how many would if it were its round in small."""

    round: int
    table: int
    feature: int
    value: str
    count: int
    share: float

    @property
    def away(self) -> float:
        """Give how many members too many or too few."""
        return abs(self.count - self.share)


def balances(profiles: Sequence[Sequence[str]], rounds: Rounds) -> list[Balance]:
    """Give the balance of each table in each round, for every value that somebody of the round has."""
    found = []
    for number, tables in enumerate(rounds):
        total = Counter(pair for table in tables for member in table for pair in enumerate(profiles[member]))
        people = sum(map(len, tables))
        for place, table in enumerate(tables):
            here = Counter(pair for member in table for pair in enumerate(profiles[member]))
            for (feature, value), count in sorted(total.items()):
                share = count * len(table) / people
                found.append(Balance(number, place, feature, value, here[feature, value], share))
    return found


def worst_deviation(profiles: Sequence[Sequence[str]], rounds: Rounds) -> float:
    """Give the largest difference between a table and its round in small, in members."""
    return max((balance.away for balance in balances(profiles, rounds)), default=0.0)


def broken(rounds: Rounds, rules: Rules) -> list[tuple[str, int, tuple[int, ...]]]:
    """Give each rule that a round breaks: which ("pins", "together", "apart"), the round from 0, and the members.

    A rule about somebody who is not in a round holds there.
    """
    found: list[tuple[str, int, tuple[int, ...]]] = []
    for number, tables in enumerate(rounds):
        at = {member: place for place, table in enumerate(tables) for member in table}
        found += [("pins", number, (member,)) for member, table in rules.pins.items() if at.get(member, table) != table]
        for name, pairs, same in (("together", rules.together, True), ("apart", rules.apart, False)):
            here = [pair for pair in pairs if pair[0] in at and pair[1] in at]
            found += [(name, number, pair) for pair in here if (at[pair[0]] == at[pair[1]]) != same]
    return found


def bound_on_pairs(rounds: Rounds, rules: Rules | None = None) -> int:
    """Give a number of different pairs that no plan exceeds with these tables, these people and these rules.

    rounds: any plan; only how many sit at each table in each round, and who takes part in a round, is used. A rule
    counts only where everybody is in every round.

    The first round makes its pairs. In a later round a table of s members draws from the t tables of the first one,
    so at least the pairs of s members spread evenly over t tables meet again; where f of them always sit at this
    table, at least their pairs and those of the others over t - 1 tables do. Who was not in the first round meets
    nobody again; at most as many as are new are taken from the tables where that saves most. Pairs that are always
    together meet again as well. And there are only so many pairs that may meet at all.
    """
    attendance = [{member for table in tables for member in table} for tables in rounds]
    everybody = set().union(*attendance)
    is_whole = all(present == everybody for present in attendance)
    fixed = groups(rules) if rules and is_whole else []
    can_meet = math.comb(len(everybody), 2) - (len(_never(fixed, rules.apart)) if rules and is_whole else 0)
    pinned = Counter({group.table: 0 for group in fixed})
    for group in fixed:
        pinned[group.table] += len(group.members)
    always = sum(math.comb(number, 2) for table, number in pinned.items() if table is not None)
    always += sum(math.comb(len(group.members), 2) for group in fixed if group.table is None)
    total, first = 0, sum(1 for table in rounds[0] if table) if rounds else 0
    for number, tables in enumerate(rounds):
        sizes = [len(table) for table in tables]
        total += sum(math.comb(size, 2) for size in sizes)
        if number:
            for _newcomer in attendance[number] - attendance[0]:
                sizes[sizes.index(max(sizes))] -= 1
            total -= max(always, sum(_again(size, first, pinned[place]) for place, size in enumerate(sizes)))
    return min(can_meet, total)


def _again(size: int, tables: int, pinned: int) -> int:
    """Give the least number of pairs of one table that met before, at so many tables of the first round."""
    even = table_sizes(size, tables)
    if pinned <= even[0] or tables == 1:
        return sum(math.comb(part, 2) for part in even)
    rest = table_sizes(size - pinned, tables - 1)
    return math.comb(pinned, 2) + sum(math.comb(part, 2) for part in rest)


def _never(fixed: Sequence[Group], apart: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Give the pairs that can share no table: kept apart, with all who stay with them, or pinned to two tables."""
    mates = {member: group.members for group in fixed for member in group.members}
    found = {
        (min(pair), max(pair))
        for one, other in apart
        for pair in product(mates.get(one, (one,)), mates.get(other, (other,)))
    }
    pinned = [group for group in fixed if group.table is not None]
    for one_group, other_group in combinations(pinned, 2):
        if one_group.table != other_group.table:
            pairs = product(one_group.members, other_group.members)
            found |= {(min(pair), max(pair)) for pair in pairs}
    return found


def changed(before: Rounds, after: Rounds) -> list[tuple[int, int, int]]:
    """Give each seat that differs of who sat in a round before and still does: the round, the member, the new table."""
    found = []
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        at = {member: place for place, table in enumerate(old) for member in table}
        found += [
            (number, member, place)
            for place, table in enumerate(new)
            for member in table
            if member in at and at[member] != place
        ]
    return found


def swapped(rounds: Rounds, number: int, one: int, other: int) -> Rounds:
    """Give the plan in which two members changed chairs in one round, from 0."""
    turn = {one: other, other: one}
    return _with_round(rounds, number, [[turn.get(member, member) for member in table] for table in rounds[number]])


def moved(rounds: Rounds, number: int, member: int, to: int) -> Rounds:
    """Give the plan in which a member went to another table in one round, both from 0."""
    tables = [[other for other in table if other != member] for table in rounds[number]]
    tables[to].append(member)
    return _with_round(rounds, number, tables)


def _with_round(rounds: Rounds, number: int, tables: Sequence[Sequence[int]]) -> Rounds:
    return [tables if place == number else old for place, old in enumerate(rounds)]
