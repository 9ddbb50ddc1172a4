"""Rounds of the size of a region: proven, carried out, and confirmed by a plain integer program without our tricks."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from bench.exchange_rounds import round_of
from tests.figures import RecordFigure
from tests.sizes import size, sized
from tests.wisselkracht.core import rounds
from wisselkracht.core.exchanges import listed
from wisselkracht.core.instance import Instance
from wisselkracht.core.solving import OPTIMAL, solve
from wisselkracht.core.vetoing import after

pytestmark = [sized]
SEEDS = (5, 6, 7, 8, 9)
HEAVIER = 10**6


def plainly(instance: Instance) -> tuple[int, int]:
    """Give most teachers, and the most weight with them, by one integer program over all cycles."""
    cycles, _chains = listed(instance, longest_cycle=3, longest_chain=0)
    columns = [number for number, path in enumerate(cycles) for _vertex in path]
    rows = [vertex for path in cycles for vertex in path]
    uses = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(instance), len(cycles)))
    weights = np.array([rounds.value(instance, "weight", [path]) for path in cycles])
    gain = np.array([len(path) for path in cycles]) * HEAVIER + weights
    found = milp(-gain, constraints=LinearConstraint(uses, ub=1), bounds=Bounds(0, 1), integrality=np.ones(len(cycles)),
                 options={"mip_rel_gap": 0})  # fmt: skip
    total = round(-found.fun)
    return total // HEAVIER, total % HEAVIER


@pytest.mark.parametrize("seed", SEEDS[: size(1, 5)])
def test_a_plain_integer_program_finds_the_same_optimum(seed: int) -> None:
    instance = round_of(size(250, 600), seed=seed)

    found = solve(instance, objective="count-weight")

    assert found.status == OPTIMAL
    assert tuple(stage.value for stage in found.stages) == plainly(instance)
    assert not rounds.faults(found)


@pytest.mark.parametrize("seed", SEEDS[: size(1, 5)])
def test_a_round_is_proven_stage_by_stage(seed: int, record_figure: RecordFigure) -> None:
    instance = round_of(size(300, 1000), seed=seed)
    begun = time.process_time()

    found = solve(instance, objective="round", seed=b"seed")

    record_figure(f"whole round of {len(instance):,}, seed {seed}", target="proven", measured=f"{found.status}, "
                  f"{time.process_time() - begun:.1f} s of processor")  # fmt: skip
    assert found.status == OPTIMAL
    assert not rounds.faults(found)


def test_after_a_veto_the_fewest_change_within_a_second(record_figure: RecordFigure) -> None:
    instance = round_of(size(300, 1000), seed=5)
    first = solve(instance, objective="round")
    names = [tuple(instance.names(each.vertices)) for each in first.exchanges]
    begun = time.process_time()

    second, difference = after(first, refused=[(names[0][0], names[0][1])], accepted=names[1 : len(names) // 2])

    seconds = time.process_time() - begun
    record_figure(
        f"solve again after a veto, {len(instance):,} applications", target="<= 1 s", measured=f"{seconds:.2f} s"
    )
    assert second.status == OPTIMAL
    assert not rounds.faults(second)
    assert names[0] in difference.gone
    assert len(difference.gone) <= 1 + len(names) // 2
