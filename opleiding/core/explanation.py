"""Why a candidate is where the outcome says: for every higher choice what was missing, and what stood open anyhow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from opleiding.core.lottery import Order
from opleiding.core.market import NOWHERE, Market, Matching
from opleiding.core.stability import Cutoff, gets_in, goes


class Reason(StrEnum):
    """What was missing for a choice, in the order in which it is looked at."""

    NOT_ADMISSIBLE = "not_admissible"
    NO_PLACES = "no_places"
    CLASS = "class"
    PROMOTION = "promotion"
    OPTIONS = "options"
    NUMBER = "number"


class Case(StrEnum):
    """How somebody came out of a round."""

    FIRST_CHOICE = "first_choice"
    LOWER_CHOICE = "lower_choice"
    UNPLACED = "unplaced"
    EMPTY_LIST = "empty_list"


class Filling(StrEnum):
    """How an offering came out of a round."""

    NO_PLACES = "no_places"
    NOBODY_ADMISSIBLE = "nobody_admissible"
    NOBODY_ASKED = "nobody_asked"
    OPEN = "open"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A choice above the own place. rank, turn: the own ones there, NOWHERE where not admissible; cutoff: who got in last."""

    offering: int
    reason: Reason
    rank: int
    turn: int
    cutoff: Cutoff | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one candidate is told. menu: what stood open whatever the list was; None in modes where that is not so."""

    candidate: int
    placed: int
    case: Case
    why_not: tuple[WhyNot, ...]
    menu: tuple[int, ...] | None


def explain(
    market: Market,
    by: Order,
    matching: Matching,
    last: Sequence[Cutoff | None],
    menus: Sequence[tuple[int, ...]] | None,
) -> tuple[Explanation, ...]:
    """Give everybody's explanation. last: the cutoffs. menus: of the mode `candidate_optimal` only."""
    found = []
    options = market.options() if market.mode == "most_places" else (0,) * len(market.candidates)
    for person, choices in enumerate(market.preferences):
        placed = matching.placed[person]
        above = choices if placed == NOWHERE else choices[: choices.index(placed)]
        found.append(
            Explanation(
                person, placed, _case(choices, placed),
                tuple([_why_not(market, by, matching, person, choice, last[choice], options) for choice in above]),
                None if menus is None else menus[person],
            )
        )  # fmt: skip
    return tuple(found)


def filling(market: Market, matching: Matching, last: Sequence[Cutoff | None]) -> tuple[Filling, ...]:
    """Give per offering how it filled."""
    asked = {choice for choices in market.preferences for choice in choices}
    found = []
    for offering, cutoff in enumerate(last):
        if cutoff is not None:
            found.append(Filling.FULL if cutoff.candidate != NOWHERE else Filling.NO_PLACES)
        elif not market.classes[offering]:
            found.append(Filling.NOBODY_ADMISSIBLE)
        else:
            found.append(Filling.OPEN if offering in asked else Filling.NOBODY_ASKED)
    return tuple(found)


def _case(choices: Sequence[int], placed: int) -> Case:
    if not choices:
        return Case.EMPTY_LIST
    if placed == NOWHERE:
        return Case.UNPLACED
    return Case.FIRST_CHOICE if placed == choices[0] else Case.LOWER_CHOICE


def _why_not(
    market: Market,
    by: Order,
    matching: Matching,
    person: int,
    choice: int,
    cutoff: Cutoff | None,
    options: Sequence[int],
) -> WhyNot:
    own = goes(market, by, matching, person, choice)
    if own is None:
        return WhyNot(choice, Reason.NOT_ADMISSIBLE, NOWHERE, NOWHERE, cutoff)
    assert cutoff is not None
    assert not gets_in(own, cutoff)
    rank, minus, turn, _offering = own
    if cutoff.candidate == NOWHERE:
        reason = Reason.NO_PLACES
    elif rank > cutoff.rank:
        reason = Reason.CLASS
    elif -minus < cutoff.promotions:
        reason = Reason.PROMOTION
    else:
        reason = Reason.OPTIONS if options[person] > options[cutoff.candidate] else Reason.NUMBER
    return WhyNot(choice, reason, rank, turn, cutoff)
