"""Rounds that others published, with the outcomes that they give."""

from __future__ import annotations

import itertools
import random

import pytest

from opleiding.core.lottery import draw, order
from opleiding.core.matching import solve
from opleiding.core.stability import blocking_pairs
from tests.opleiding.core.markets import as_matching, facts, names, read
from tests.sizes import size, sized

pytestmark = [sized]

# Gusfield & Irving, The Stable Marriage Problem (1989), section 1.6.5: lists end at the first unacceptable one.
GUSFIELD_IRVING = (
    ["3154", "13425", "45312", "3415", "142", "43215", "2513", "13254", "415", "31524", "54132"],
    [
        (4, [3, 7, 9, 11, 5, 4, 10, 8, 6, 1, 2]),
        (1, [5, 7, 10, 6, 8, 2, 3, 11]),
        (3, [11, 6, 8, 3, 2, 4, 7, 1, 10]),
        (2, [10, 1, 2, 11, 4, 9, 5, 3, 6, 8]),
        (1, [2, 4, 10, 7, 6, 1, 8, 3, 11, 9]),
    ],
    [3, 1, 4, 3, 1, 3, 2, 1, 4, 1, 5],
    [4, 5, 3, 1, 1, 3, 2, 3, 1, 4, 1],
)
# Roth & Sotomayor, Two-Sided Matching (1990): page 16, example 2.9, example 2.17 (a latin square).
ROTH_SOTOMAYOR = (
    ["51", "251", "31", "41", "12", "13", "134"],
    [(3, [1, 2, 3, 4, 5, 6, 7]), (1, [5, 2]), (1, [6, 7, 3]), (1, [7, 4]), (1, [2, 1])],
    [5, 2, 3, 4, 1, 1, 1],
    [1, 5, 1, 1, 2, 3, 4],
)
EXAMPLE_2_9 = (
    ["1234", "4231", "4312", "1432", "124"],
    [(1, [2, 3, 1, 4, 5]), (1, [3, 1, 2, 4, 5]), (1, [5, 4, 1, 2, 3]), (1, [1, 4, 5, 2, 3])],
    [1, 2, 3, 4, 0],
    [4, 1, 2, 3, 0],
)
EXAMPLE_2_17 = (
    ["1234", "2143", "3412", "4321"],
    [(1, [4, 3, 2, 1]), (1, [3, 4, 1, 2]), (1, [2, 1, 4, 3]), (1, [1, 2, 3, 4])],
    [1, 2, 3, 4],
    [4, 3, 2, 1],
)


def bundle(lists, offerings, mode):
    return facts(
        {f"s{n:02}": [f"h{choice}" for choice in choices] for n, choices in enumerate(lists, 1)},
        {f"h{n}": (places, [[f"s{one:02}"] for one in ranked]) for n, (places, ranked) in enumerate(offerings, 1)},
        mode=mode,
        lottery=None,
    )


def by_name(placed):
    return {f"s{n:02}": f"h{choice}" for n, choice in enumerate(placed, 1) if choice}


@pytest.mark.parametrize("published", [GUSFIELD_IRVING, ROTH_SOTOMAYOR, EXAMPLE_2_9, EXAMPLE_2_17])
def test_both_optima_are_those_of_the_book(published):
    lists, offerings, for_candidates, for_offerings = published
    market = read(bundle(lists, offerings, "candidate_optimal"))
    other = read(bundle(lists, offerings, "offering_optimal"))

    assert names(market, solve(market).placed) == by_name(for_candidates)
    assert names(other, solve(other).placed) == by_name(for_offerings)


def test_what_gusfield_and_irving_print_as_best_for_hospitals_cannot_be_contested_and_is_not_the_best():
    lists, offerings, _for_candidates, best = GUSFIELD_IRVING
    printed = [4, 4, 3, 1, 1, 3, 2, 3, 1, 5, 1]
    market = read(bundle(lists, offerings, "offering_optimal"))

    assert not blocking_pairs(market, order(market, draw(market)), as_matching([choice - 1 for choice in printed]))
    differ = [n for n, (one, other) in enumerate(zip(printed, best, strict=True), 1) if one != other]
    assert differ == [2, 10]
    ranked = offerings[3][1]
    assert ranked.index(10) < ranked.index(2)  # hospital 4 would rather have 10, and printed it has 2
    assert offerings[4][1].index(2) < offerings[4][1].index(10)  # hospital 5 would rather have 2


def test_eight_for_six_places_is_solved_from_both_sides():
    """Issue 173 of the library `matching`: it raises ValueError where hospitals rank people who did not ask.

    The stored text of the issue breaks off in the list of H3, after S7: so with every way in which it can go on.
    """
    lists = {
        "S1": ["H1", "H2"], "S2": ["H3", "H1"], "S3": ["H1", "H3"], "S4": ["H3", "H2"],
        "S5": ["H1", "H3"], "S6": ["H2", "H1"], "S7": ["H3", "H1"], "S8": ["H2", "H1"],
    }  # fmt: skip
    first = ["S5", "S6", "S3", "S4", "S1", "S2", "S7", "S8"]
    second = ["S8", "S2", "S3", "S4", "S5", "S6", "S7", "S1"]
    rests = list(itertools.permutations(["S1", "S2", "S3", "S4", "S5", "S6", "S8"]))
    as_reported = 0
    for rest in random.Random(173).sample(rests, size(200, len(rests))):
        ranked = {"H1": first, "H2": second, "H3": ["S7", *rest]}
        made = facts(lists, {name: (2, [[one] for one in order_]) for name, order_ in ranked.items()})
        unplaced = set()
        for mode in ("candidate_optimal", "offering_optimal"):
            market = read(made | {"mode": mode})
            found = solve(market)
            assert not blocking_pairs(market, order(market, draw(market)), found)
            assert len(names(market, found.placed)) == 6
            unplaced.add(frozenset(lists.keys() - names(market, found.placed).keys()))
        assert len(unplaced) == 1
        as_reported += unplaced == {frozenset({"S1", "S3"})}
    assert as_reported
