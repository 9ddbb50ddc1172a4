"""The chances are those of the round itself, solved again and again."""

from __future__ import annotations

import random
import time
from collections import Counter

import numpy as np
import pytest

from opleiding.core.chances import _Many, chances
from opleiding.core.lottery import ordered
from opleiding.core.market import NOWHERE
from opleiding.core.matching import solve
from tests.opleiding.core.markets import chance, facts, read
from tests.opleiding.core.test_hrt import instance
from tests.sizes import size, sized

pytestmark = [sized]


class Fixed:
    """A generator that draws what it was told to."""

    def __init__(self, values):
        self.values = values

    def random(self, shape):
        return np.array(self.values, dtype=float).reshape(shape)


def test_each_lottery_is_solved_as_the_round_itself_is():
    rng = random.Random(21)
    for _number in range(size(200, 3000)):
        market = read(chance(rng, people=10, offerings=5, pools=rng.random() < 0.5))
        by_turn = rng.sample(range(len(market.candidates)), len(market.candidates))
        turns = np.argsort(by_turn) / len(by_turn)
        counts = np.zeros((len(market.candidates), len(market.offerings) + 1), dtype=np.int64)
        _Many(market).add(counts, 1, Fixed(turns))

        assert tuple(counts[:, :-1].argmax(axis=1) - (counts[:, -1] > 0)) == tuple(
            max(choice, 0) - (choice == NOWHERE) for choice in solve(market, ordered(market, by_turn)).placed
        )


def test_two_equals_for_one_place_have_half_a_chance_each():
    market = read(facts({"c1": ["o1"], "c2": ["o1"]}, {"o1": (1, [["c1", "c2"]])}))

    first, second = chances(market, lotteries=4000, rng=np.random.default_rng(1))

    assert first[0] + second[0] == 1
    assert first[0] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("more", [{"tie_breaking": "multiple"}, {"mode": "most_places"}, {"mode": "offering_optimal"}])
def test_in_other_rounds_equals_have_equal_chances_too(more):
    lists = {f"c{n}": ["o1", "o2"] for n in range(4)}
    market = read(facts(lists, {name: (1, [list(lists)]) for name in ("o1", "o2")}, **more))

    found = chances(market, lotteries=1500, rng=np.random.default_rng(2))

    assert all(one[0] == pytest.approx(0.25, abs=0.05) and one[1] == pytest.approx(0.25, abs=0.05) for one in found)


def test_a_round_with_nobody_has_no_chances():
    assert chances(read(facts({}, {})), lotteries=10, rng=np.random.default_rng(1)) == ()


def test_a_thousand_lotteries_of_the_shared_instance_place_as_many_as_one_by_one(record_figure):
    market, count = instance(), size(200, 1000)
    begun = time.process_time()
    found = chances(market, lotteries=count, rng=np.random.default_rng(3))
    seconds = time.process_time() - begun

    placed = sum(sum(one.values()) for one in found)
    record_figure(f"hrt.instance: {count} lotteries for the chances", target="shown", measured=f"{seconds:.1f} s")
    assert 742 <= placed <= 750
    assert Counter(len(one) == 0 for one in found)[True] < 20
