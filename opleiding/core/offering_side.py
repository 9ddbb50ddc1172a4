"""The same market asked from the other side, and with it the menu of every candidate.

Offerings ask their best candidates, who keep the best offer. The outcome is the best for offerings that nobody can
contest. A candidate's menu is every offering that would ask the candidate if the candidate refused everybody: those
places stood open whatever list the candidate had given (Gonczarowski, Heffetz & Thomas, arXiv 2209.13148). A menu
goes on from the finished run: the candidate refuses, others move up, and then all is put back.
"""

from __future__ import annotations

import math
from typing import Final

from opleiding.core.lottery import Order
from opleiding.core.market import NOWHERE, Market

NEVER, HELD, REFUSED = 0, 1, 2
NOBODY: Final = -1


def solve(market: Market, by: Order) -> tuple[int, ...]:
    """Give per candidate the offering in the outcome that is best for the offerings, or NOWHERE."""
    return tuple(_Offering(market, by).finish().held)


def menus(market: Market, by: Order) -> tuple[tuple[int, ...], ...]:
    """Give per candidate the offerings that stood open whatever list this candidate had given.

    Of these the candidate-optimal outcome gives each candidate the one highest on the list.
    """
    run = _Offering(market, by).finish()
    return tuple([run.menu(person, before) for person, before in enumerate(run.reached())])


class _Offering:
    """Offerings ask. Those outside pools go down their order by a pointer; those that share a pool choose together.

    queues: the keys of who put an offering on the list, best first. Nobody else says yes, so nobody else is asked one by
    one: an offering has asked everybody up to the key `_reach` gives.
    """

    def __init__(self, market: Market, by: Order) -> None:
        self.market = market
        self.ranks = [{choice: rank for rank, choice in enumerate(choices)} for choices in market.preferences]
        self.held = [NOWHERE] * len(market.candidates)
        self.refuser = NOBODY
        self.by = by
        self.queues: list[list[int]] = [[] for _offering in market.offerings]
        for person, choices in enumerate(market.preferences):
            for choice in choices:
                key = by.keys[choice].get(person)
                if key is not None:
                    self.queues[choice].append(key)
        for queue in self.queues:
            queue.sort()
        self.free = list(market.places)
        self.asked = [0] * len(market.offerings)
        self.groups = _groups(market, by)
        self.group_of = {choice: number for number, group in enumerate(self.groups) for choice in group.offerings}
        self.todo: list[int] = list(range(len(market.offerings)))
        self.undo: list[tuple[list[int], int, int]] = []

    def finish(self) -> _Offering:
        """Go on until no offering has anybody to ask."""
        while self.todo:
            choice = self.todo.pop()
            if choice in self.group_of:
                self._ask_together(self.groups[self.group_of[choice]])
            else:
                self._ask_alone(choice)
        return self

    def reached(self) -> list[list[int]]:
        """Give for each person who has asked so far, in order."""
        found: list[list[int]] = [[] for _person in self.held]
        for choice, keys in enumerate(self.by.keys):
            reach = self._reach(choice)
            if choice in self.group_of:
                asked = [person for person in keys if self._has_asked(choice, person)]
            else:
                asked = [person for person, key in keys.items() if key <= reach]
            for person in asked:
                found[person].append(choice)
        return found

    def menu(self, person: int, before: list[int]) -> tuple[int, ...]:
        """Give who asks a person that refuses everybody; leaves the run as it was. before: who has asked so far.

        An offering that asked stays one that asked; so only those that went on are looked at.
        """
        self.undo.clear()
        self.refuser = person
        if self.held[person] != NOWHERE:
            self._lose(person)
        self.finish()
        went_on = {place for values, place, _value in self.undo if values is self.asked}
        for group in self.groups:
            went_on |= {group.contracts[place][1] for values, place, _value in self.undo if values is group.states}
        more = [one for one in went_on if person in self.by.keys[one] and self._has_asked(one, person)]
        found = tuple(sorted({*before, *more})) if more else tuple(before)
        self.refuser = NOBODY
        for values, place, value in reversed(self.undo):
            values[place] = value
        self.undo.clear()
        return found

    def _has_asked(self, choice: int, person: int) -> bool:
        if choice in self.group_of:
            group = self.groups[self.group_of[choice]]
            return group.states[group.places[choice, person]] != NEVER
        return self.by.keys[choice][person] <= self._reach(choice)

    def _reach(self, choice: int) -> float:
        """Give the key up to which an offering has asked: to the end while it has room, else to who took the last place."""
        if self.free[choice]:
            return math.inf
        at = self.asked[choice]
        return self.queues[choice][at - 1] if at else -1

    def _ask_alone(self, choice: int) -> None:
        queue, at, free = self.queues[choice], self.asked[choice], self.free[choice]
        holders, span = self.by.holders, self.by.span
        self._note(self.asked, choice)
        self._note(self.free, choice)
        while free and at < len(queue):
            person = holders[queue[at] % span]
            at += 1
            if self._accepts(person, choice):
                free -= 1
                self._take(person, choice)
        self.asked[choice], self.free[choice] = at, free

    def _ask_together(self, group: _Group) -> None:
        """Choose greedily from all that did not refuse; who refuses now is passed over as if never there."""
        used = [0] * len(group.caps)
        for place, (person, choice) in enumerate(group.contracts):
            state = group.states[place]
            if state == REFUSED or any(used[one] >= group.caps[one] for one in group.sets[choice]):
                continue
            if state == NEVER:
                accepted = self._accepts(person, choice)
                if accepted:
                    self._take(person, choice)
                self._note(group.states, place)
                group.states[place] = HELD if accepted else REFUSED
                if not accepted:
                    continue
            for one in group.sets[choice]:
                used[one] += 1

    def _accepts(self, person: int, choice: int) -> bool:
        if person == self.refuser:
            return False
        rank, now = self.ranks[person].get(choice), self.held[person]
        return rank is not None and (now == NOWHERE or rank < self.ranks[person][now])

    def _take(self, person: int, choice: int) -> None:
        if self.held[person] != NOWHERE:
            self._lose(person)
        self._note(self.held, person)
        self.held[person] = choice

    def _lose(self, person: int) -> None:
        """Tell the offering that held a person that the person is gone."""
        choice = self.held[person]
        self._note(self.held, person)
        self.held[person] = NOWHERE
        if choice in self.group_of:
            group = self.groups[self.group_of[choice]]
            place = group.places[choice, person]
            self._note(group.states, place)
            group.states[place] = REFUSED
        else:
            self._note(self.free, choice)
            self.free[choice] += 1
        self.todo.append(choice)

    def _note(self, values: list[int], place: int) -> None:
        if self.refuser != NOBODY:
            self.undo.append((values, place, values[place]))


class _Group:
    """Offerings that pools tie together. contracts: (person, offering), best first. sets: the caps an offering is under."""

    def __init__(self, market: Market, by: Order, offerings: tuple[int, ...]) -> None:
        self.offerings = offerings
        pools = [pool for pool in market.pools if pool.offerings & set(offerings)]
        self.caps = [*(market.places[choice] for choice in offerings), *(pool.places for pool in pools)]
        self.sets = {
            choice: (
                number,
                *(len(offerings) + n for n, pool in enumerate(pools) if choice in pool.offerings),
            )
            for number, choice in enumerate(offerings)
        }
        listed = sorted((key, choice, person) for choice in offerings for person, key in by.keys[choice].items())
        self.contracts = [(person, choice) for _key, choice, person in listed]
        self.states = [NEVER] * len(self.contracts)
        self.places = {(choice, person): place for place, (person, choice) in enumerate(self.contracts)}


def _groups(market: Market, by: Order) -> list[_Group]:
    """Tie together what shares a pool: nested pools are tied by the outermost."""
    outermost = [
        pool.offerings
        for number, pool in enumerate(market.pools)
        if pool.offerings and not any(pool.offerings <= other.offerings for other in market.pools[number + 1 :])
    ]
    return [_Group(market, by, tuple(sorted(offerings))) for offerings in outermost]
