"""Small rounds at random, against two libraries that others wrote; each runs in the environment of the peers."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bench.bench_beraad_lottery import peers_python
from opleiding.core.matching import solve
from tests.figures import RecordFigure
from tests.opleiding.core.markets import facts, names, read

pytestmark = [pytest.mark.full]

ROUNDS = 10_000
SCRIPT = Path(__file__).with_name("peer_rounds.py")

Json = dict[str, Any]


@pytest.mark.parametrize("library", ["matching", "algmatch"])
def test_both_optima_are_those_of_a_library_that_others_wrote(
    library: str, tmp_path: Path, record_figure: RecordFigure
) -> None:
    rng = random.Random(173)
    rounds = [_strict(rng) for _number in range(ROUNDS)]
    file = tmp_path / "rounds.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in rounds))
    answer = subprocess.run(
        [peers_python(), SCRIPT, library, file],
        stdout=subprocess.PIPE, text=True, check=True, env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    theirs = [json.loads(line) for line in answer.stdout.splitlines()]

    other = sum([_ours(one) != both for one, both in zip(rounds, theirs, strict=True)])
    record_figure(f"random rounds other than {library}, both optima", target=f"0 of {ROUNDS:,}", measured=other)
    assert other == 0


def _strict(rng: random.Random) -> Json:
    """Give a round as both libraries take it: no ties, and who ranks somebody is ranked."""
    people, hospitals = rng.randint(1, 12), rng.randint(1, 5)
    lists = {n: rng.sample(range(1, hospitals + 1), rng.randint(1, min(3, hospitals))) for n in range(1, people + 1)}
    ranked: dict[int, list[int]] = {}
    for person in rng.sample(list(lists), people):
        for hospital in lists[person]:
            ranked.setdefault(hospital, []).append(person)
    for found in ranked.values():
        rng.shuffle(found)
    return {"lists": lists, "ranked": ranked, "places": {hospital: rng.randint(1, 3) for hospital in ranked}}


def _ours(one: Json) -> list[dict[str, int]]:
    lists = {str(n): [str(m) for m in choices] for n, choices in one["lists"].items()}
    offered = {str(n): (one["places"][n], [[str(m)] for m in people]) for n, people in one["ranked"].items()}
    found = []
    for mode in ("candidate_optimal", "offering_optimal"):
        market = read(facts(lists, offered, mode=mode))
        found.append({name: int(at) for name, at in names(market, solve(market).placed).items()})
    return found
