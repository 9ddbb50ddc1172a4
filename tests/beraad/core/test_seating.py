"""Mixed tables, and as many different people met as possible."""

import csv
import random
from itertools import combinations, product

import pytest

from beraad.core import seating
from beraad.core.errors import CannotSeat
from beraad.core.tables import bound_on_pairs, pairs_met, table_sizes
from tests.beraad.core.shared import shared
from tests.sizes import size, sized

pytestmark = [sized]


def group(number, seed=1):
    rng = random.Random(seed)
    return [(rng.choice("ab"), rng.choice("abc")) for _member in range(number)]


@pytest.mark.parametrize(("members", "tables", "rounds"), [(8, 2, 3), (13, 4, 2), (30, 5, 3), (5, 1, 2)])
def test_everybody_sits_once_in_every_round_at_tables_of_nearly_one_size(members, tables, rounds):
    plan = seating.seat(group(members), tables=tables, rounds=rounds, rng=random.Random(0), effort=100)

    for seats in plan.rounds:
        assert sorted(member for table in seats for member in table) == list(range(members))
        assert max(map(len, seats)) - min(map(len, seats)) <= 1


def test_the_plan_counts_what_it_says():
    profiles = group(12)
    plan = seating.seat(profiles, tables=3, rounds=2, rng=random.Random(0), effort=200)

    met = {pair for seats in plan.rounds for table in seats for pair in combinations(table, 2)}
    apart = max(
        abs(sum(profiles[m][f] == v for m in table) - len(table) / 12 * sum(p[f] == v for p in profiles))
        for seats in plan.rounds
        for table in seats
        for f, v in {(f, v) for p in profiles for f, v in enumerate(p)}
    )
    assert (plan.pairs, plan.deviation) == (len(met), pytest.approx(apart))
    assert plan.pairs <= plan.bound


def test_no_plan_of_a_tiny_group_beats_the_bound():
    def splits(members, sizes):
        if not sizes:
            yield ()
            return
        for first in combinations(members, sizes[0]):
            rest = [member for member in members if member not in first]
            yield from ((first, *others) for others in splits(rest, sizes[1:]))

    for members, tables in ((4, 2), (5, 2), (6, 3), (6, 2)):
        every = list(splits(list(range(members)), table_sizes(members, tables)))
        best = max(pairs_met(plan) for plan in product(every[:1], every))

        assert best <= bound_on_pairs([every[0], every[1]])


def test_without_features_the_bound_is_reached(record_figure):
    plan = seating.seat([()] * 40, tables=5, rounds=4, rng=random.Random(0), effort=size(400, 2_500))

    record_figure("pairs met by 40 people, 5 tables, 4 rounds, no features", target=plan.bound, measured=plan.pairs)
    assert plan.pairs >= size(490, 505)


def test_a_real_group_of_forty_is_mixed_and_meets(record_figure):
    with shared("tables/sf_f_40.csv").open(encoding="utf-8") as file:
        profiles = [tuple(row[name] for name in "abcdefg") for row in csv.DictReader(file)]

    plan = seating.seat(profiles, tables=5, rounds=4, rng=random.Random(0), effort=size(300, 2_500))

    usual = the_usual_way(profiles, tables=5, rounds=4, rng=random.Random(0), attempts=size(20, 100))
    record_figure("sf_f_40: pairs met, against the usual way of dealing", target=usual, measured=plan.pairs)
    record_figure("sf_f_40: largest imbalance of a table in members", target="<= 1", measured=plan.deviation)
    record_figure("sf_f_40: pairs met of the proven bound (without balance)", target=plan.bound, measured=plan.pairs)
    assert plan.deviation <= 1 + 1e-9
    assert plan.pairs >= 0.88 * plan.bound
    assert plan.pairs >= usual


def the_usual_way(profiles, *, tables, rounds, rng, attempts=100):
    """Deal as groupselect's first algorithm is described, written anew, and give the most pairs that it meets.

    In the order of a sort by feature, each goes to a table with the fewest of the same answer, feature after feature,
    and then the fewest people. Of a hundred such rounds for each place, a hundred combinations are drawn; the one
    with the most meetings is kept.
    """

    def one_round():
        order = sorted(rng.sample(range(len(profiles)), len(profiles)), key=lambda member: profiles[member])
        seats = [[] for _table in range(tables)]
        for member in order:
            here = [table for table in seats if len(table) < -(-len(profiles) // tables)]
            for feature, value in enumerate(profiles[member]):
                alike = [sum(profiles[other][feature] == value for other in table) for table in here]
                here = [table for table, count in zip(here, alike, strict=True) if count == min(alike)]
            min(here, key=len).append(member)
        return seats

    dealt = [[one_round() for _attempt in range(attempts)] for _round in range(rounds)]
    return max(pairs_met([rng.choice(ways) for ways in dealt]) for _sample in range(attempts))


def made_up_hundred():
    """A hundred people with four features of three answers each, as in groupselect's own example of that size."""
    rng = random.Random(100)
    weights = ((5, 3, 2), (4, 4, 2), (6, 3, 1), (1, 1, 1))
    return [tuple(rng.choices("abc", weight)[0] for weight in weights) for _member in range(100)]


def test_a_hundred_people_are_mixed_and_meet_nearly_all_they_can(record_figure):
    profiles = made_up_hundred()
    plan = seating.seat(profiles, tables=10, rounds=4, rng=random.Random(0), effort=size(100, 2_500))

    record_figure(
        "100 people, 10 tables, 4 rounds: largest imbalance in members", target="<= 1", measured=plan.deviation
    )
    record_figure("100 people, 10 tables, 4 rounds: pairs of the bound", target=plan.bound, measured=plan.pairs)
    record_figure(
        "100 people, 10 tables, 4 rounds: pairs of 4 x 450, the trivial bound",
        target="95 %",
        measured=plan.pairs / 1_800,
    )
    assert plan.deviation <= 1 + 1e-9
    usual = the_usual_way(profiles, tables=10, rounds=4, rng=random.Random(0), attempts=size(10, 100))
    record_figure("100 people: pairs met, against the usual way of dealing", target=usual, measured=plan.pairs)
    assert plan.pairs >= size(80, 95) * 1_800 // 100
    assert plan.pairs >= usual


def test_the_same_chance_gives_the_same_plan():
    plans = [seating.seat(group(12), tables=3, rounds=2, rng=random.Random(7), effort=50) for _time in range(2)]

    assert plans[0] == plans[1]


@pytest.mark.parametrize(("members", "tables", "rounds"), [(3, 2, 1), (4, 0, 1), (4, 2, 0)])
def test_too_few_people_for_the_tables_is_refused(members, tables, rounds):
    with pytest.raises(CannotSeat):
        seating.seat(group(members), tables=tables, rounds=rounds, rng=random.Random(0))
