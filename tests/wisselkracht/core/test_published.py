"""Every published instance at its listed optimum, and the independent checker agrees."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.wisselkracht.core.published import (
    COCO,
    KIDNEY,
    LARGE,
    LARGE_EXCHANGES,
    MEDIUM,
    MEDIUM_EXCHANGES,
    PREFLIB,
    found,
    published,
)
from wisselkracht import verify_exchange
from wisselkracht.core import files
from wisselkracht.core.exchanges import listed
from wisselkracht.core.solving import OPTIMAL, Solution, solve

MATCHINGS = (
    "chain_n1000", "random_n1000_m10000", "random_n2000_m10000", "random_n4000_m10000", "sparse_delta_n1004",
    "sparse_delta_n2004", "triangles_n1002", "triangles_n5001",
)  # fmt: skip
SLOW = ("random_n1000_m10000", "random_n2000_m10000", "random_n4000_m10000", "triangles_n5001")


def checked(solution: Solution, place: Path) -> object:
    """Write a solution, let the checker look, and give its value."""
    for name, content in files.solved(solution).items():
        (place / name).write_bytes(content)
    verify_exchange.verify(place)
    assert solution.status == OPTIMAL
    return files.result(solution)["value"]


@pytest.mark.parametrize("number", range(10))
def test_medium_kidney_programmes(number: int, tmp_path: Path) -> None:
    instance = found(f"kep/medium-{number + 1}.json").instance

    cycles, chains = listed(instance, longest_cycle=3, longest_chain=3)
    sizes = [len(path) for path in (*cycles, *chains)]

    assert (sizes.count(2), sizes.count(3)) == MEDIUM_EXCHANGES[number]
    assert checked(solve(instance, longest_chain=3), tmp_path) == MEDIUM[number]


@pytest.mark.parametrize("number", [0, *(pytest.param(number, marks=pytest.mark.proof) for number in (1, 2))])
def test_large_kidney_programmes(number: int, tmp_path: Path) -> None:
    instance = found(f"kep/large-{number + 1}.json").instance

    cycles, chains = listed(instance, longest_cycle=3, longest_chain=3)
    sizes = [len(path) for path in (*cycles, *chains)]

    assert (sizes.count(2), sizes.count(3)) == LARGE_EXCHANGES[number]
    assert checked(solve(instance, longest_chain=3), tmp_path) == LARGE[number]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.proof if name in SLOW else ()) for name in MATCHINGS]
)
def test_matchings(name: str, tmp_path: Path) -> None:
    instance = found(f"matching/{name}.edge").instance
    optimum = int(published(f"matching/{name}.out").read_text().split(maxsplit=2)[1])

    assert checked(solve(instance, objective="weight", longest_cycle=2), tmp_path) == optimum


@pytest.mark.parametrize(("name", "objective", "cycle", "chain", "optimum"), KIDNEY)
def test_kidney_fixtures(name: str, objective: str, cycle: int, chain: int, optimum: float, tmp_path: Path) -> None:
    instance = found(f"kidney/{name}.input").instance

    assert checked(solve(instance, objective=objective, longest_cycle=cycle, longest_chain=chain), tmp_path) == optimum


@pytest.mark.parametrize("longest", [2, 3])
@pytest.mark.parametrize("name", PREFLIB)
def test_preflib_pairs(name: str, longest: int, tmp_path: Path) -> None:
    instance = found(f"preflib/{name}.txt").instance

    assert checked(solve(instance, longest_cycle=longest), tmp_path) == PREFLIB[name][longest - 2]


@pytest.mark.parametrize("name", COCO)
def test_coco_contest(name: str, tmp_path: Path) -> None:
    read = found(f"coco/{name}.txt")
    assert read.longest is not None

    assert checked(solve(read.instance, objective="weight", longest_cycle=read.longest), tmp_path) == COCO[name]


def test_time_stops_a_matching_with_an_honest_gap() -> None:
    instance = found("matching/random_n1000_m10000.edge").instance

    stopped = solve(instance, objective="weight", longest_cycle=2, time_limit=0.02, clock=time.monotonic)

    stage = stopped.stages[0]
    assert stopped.status != OPTIMAL
    assert stage.bound is None or stage.bound > stage.value
