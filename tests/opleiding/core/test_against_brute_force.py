"""Small rounds at random, against all outcomes there are."""

from __future__ import annotations

import random

from opleiding.core import matching, offering_side
from opleiding.core.lottery import draw, order
from opleiding.core.market import NOWHERE
from opleiding.core.matching import solve
from opleiding.core.stability import blocking_pairs, misfits
from tests.figures import RecordFigure
from tests.opleiding.core.markets import chance, names, read
from tests.opleiding.core.oracle import Slow
from tests.sizes import size, sized

pytestmark = [sized]


def test_the_candidates_get_the_best_and_the_offerings_the_best_of_all_outcomes_there_are(
    record_figure: RecordFigure,
) -> None:
    rng, tries, wrong = random.Random(6), size(1500, 100_000), []
    for number in range(tries):
        made = chance(rng, tie_breaking=rng.choice(("single", "multiple")))
        slow = Slow(made)
        ours = read(made)
        theirs = read(made | {"mode": "offering_optimal"})
        if names(ours, solve(ours).placed) != slow.best() or names(theirs, solve(theirs).placed) != slow.worst():
            wrong.append(number)

    record_figure("random rounds other than brute force, both optima", target=f"0 of {tries:,}", measured=len(wrong))
    assert wrong == []


def test_with_pools_the_same_holds(record_figure: RecordFigure) -> None:
    rng, tries, wrong = random.Random(7), size(1000, 20_000), []
    for number in range(tries):
        made = chance(rng, people=4, pools=True, tie_breaking=rng.choice(("single", "multiple")))
        slow = Slow(made)
        ours = read(made)
        theirs = read(made | {"mode": "offering_optimal"})
        if names(ours, solve(ours).placed) != slow.best() or names(theirs, solve(theirs).placed) != slow.worst():
            wrong.append(number)

    record_figure("random rounds with pools other than brute force", target=f"0 of {tries:,}", measured=len(wrong))
    assert wrong == []


def test_most_places_is_weakly_stable_and_places_two_thirds_of_the_most_that_can_be(
    record_figure: RecordFigure,
) -> None:
    rng, tries = random.Random(8), size(1000, 20_000)
    least, short = 1.0, 0
    for _number in range(tries):
        made = chance(rng, people=6, mode="most_places")
        market, slow = read(made), Slow(made)
        placed = names(market, solve(market).placed)

        assert not slow.contested(placed, weakly=True), made
        if most := slow.most():
            least = min(least, len(placed) / most)
            short += len(placed) < most

    record_figure("most places, part of the most that can be", target=">= 2/3", measured=f"{least:.3f}")
    record_figure("most places, rounds that reach the most", target="shown", measured=f"{tries - short} of {tries}")
    assert least >= 2 / 3


def test_the_quick_way_and_the_way_with_pools_agree() -> None:
    rng = random.Random(9)
    for _number in range(size(300, 5000)):
        market = read(chance(rng, people=30, offerings=8))
        by = order(market, draw(market))

        assert matching._plain(market, by) == matching._Asking(market, by, 0).run().placed


def test_our_own_check_finds_every_outcome_that_can_be_contested_and_no_other() -> None:
    rng = random.Random(10)
    for _number in range(size(150, 2000)):
        made = chance(rng, people=4, pools=rng.random() < 0.5)
        market, slow = read(made), Slow(made)
        by = order(market, draw(market))
        index = {name: number for number, name in enumerate(market.offerings)}
        for placed in slow.outcomes():
            found = matching.Matching(
                tuple(index[placed[c]] if c in placed else NOWHERE for c in market.candidates),
                (0,) * len(market.candidates),
            )
            assert misfits(market, found) == []
            assert bool(blocking_pairs(market, by, found)) == slow.contested(placed)


def test_a_menu_is_what_each_list_of_one_would_have_given() -> None:
    rng = random.Random(11)
    for _number in range(size(150, 3000)):
        made = chance(rng, people=6, offerings=4, pools=rng.random() < 0.5)
        market = read(made)
        menus = offering_side.menus(market, order(market, draw(market)))
        for person, name in enumerate(market.candidates):
            open_to = []
            for choice in market.offerings:
                others = [one | {"preferences": [choice]} if one["id"] == name else one for one in made["candidates"]]
                other = read(made | {"candidates": others})
                if solve(other).placed[person] != NOWHERE:
                    open_to.append(choice)

            assert [market.offerings[choice] for choice in menus[person]] == open_to
