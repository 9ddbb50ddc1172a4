"""The hard rules: may this teacher take over that job? Each has a name, and stands and falls by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from itertools import permutations
from typing import Final

from wisselkracht.core.candidates import Candidate, Role, Terms
from wisselkracht.core.instance import Id, Instance, instance_of
from wisselkracht.core.qualification import judge
from wisselkracht.core.scoring import score


class Rule(StrEnum):
    """The names of the rules, in the order in which they are asked."""

    CONFIRMED = "confirmed"
    OTHER_SCHOOL = "other-school"
    PERIOD = "period"
    SECTOR = "sector"
    QUALIFIED = "qualified"
    DAYS = "days"
    FTE = "fte"
    TRAVEL = "travel"
    DENOMINATION = "denomination"
    BUDDY = "buddy"
    BETTER = "better-than-staying"
    EXCLUDED = "excluded"
    VETO = "veto"


def _confirmed(one: Candidate, other: Candidate, _terms: Terms) -> bool:
    return one.confirmed >= set(Role) and other.confirmed >= set(Role)


def _other_school(one: Candidate, other: Candidate, terms: Terms) -> bool:
    if one.school.code == other.school.code:
        return False
    apart = terms.other_boards or one.wishes.other_board or other.wishes.other_board
    return not apart or one.school.board != other.school.board


def _period(one: Candidate, other: Candidate, _terms: Terms) -> bool:
    return one.period == other.period


def _sector(one: Candidate, other: Candidate, _terms: Terms) -> bool:
    return one.school.sector == other.school.sector or one.wishes.other_sector


def _qualified(one: Candidate, other: Candidate, _terms: Terms) -> bool:
    standing = replace(one.standing, dispensation=other.dispensations.get(one.id))
    first, last = other.period
    return judge(one.licences, other.duty, standing, first=first, last=last).may_teach


def _days(one: Candidate, other: Candidate, _terms: Terms) -> bool:
    return other.days <= one.free


def _fte(one: Candidate, other: Candidate, terms: Terms) -> bool:
    return abs(one.fte - other.fte) <= terms.fte_apart


def _travel(one: Candidate, other: Candidate, terms: Terms) -> bool:
    minutes = terms.minutes.get((one.id, other.id))
    return minutes is not None and minutes <= one.wishes.minutes


def _denomination(one: Candidate, other: Candidate, _terms: Terms) -> bool:
    wanted, welcome = one.wishes.denominations, other.school.welcomes
    return (wanted is None or other.school.denomination in wanted) and (
        welcome is None or one.school.denomination in welcome
    )


def _buddy(_one: Candidate, other: Candidate, _terms: Terms) -> bool:
    return other.buddy[0] <= other.period[0] and other.buddy[1] >= other.period[1]


def _better(one: Candidate, other: Candidate, terms: Terms) -> bool:
    return score(one, other, terms).total >= terms.least


def _excluded(one: Candidate, other: Candidate, _terms: Terms) -> bool:
    return not excludes(one, other) and not excludes(other, one)


def _veto(one: Candidate, other: Candidate, terms: Terms) -> bool:
    return (one.id, other.id) not in terms.vetoes


RULES: Final[dict[Rule, Callable[[Candidate, Candidate, Terms], bool]]] = {
    Rule.CONFIRMED: _confirmed,
    Rule.OTHER_SCHOOL: _other_school,
    Rule.PERIOD: _period,
    Rule.SECTOR: _sector,
    Rule.QUALIFIED: _qualified,
    Rule.DAYS: _days,
    Rule.FTE: _fte,
    Rule.TRAVEL: _travel,
    Rule.DENOMINATION: _denomination,
    Rule.BUDDY: _buddy,
    Rule.BETTER: _better,
    Rule.EXCLUDED: _excluded,
    Rule.VETO: _veto,
}


def holds(rule: Rule, one: Candidate, other: Candidate, terms: Terms) -> bool:
    """Does a rule allow that `one` takes over the job of `other`?"""
    return RULES[rule](one, other, terms)


def failing(one: Candidate, other: Candidate, terms: Terms) -> list[Rule]:
    """Give the rules that stand in the way of `one` taking over the job of `other`, in their order."""
    return [rule for rule, allows in RULES.items() if not allows(one, other, terms)]


def may(one: Candidate, other: Candidate, terms: Terms) -> bool:
    """May `one` take over the job of `other`?"""
    return all(allows(one, other, terms) for allows in RULES.values())


def excludes(one: Candidate, other: Candidate) -> bool:
    """Does the side of `one` not want the other?"""
    return bool(one.excluded & {other.id, other.school.code, other.school.board})


def round_of(
    candidates: Iterable[Candidate],
    terms: Terms,
    *,
    locks: Iterable[tuple[str, ...]] = (),
    pairs: Iterable[tuple[str, str]] | None = None,
) -> Instance:
    """Give the instance of a round: an arc where all rules hold, its score as weight, and the limit of every school.

    pairs: those that may hold at all, from `sieve.py`; None for all of them.
    """
    known = {candidate.id: candidate for candidate in candidates}
    asked = permutations(known, 2) if pairs is None else pairs
    weights: dict[tuple[Id, Id], int] = {
        (one, other): score(known[one], known[other], terms).total
        for one, other in asked
        if may(known[one], known[other], terms)
    }
    schools: dict[str, list[Id]] = {}
    most: dict[str, int] = {}
    for candidate in known.values():
        schools.setdefault(candidate.school.code, []).append(candidate.id)
        most[candidate.school.code] = candidate.school.most
    return instance_of(
        known,
        weights,
        waited={candidate.id: candidate.waited for candidate in known.values()},
        groups=[(code, members, most[code]) for code, members in schools.items()],
        locks=locks,
        pairs_only=[candidate.id for candidate in known.values() if not candidate.wishes.three_way],
    )
