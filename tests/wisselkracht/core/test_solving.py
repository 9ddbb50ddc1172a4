"""The best exchanges: by hand, against every choice there is, and by laws that hold for any round."""

from __future__ import annotations

import json
import math
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures import RecordFigure
from tests.sizes import size, sized
from tests.wisselkracht.core import rounds
from wisselkracht.core import files, part
from wisselkracht.core.errors import LocksClash, SolverBroke
from wisselkracht.core.instance import Instance, instance_of
from wisselkracht.core.objectives import names_of
from wisselkracht.core.reading import Source, read
from wisselkracht.core.solving import FEASIBLE, OPTIMAL, Solution, solve

SEEDS = size(300, 1000)


def swaps(*pairs: tuple[str, str], **facts: object) -> Instance:
    """Give an instance in which each pair can swap."""
    names = sorted({name for pair in pairs for name in pair})
    both = [*pairs, *((other, one) for one, other in pairs)]
    return instance_of(names, dict.fromkeys(both, 1), **facts)  # type: ignore[arg-type]


def names(solution: Solution) -> list[list[int | str]]:
    return [solution.instance.names(each.vertices) for each in solution.exchanges]


def test_most_teachers_come_before_the_weight() -> None:
    weights = {("a", "b"): 1, ("b", "a"): 1, ("b", "c"): 9, ("c", "b"): 9, ("c", "d"): 1, ("d", "c"): 1}

    found = solve(instance_of("abcd", weights), objective="round")

    assert names(found) == [["a", "b"], ["c", "d"]]


def test_two_swaps_come_before_a_three_way_and_a_three_way_before_less() -> None:
    circle = {("a", "b"): 1, ("b", "c"): 1, ("c", "a"): 1}
    swap = {("a", "b"): 1, ("b", "a"): 1}

    assert names(solve(instance_of("abc", circle | swap), objective="round")) == [["a", "b", "c"]]
    assert names(solve(instance_of("abcd", circle | swap | {("c", "d"): 1, ("d", "c"): 1}), objective="round")) == [
        ["a", "b"],
        ["c", "d"],
    ]


def test_a_three_way_with_a_swap_inside_is_preferred() -> None:
    one = {("a", "b"): 5, ("b", "c"): 5, ("c", "a"): 5}
    other = {("a", "d"): 1, ("d", "e"): 1, ("e", "a"): 1, ("d", "a"): 1}

    assert names(solve(instance_of("abcde", one | other), objective="round")) == [["a", "d", "e"]]


def test_who_waited_longest_goes_first_even_past_more_who_waited_less() -> None:
    instance = swaps(("a", "b"), ("b", "c"), waited={"a": 2, "c": 3})

    assert names(solve(instance, objective="round")) == [["b", "c"]]


def test_the_worst_off_is_lifted_among_equal_weights() -> None:
    weights = {("a", "b"): 9, ("b", "a"): 1, ("b", "c"): 4, ("c", "b"): 6}

    assert names(solve(instance_of("abc", weights), objective="round")) == [["b", "c"]]


def test_a_lock_is_kept_though_it_costs_an_exchange() -> None:
    instance = swaps(("a", "b"), ("b", "c"), ("c", "d"), locks=[("b", "c")])

    found = solve(instance)

    assert names(found) == [["b", "c"]]
    assert found.status == OPTIMAL


@pytest.mark.parametrize("locks", [[("a", "c")], [("a", "b"), ("b", "c")], [("a", "b", "c")]])
def test_locks_that_cannot_be_kept_are_named(locks: list[tuple[str, ...]]) -> None:
    with pytest.raises(LocksClash) as caught:
        solve(swaps(("a", "b"), ("b", "c"), locks=locks))

    assert caught.value.exchange == locks[-1]


def test_a_school_gives_no_more_teachers_than_it_may() -> None:
    pairs = [("a", "x"), ("b", "y"), ("c", "z")]

    found = solve(swaps(*pairs, groups=[("school", ["a", "b", "c"], 2)]))

    assert len(found.exchanges) == 2


def test_a_chain_counts_its_altruist() -> None:
    instance = instance_of("nabc", {("n", "a"): 1, ("a", "b"): 1, ("b", "c"): 1}, altruistic="n")

    assert names(solve(instance, longest_chain=2)) == [["n", "a"]]
    assert names(solve(instance, longest_chain=4)) == [["n", "a", "b", "c"]]
    assert not solve(instance, longest_chain=0).exchanges


def test_nothing_to_choose_is_proven_too() -> None:
    found = solve(instance_of([], {}), objective="round")

    assert found.status == OPTIMAL
    assert not found.exchanges


def test_decimal_weights_are_exact() -> None:
    text = b'{"vertices": [{"id": 1}, {"id": 2}], "edges": [{"from": 1, "to": 2, "weight": 0.1}, {"from": 2, "to": 1, "weight": 0.2}]}'

    found = solve(read([Source("x", text)], "native").instance, objective="weight")

    assert files.result(found)["weight"] == 0.3


def test_time_that_ends_is_never_called_optimal() -> None:
    instance = rounds.some(random.Random(1), vertices=40, density=0.2)
    ticks = iter(range(10**6))

    found = solve(instance, objective="round", time_limit=3, clock=lambda: next(ticks))

    assert found.status == FEASIBLE
    assert not rounds.faults(found)
    assert any(stage.bound is None or stage.bound > stage.value for stage in found.stages)


def test_a_solver_that_breaks_leaves_the_stage_open_and_what_was_found_standing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_anything: object, **_options: object) -> None:
        raise SolverBroke("for the test")

    monkeypatch.setattr(part, "_search", broken)
    instance = swaps(("a", "b"), ("b", "c"), ("c", "a"))
    monkeypatch.setattr(part, "broken", lambda *_anything, **_options: [])

    found = solve(instance, longest_cycle=2)

    stage = found.stages[0]
    assert found.status == FEASIBLE
    assert (stage.value, stage.bound) == (2, 3)
    assert not rounds.faults(found)


@pytest.mark.parametrize("number", range(size(60, 300)))
def test_no_choice_of_all_choices_is_better(number: int) -> None:
    rng = random.Random(number)
    vertices = rng.choice((5, 7, 9, 12))
    density = {5: 0.7, 7: 0.4, 9: 0.3, 12: 0.16}[vertices]
    instance = rounds.some(rng, vertices=vertices, density=density, altruists=number % 3, groups=number % 2 == 0)
    objective = ("round", "count", "weight", "count-weight")[number % 4]
    lengths = (2 + number % 3, (0, 3, 4)[number % 3])

    found = solve(instance, objective=objective, longest_cycle=lengths[0], longest_chain=lengths[1])

    stages = [name for name in names_of(objective, instance) if name != "lottery"]
    # The worst-off are lifted a part at a time, which is at least as good for the whole.
    assert [stage.value for stage in found.stages if stage.name != "lottery"] == rounds.best(instance, stages, *lengths)
    assert found.status == OPTIMAL
    assert not rounds.faults(found)


@sized
@given(seed=st.integers(0, 2**32), vertices=st.integers(2, 40), density=st.floats(0.02, 0.3))
@settings(max_examples=size(75, 10_000), deadline=None)
def test_every_random_round_can_be_carried_out(seed: int, vertices: int, density: float) -> None:
    rng = random.Random(seed)
    instance = rounds.some(
        rng, vertices=vertices, density=min(density, 4 / vertices), altruists=seed % 3, groups=seed % 2 == 0
    )

    found = solve(instance, objective="round", longest_chain=3 if seed % 3 else 0, seed=b"x")

    assert found.status == OPTIMAL
    assert not rounds.faults(found)


@pytest.mark.parametrize("objective", ["round", "count", "weight"])
def test_the_order_in_the_file_changes_no_byte(objective: str) -> None:
    rng = random.Random(7)
    facts = rounds.some(rng, vertices=60, density=0.08, groups=True).facts()
    outputs = set()
    for _run in range(4):
        for rows in facts.values():
            if isinstance(rows, list):
                rng.shuffle(rows)
        source = Source("x", json.dumps(facts).encode())
        made = files.solved(solve(read([source], "native").instance, objective=objective, seed=b"seed"))
        outputs.add(tuple(sorted(made.items())))

    assert len(outputs) == 1


@sized
@pytest.mark.parametrize("objective", ["round", "count"])
def test_equal_candidates_win_equally_often(objective: str, record_figure: RecordFigure) -> None:
    instance = swaps(*(("amina", name) for name in ("bram", "coby", "daan", "eva")))

    won = Counter(
        names(solve(instance, objective=objective, seed=number.to_bytes(2, "big")))[0][1] for number in range(SEEDS)
    )

    share = SEEDS / 4
    sigma = math.sqrt(SEEDS * 0.25 * 0.75)
    worst = max(abs(won[name] - share) / sigma for name in ("bram", "coby", "daan", "eva"))
    record_figure(f"farthest of four equal candidates, {objective}", target="<= 3 sigma", measured=worst)
    assert worst <= 3
