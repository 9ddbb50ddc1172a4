"""Match pupils on the waiting list to tutors with room: the best sum of all pairs, each pair explained, and a proof.

Weights follow what is known to help: the same tutor again, the subject, the language at home, and who waits longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

CONTINUITY: Final = 400
SUBJECT: Final = 300
LANGUAGE: Final = 100
WAITING: Final = 600
LONGEST_DAYS: Final = 120


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child that waits. subjects: wanted. days_waiting: since it was put on the list. failed: tutors tried before."""

    id: int
    subjects: frozenset[str]
    level: str
    languages: frozenset[str]
    days_waiting: int
    places: frozenset[str]
    before: frozenset[int] = frozenset()
    failed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Tutor:
    """A tutor with room for so many pupils. teaches: subject and level together. places: "online" or a location's id."""

    id: int
    teaches: frozenset[tuple[str, str]]
    languages: frozenset[str]
    places: frozenset[str]
    room: int = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """A match. reasons: what counted, with how much of the weight: subject, language, waiting, continuity."""

    pupil: int
    tutor: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def weight(self) -> int:
        """The sum of the reasons."""
        return sum(points for _reason, points in self.reasons)


@dataclass(frozen=True, slots=True)
class Matching:
    """The pairs by pupil, why others have none, and the proof that no better sum exists.

    unmatched: pupil and "no-tutor" (nobody may) or "no-room" (who may has others). prices: what a place with each pupil
    and tutor is worth; see `is_best`.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[tuple[int, str], ...]
    pupil_prices: tuple[tuple[int, int], ...]
    tutor_prices: tuple[tuple[int, int], ...]

    @property
    def weight(self) -> int:
        """The sum over all pairs."""
        return sum(pair.weight for pair in self.pairs)


def explain(pupil: Pupil, tutor: Tutor) -> Pair | None:
    """Give what speaks for a pair, or None when it may not be: it failed before, no subject, or no place in common."""
    taught = {subject for subject in pupil.subjects if (subject, pupil.level) in tutor.teaches}
    if tutor.id in pupil.failed or not taught or not pupil.places & tutor.places:
        return None
    reasons = [("subject", SUBJECT * len(taught) // len(pupil.subjects))]
    if pupil.languages & tutor.languages:
        reasons.append(("language", LANGUAGE))
    if waited := WAITING * min(pupil.days_waiting, LONGEST_DAYS) // LONGEST_DAYS:
        reasons.append(("waiting", waited))
    if tutor.id in pupil.before:
        reasons.append(("continuity", CONTINUITY))
    return Pair(pupil.id, tutor.id, tuple(reasons))


def match(pupils: Iterable[Pupil], tutors: Iterable[Tutor]) -> Matching:
    """Give the matching with the highest sum of weights; the same for any order of pupils and tutors.

    The Hungarian method with prices (Kuhn 1955, Munkres 1957), in whole numbers: cost is pupils² x places. Each
    pupil may stay without a tutor, at zero.
    """
    waiting = sorted(pupils, key=lambda pupil: pupil.id)
    offered = sorted(tutors, key=lambda tutor: tutor.id)
    # More places than pupils of one tutor can never be used.
    seats = [tutor for tutor in offered for _seat in range(min(tutor.room, len(waiting)))]
    pairs = {
        (pupil.id, tutor.id): pair
        for pupil in waiting
        for tutor in offered
        if (pair := explain(pupil, tutor)) is not None
    }
    costs = [
        [-pairs[pupil.id, tutor.id].weight if (pupil.id, tutor.id) in pairs else 0 for tutor in seats]
        + [0] * len(waiting)
        for pupil in waiting
    ]
    rows, columns, chosen = _assign(costs)
    found = []
    for row, column in enumerate(chosen):
        if column < len(seats) and (pair := pairs.get((waiting[row].id, seats[column].id))):
            found.append(pair)
    paired = {pair.pupil for pair in found}
    could = {pupil for pupil, _tutor in pairs}
    left = [(pupil.id, "no-room" if pupil.id in could else "no-tutor") for pupil in waiting if pupil.id not in paired]
    prices: dict[int, int] = {}
    for tutor, price in zip(seats, columns, strict=False):
        prices[tutor.id] = max(prices.get(tutor.id, 0), -price)
    bids = [(pupil.id, max(0, -price)) for pupil, price in zip(waiting, rows, strict=True)]
    return Matching(tuple(found), tuple(left), tuple(bids), tuple(sorted(prices.items())))


def is_best(matching: Matching, pupils: Iterable[Pupil], tutors: Iterable[Tutor]) -> bool:
    """Say whether the prices prove that no matching has a higher sum. It shares no step with the search.

    Weak duality: when every allowed pair weighs at most its two prices, no matching weighs more than all pupils' prices
    and each tutor's price times its room. Equal to what was found means that nothing is better.
    """
    bids, prices = dict(matching.pupil_prices), dict(matching.tutor_prices)
    asked, offered = list(pupils), [tutor for tutor in tutors if tutor.room]
    for pupil in asked:
        for tutor in offered:
            pair = explain(pupil, tutor)
            if pair and pair.weight > bids[pupil.id] + prices.get(tutor.id, 0):
                return False
    room = {tutor.id: min(tutor.room, len(asked)) for tutor in offered}
    bound = sum(bids.values()) + sum(price * room[tutor] for tutor, price in prices.items())
    return bound == matching.weight


def _assign(costs: Sequence[Sequence[int]]) -> tuple[list[int], list[int], list[int]]:
    """Give row prices, column prices and the column of each row at least cost. Rows are no more than columns."""
    height = len(costs)
    width = len(costs[0]) if costs else 0
    row_price, column_price = [0] * (height + 1), [0] * (width + 1)
    owner, before = [0] * (width + 1), [0] * (width + 1)
    for row in range(1, height + 1):
        owner[0], column = row, 0
        slack: list[int | None] = [None] * (width + 1)
        used = [False] * (width + 1)
        while owner[column]:
            used[column] = True
            column = _grow(costs, owner[column], column, row_price, column_price, owner, slack, before, used)
        while column:
            owner[column] = owner[before[column]]
            column = before[column]
    chosen = [0] * height
    for column in range(1, width + 1):
        if owner[column]:
            chosen[owner[column] - 1] = column - 1
    return row_price[1:], column_price[1:], chosen


def _grow(
    costs: Sequence[Sequence[int]],
    row: int,
    column: int,
    row_price: list[int],
    column_price: list[int],
    owner: list[int],
    slack: list[int | None],
    before: list[int],
    used: list[bool],
) -> int:
    """Add the nearest column to the tree, move the prices by its distance, and give it."""
    nearest, least = 0, None
    for other in range(1, len(used)):
        if used[other]:
            continue
        gap = costs[row - 1][other - 1] - row_price[row] - column_price[other]
        known = slack[other]
        if known is None or gap < known:
            slack[other], before[other], known = gap, column, gap
        if least is None or known < least:
            nearest, least = other, known
    assert least is not None
    for other, seen in enumerate(used):
        if seen:
            row_price[owner[other]] += least
            column_price[other] -= least
        elif (known := slack[other]) is not None:
            slack[other] = known - least
    return nearest
