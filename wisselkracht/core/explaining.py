"""Why this partner, and why none: the first rule that fails per candidate, and the smallest change that helps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from wisselkracht.core.candidates import Candidate, Terms
from wisselkracht.core.instance import Id, Instance
from wisselkracht.core.rules import RULES, Rule, failing
from wisselkracht.core.solving import Solution, solve

OWN: Final = frozenset({Rule.SECTOR, Rule.DAYS, Rule.TRAVEL, Rule.DENOMINATION})


@dataclass(frozen=True, slots=True)
class Change:
    """What a teacher could want otherwise. minutes: more travel; days: more days free; denominations: accepted too."""

    minutes: int = 0
    days: frozenset[int] = frozenset()
    denominations: frozenset[str] = frozenset()
    other_sector: bool = False

    @property
    def size(self) -> tuple[int, int, int, int]:
        """Give what is smaller: fewer kinds of change first, then fewer days, denominations, minutes."""
        kinds = bool(self.minutes) + bool(self.days) + bool(self.denominations) + self.other_sector
        return kinds, len(self.days), len(self.denominations), self.minutes

    def applied(self, one: Candidate) -> Candidate:
        """Give the application as it would be."""
        wishes = one.wishes
        accepted = None if wishes.denominations is None else wishes.denominations | self.denominations
        changed = replace(
            wishes,
            minutes=wishes.minutes + self.minutes,
            denominations=accepted,
            other_sector=wishes.other_sector or self.other_sector,
        )
        return replace(one, wishes=changed, free=one.free | self.days)


@dataclass(frozen=True, slots=True)
class NoSwap:
    """Why somebody can swap with nobody, or was left without. fits: how many could, as far as this side may know.

    first: per rule for how many candidates it is the first that fails. change: the smallest that gives somebody more to
    swap with, and how many it gives; None where no change of the own wishes does.
    """

    fits: int
    first: tuple[tuple[Rule, int], ...]
    change: Change | None
    gives: int


def seen(one: Candidate, other: Candidate, terms: Terms) -> Rule | None:
    """Give the first rule that stops a swap, as the side of `one` may know it.

    What the other side excludes is left out: with and without it, the answer is the same to the word. So is a veto, which
    a coordinator may have set for the same reason.
    """
    told = replace(other, excluded=frozenset())
    open_terms = replace(terms, vetoes=frozenset())
    there, back = failing(one, told, open_terms), failing(told, one, open_terms)
    return next((rule for rule in RULES if rule in there or rule in back), None)


def without(one: Candidate, others: Iterable[Candidate], terms: Terms) -> NoSwap:
    """Explain to the side of `one` why it has no swap."""
    around = [other for other in others if other.id != one.id]
    rules = Counter(seen(one, other, terms) for other in around)
    first = tuple((rule, rules[rule]) for rule in RULES if rules[rule])
    needs = [need for other in around if (need := _needed(one, other, terms)) is not None]
    if not needs:
        return NoSwap(rules[None], first, None, 0)
    change = min(needs, key=lambda need: (need.size, sorted(need.days), sorted(need.denominations)))
    after = change.applied(one)
    gives = sum(seen(after, other, terms) is None and seen(one, other, terms) is not None for other in around)
    return NoSwap(rules[None], first, change, gives)


def _needed(one: Candidate, other: Candidate, terms: Terms) -> Change | None:
    """Give what `one` would have to want otherwise for a swap with `other`, or None where that is not enough."""
    if seen(one, other, terms) is None:
        return None
    there = set(failing(one, other, terms)) & OWN
    change = Change(
        minutes=terms.minutes.get((one.id, other.id), 0) - one.wishes.minutes if Rule.TRAVEL in there else 0,
        days=other.days - one.free,
        denominations=frozenset({other.school.denomination}) if Rule.DENOMINATION in there else frozenset(),
        other_sector=Rule.SECTOR in there,
    )
    return change if change.minutes >= 0 and seen(change.applied(one), other, terms) is None else None


@dataclass(frozen=True, slots=True)
class Forced:
    """What it costs to choose an exchange that was not chosen. costs: per stage what is lost (below zero: gained)."""

    costs: tuple[tuple[str, int], ...]

    @property
    def first(self) -> tuple[str, int] | None:
        """Give the first stage that differs, and by how much."""
        return next((cost for cost in self.costs if cost[1]), None)


def forced(solution: Solution, exchange: tuple[Id, ...]) -> Forced:
    """Give what each stage loses when this exchange must be in. Raises LocksClash where it cannot be.

    Stages after the first that differs say little: they were best for another choice.
    """
    instance = solution.instance
    place = {name: number for number, name in enumerate(instance.ids)}
    locks = (*instance.locks, tuple(place[name] for name in exchange))
    other = again(replace(instance, locks=locks), solution)
    pairs = zip(solution.stages, other.stages, strict=True)
    return Forced(tuple((before.name, before.value - after.value) for before, after in pairs))


def again(instance: Instance, solution: Solution) -> Solution:
    """Solve another instance as a solution was solved."""
    return solve(
        instance,
        objective=solution.objective,
        longest_cycle=solution.longest_cycle,
        longest_chain=solution.longest_chain,
        seed=solution.seed,
    )
