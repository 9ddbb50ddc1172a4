"""The instances that others published, and pools like theirs, against numbers found in another way."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest

from beraad.core.instance import Instance
from beraad.core.leximin import solve
from beraad.core.solution import OPTIMAL
from tests.beraad.core import oracle
from tests.beraad.core.pools import RECORD, proportional, skewed
from tests.beraad.core.real import published
from tests.figures import RecordFigure
from tests.sizes import FULL, sized

pytestmark = [sized]


def check(name: str, instance: Instance, record_figure: RecordFigure) -> list[float]:
    begun = time.process_time()
    solution = solve(instance)
    seconds = time.process_time() - begun

    assert solution.status == OPTIMAL
    assert solution.deviation < 1e-9
    got: list[float] = solution.probabilities.tolist()
    apart = max(abs(one - other) for one, other in zip(got, oracle.relaxed(instance), strict=True))
    assert apart < 1e-6
    record_figure(f"{name}: whole vector against scipy", target="<= 1e-6", measured=apart)
    record_figure(f"{name}: full leximin, certificate included", target="<= 2 s", measured=f"{seconds:.2f} s")
    assert seconds < (2 if FULL else 20)
    return got


@pytest.mark.parametrize("name", ["example_small_20", "example_large_200"])
def test_in_the_published_examples_everybody_has_one_chance_in_ten(name: str, record_figure: RecordFigure) -> None:
    got = check(name, published(name), record_figure)

    record_figure(f"{name}: chance of everybody", target="0.1", measured=f"{min(got):.9f} to {max(got):.9f}")
    assert np.allclose(got, 0.1, atol=1e-9)


def test_in_the_fixture_the_least_chance_is_one_in_eleven(record_figure: RecordFigure) -> None:
    check("fixture_150_22", published("fixture_150_22"), record_figure)

    least = solve(published("fixture_150_22")).minimum
    record_figure("fixture_150_22: least chance", target="1/11", measured=least)
    assert least == Fraction(1, 11)


@pytest.mark.parametrize(("people", "members"), [(300, 45), *([(500, 75), (750, 112)] if FULL else [])])
def test_in_generated_pools_the_vector_is_that_of_another_solver(
    people: int, members: int, record_figure: RecordFigure
) -> None:
    check(f"generated {people}/{members}", proportional(people=people, size=members, seed=1), record_figure)


@pytest.mark.proof
def test_a_pool_as_large_as_the_record_is_exact_in_twenty_seconds(record_figure: RecordFigure) -> None:
    begun = time.process_time()
    solution = solve(skewed(**RECORD))
    seconds = time.process_time() - begun

    assert solution.status == OPTIMAL
    assert solution.deviation < 1e-9
    record_figure(
        f"1,727 people, 110 seats, {solution.model.types} profiles", target="<= 20 s", measured=f"{seconds:.1f} s"
    )
    assert seconds < 20
