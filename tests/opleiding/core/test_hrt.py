"""The shared instance: 759 residents, 53 hospitals, 775 places, with many who are equal."""

from __future__ import annotations

import dataclasses
import random
import statistics
from collections import Counter

import pytest

from opleiding.core import bundle, files, hrt, offering_side
from opleiding.core.errors import BadBundle
from opleiding.core.lottery import draw, order
from opleiding.core.market import NOWHERE, Lottery, Market
from opleiding.core.matching import solve
from opleiding.core.stability import blocking_pairs, misfits
from tests.figures import RecordFigure
from tests.opleiding.core.markets import shared
from tests.sizes import size, sized

pytestmark = [sized]


def instance(mode: str = "candidate_optimal", tie_breaking: str = "single") -> Market:
    made = hrt.bundle(shared("hrt.instance"), seed=b"\x01", mode=mode, tie_breaking=tie_breaking)
    return bundle.read(files.canonical(made))


def lotteries(market: Market, count: int) -> list[Market]:
    return [dataclasses.replace(market, lottery=Lottery(seed=number.to_bytes(4, "big"))) for number in range(count)]


@pytest.mark.parametrize("tie_breaking", ["single", "multiple"])
def test_over_the_lotteries_it_places_as_many_as_others_found(record_figure: RecordFigure, tie_breaking: str) -> None:
    tries, placed, blocking = size(10, 100), [], 0
    for market in lotteries(instance(tie_breaking=tie_breaking), tries):
        by = order(market, draw(market))
        found = solve(market, by)
        blocking += len(blocking_pairs(market, by, found)) + len(blocking_pairs(market, by, found, weakly=True))
        assert misfits(market, found) == []
        placed.append(sum(choice != NOWHERE for choice in found.placed))

    mean = statistics.mean(placed)
    record_figure(f"hrt.instance, {tie_breaking}: mean placed, {tries} lotteries", target="742 to 750", measured=mean)
    record_figure(f"hrt.instance, {tie_breaking}: blocking pairs", target="0", measured=blocking)
    assert blocking == 0
    assert 742 <= mean <= 750


def test_most_places_places_more_and_nobody_can_contest_it(record_figure: RecordFigure) -> None:
    tries, placed, blocking = size(10, 100), [], 0
    for market in lotteries(instance("most_places"), tries):
        by = order(market, draw(market))
        found = solve(market, by)
        blocking += len(blocking_pairs(market, by, found)) + len(blocking_pairs(market, by, found, weakly=True))
        placed.append(sum(choice != NOWHERE for choice in found.placed))

    mean = statistics.mean(placed)
    record_figure(f"hrt.instance, most places: mean placed, {tries} lotteries", target=">= 752", measured=mean)
    record_figure("hrt.instance, most places: best lottery", target="shown", measured=max(placed))
    record_figure("hrt.instance, most places: blocking pairs", target="0", measured=blocking)
    assert blocking == 0
    assert mean >= 752


def test_whichever_side_asks_the_same_people_have_a_place_and_unfilled_hospitals_the_same_people() -> None:
    """The rural hospitals theorem (Roth 1986)."""
    for market in lotteries(instance(), size(5, 50)):
        by = order(market, draw(market))
        ours, theirs = solve(market, by).placed, offering_side.solve(market, by)

        assert [choice == NOWHERE for choice in ours] == [choice == NOWHERE for choice in theirs]
        counts = Counter(ours)
        assert counts == Counter(theirs)
        for offering, places in enumerate(market.places):
            if counts[offering] < places:
                assert [choice == offering for choice in ours] == [choice == offering for choice in theirs]


def test_nobody_gains_by_another_order_or_a_shorter_list(record_figure: RecordFigure) -> None:
    market, rng, tries, gains = instance(), random.Random(42), size(60, 1000), 0
    by = order(market, draw(market))
    honest = solve(market, by).placed
    menus = offering_side.menus(market, by)
    for _trial in range(tries):
        person = rng.randrange(len(market.candidates))
        own = market.preferences[person]
        told = tuple(rng.sample(own, rng.randint(1, len(own))))
        changed = (*market.preferences[:person], told, *market.preferences[person + 1 :])
        got = solve(dataclasses.replace(market, preferences=changed), by).placed[person]

        assert got == next((choice for choice in told if choice in menus[person]), NOWHERE)
        before, after = (own.index(choice) if choice in own else len(own) for choice in (honest[person], got))
        gains += after < before

    record_figure(f"hrt.instance: gains by another list, {tries} trials", target="0", measured=gains)
    assert gains == 0


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("", "/line/1"),
        ("1\n0\n0\n", "/line/1"),
        ("0\n1\n1\n1 1\n", "/line/4"),
        ("0\n1\n1\n1 (1 2)\n1 1 1\n", "/line/4"),
        ("0\n1\n1\n1 1\n1\n", "/line/5"),
        ("0\n1\n1\n1 1\n1 1 (1\n", "/line/5"),
        ("0\n1\n1\n1 1\n1 1 ((1))\n", "/line/5"),
        ("0\n1\n1\n1 1\n1 x 1\n", "/line/5"),
        ("0\n1\n1\n1 1\n1 1 ☃\n", "/line/5"),
    ],
)
def test_a_file_that_is_not_of_this_form_is_refused_with_its_line(text: str, pointer: str) -> None:
    with pytest.raises(BadBundle) as refused:
        hrt.bundle(text.encode(), seed=b"\x01", mode="candidate_optimal", tie_breaking="single")

    assert refused.value.faults[0].pointer == pointer
