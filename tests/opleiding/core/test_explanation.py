"""What everybody is told is true, and enough to see it."""

from __future__ import annotations

import random

from opleiding.core import files
from opleiding.core.explanation import Reason
from opleiding.core.market import NOWHERE
from tests.opleiding.core.markets import chance, facts, read
from tests.opleiding.core.oracle import Slow
from tests.sizes import size, sized

pytestmark = [sized]
MODES = ("candidate_optimal", "offering_optimal", "most_places")


def told(made):
    solved = files.settle(read(made))
    return {solved.market.candidates[one.candidate]: one for one in solved.explanations}, solved


def test_somebody_with_a_worse_number_sees_the_own_number_and_the_last_that_got_in():
    numbers = {"Amina": 2, "Bram": 1, "Coby": 3}
    made = facts(
        {"Amina": ["o1", "o2"], "Bram": ["o1"], "Coby": ["o2", "o1"]},
        {"o1": (1, [["Amina", "Bram"], ["Coby"]]), "o2": (1, [["Amina"], ["Coby"]])},
        lottery={"numbers": numbers},
    )
    everybody, solved = told(made)
    (amina,) = everybody["Amina"].why_not
    second, first = everybody["Coby"].why_not

    assert amina.reason == Reason.NUMBER
    assert solved.market.candidates[amina.cutoff.candidate] == "Bram"
    assert amina.turn > amina.cutoff.turn
    assert (second.reason, first.reason) == (Reason.CLASS, Reason.CLASS)
    assert (first.rank, first.cutoff.rank) == (1, 0)


def test_every_choice_above_the_own_place_has_one_true_reason(record_figure):
    rng, sentences, wrong = random.Random(12), 0, 0
    for _number in range(size(300, 5000)):
        made = chance(rng, people=9, offerings=5, pools=rng.random() < 0.4, mode=rng.choice(MODES))
        slow = Slow(made)
        everybody, solved = told(made)
        market = solved.market
        for name, one in everybody.items():
            above = slow.lists[name] if one.placed == NOWHERE else slow.lists[name][: len(one.why_not)]
            assert [market.offerings[why.offering] for why in one.why_not] == above
            for why in one.why_not:
                sentences += 1
                wrong += not _is_true(why, name, market.offerings[why.offering], slow, solved)

    record_figure(f"match: reasons that are not so, of {sentences:,}", target=0, measured=wrong)
    assert wrong == 0


def _is_true(why, name, offering, slow, solved):
    """Hold a reason against the bundle."""
    if why.reason == Reason.NOT_ADMISSIBLE:
        return name not in slow.classes[offering]
    if why.reason == Reason.NO_PLACES:
        return any(cap == 0 and offering in within for within, cap in slow.caps)
    last = solved.market.candidates[why.cutoff.candidate], solved.market.offerings[why.cutoff.offering]
    mine, theirs = slow.key(name, offering), slow.key(*last)
    if why.reason == Reason.CLASS:
        return theirs[0] < mine[0]
    if why.reason == Reason.PROMOTION:
        person = solved.market.candidates.index(name)
        return theirs[0] == mine[0] and why.cutoff.promotions > solved.matching.promotions[person]
    own, other = slow.options(name), slow.options(last[0])
    if why.reason == Reason.OPTIONS:
        return theirs[0] == mine[0] and other < own
    return theirs[0] == mine[0] and theirs < mine and (solved.market.mode != "most_places" or own == other)


def test_everybody_has_the_highest_choice_of_the_menu():
    rng = random.Random(13)
    for _number in range(size(200, 3000)):
        everybody, solved = told(chance(rng, people=12, offerings=6, pools=rng.random() < 0.4))
        for one in everybody.values():
            best = next((c for c in solved.market.preferences[one.candidate] if c in one.menu), NOWHERE)
            assert one.placed == best


def test_where_the_own_list_decides_no_longer_alone_no_menu_is_promised():
    for mode in MODES[1:]:
        everybody, _solved = told(facts({"c1": ["o1"]}, {"o1": (1, [["c1"]])}, mode=mode))
        assert everybody["c1"].menu is None
