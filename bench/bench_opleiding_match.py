"""A match round of 10,000 candidates and 200 offerings, beside the library `matching` in the same run.

Both get the same lists, every offering ranks whoever ranked it, and both are timed end to end: for us from the bundle as
parsed JSON through checking, draw and outcome; for the peer from dictionaries through its own objects and solver. The
peer (MIT) runs in the environment of the peers, var/peers. Run by `make bench`. Prints one JSON line a figure.
"""

from __future__ import annotations

import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.bench_beraad_lottery import peers_python, report
from opleiding.core import files, matching
from opleiding.core.bundle import market_of
from opleiding.core.lottery import draw, order

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
PATIENCE = 300.0
ALLOWED = 0.150
CANDIDATES, OFFERINGS, LENGTH = 10_000, 200, 10


def main() -> None:
    """Measure."""
    made = instance(CANDIDATES, OFFERINGS, LENGTH, seed=1)
    ours, solving, placed = _ours(made)
    report(
        f"match, {CANDIDATES:,} x {OFFERINGS}, lists of {LENGTH}: draw, order, solve", 1 / solving, unit="rounds/s",
        peer="allowed: 150 ms", peers=1 / ALLOWED, target=1.0,
        note=f"{solving * 1000:.0f} ms in plain Python; with reading and checking the bundle {ours * 1000:.0f} ms",
    )  # fmt: skip
    theirs, same = _theirs(made, placed)
    report(
        f"match, {CANDIDATES:,} x {OFFERINGS}, lists of {LENGTH}, end to end", 1 / ours, unit="rounds/s",
        peer="matching", peers=1 / theirs, target=50.0, note=f"{ours * 1000:.0f} ms against {theirs:.1f} s; {same}",
    )  # fmt: skip
    begun = time.process_time()
    files.written(files.settle(market_of(made)), b"{}")
    seconds = time.process_time() - begun
    report(
        "the same with proof, all explanations and menus", 1 / seconds, unit="rounds/s", peer="allowed: 5 s",
        peers=1 / 5.0, target=1.0, note=f"{seconds:.2f} s, without a database",
    )  # fmt: skip


def instance(candidates: int, offerings: int, length: int, *, seed: int) -> dict[str, Any]:
    """Give a round at random in which every order is strict, so that both solvers have to find the same."""
    rng = random.Random(seed)
    names = [f"o{n}" for n in range(offerings)]
    lists = {f"c{n}": rng.sample(names, length) for n in range(candidates)}
    asked: dict[str, list[list[str]]] = {name: [] for name in names}
    for name in rng.sample(list(lists), candidates):
        for choice in lists[name]:
            asked[choice].append([name])
    for ranked in asked.values():
        rng.shuffle(ranked)
    places = candidates * 9 // (10 * offerings)
    return {
        "candidates": [{"id": name, "preferences": choices} for name, choices in lists.items()],
        "offerings": [{"id": name, "places": places, "pool": None, "priorities": asked[name]} for name in names],
        "pools": [],
        "lottery": {"seed": "00" * 32},
    }


def _ours(made: dict[str, Any]) -> tuple[float, float, dict[str, str]]:
    """Give our seconds from the parsed bundle, those from the checked one, and the placements."""
    times, solving = [], []
    for _round in range(ROUNDS):
        gc.collect()
        begun = time.process_time()
        market = market_of(made)
        checked = time.process_time()
        by = order(market, draw(market))
        found = files.outcome(market, matching.solve(market, by))
        done = time.process_time()
        times.append(done - begun)
        solving.append(done - checked)
    return statistics.median(times), statistics.median(solving), found["placements"]


def _theirs(made: dict[str, Any], placed: dict[str, str]) -> tuple[float, str]:
    """Give the peer's seconds, and whether it found the same."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "round.json"
        file.write_text(json.dumps(made))
        answer = subprocess.run(
            [peers_python(), ROOT / "bench" / "peer_matching.py", file],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, timeout=PATIENCE,
            env=os.environ | {"PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
    found = json.loads(answer.stdout.splitlines()[-1])
    assert found["placements"] == placed, "the two outcomes differ"
    return found["seconds"], "the same outcome"


if __name__ == "__main__":
    sys.exit(main())
