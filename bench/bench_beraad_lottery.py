"""The lottery: our whole leximin with its certificate beside the mere maximin of sortition-algorithms.

The peer has no leximin without a commercial solver, so it does less here. Its licence is GPL-3.0: it runs in an
environment of its own, var/peers, from requirements/peers.txt. Both are timed by processor seconds of one process, so
a busy machine does not tilt the comparison. Two sizes have no peer: a published record, and a size nobody has shown.
Run by `make bench`. Prints one JSON line a figure.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from beraad.core.instance import Instance
from beraad.core.leximin import solve
from beraad.core.panels import uniform
from beraad.core.solution import OPTIMAL, Solution
from tests.beraad.core.pools import NOBODY_SHOWED, RECORD, proportional, skewed
from tests.beraad.core.real import DATA, published

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "var" / "peers"
LOCK = ROOT / "requirements" / "peers.txt"
# Peers of which we need a part, without all that they bring along.
ALONE = ROOT / "requirements" / "peers-alone.txt"
ROUNDS = 5
PATIENCE = 240.0
RECORD_SECONDS = 4011.6
LARGE_SECONDS = 900.0
LARGE_GIB = 4.0


def main() -> None:
    """Measure."""
    for name, instance in _alone():
        ours, solution = _ours(instance, ROUNDS)
        begun = time.process_time()
        uniform(solution, 1000)
        report(
            f"full leximin, {name}", 60 / ours, unit="lotteries/min", peer="allowed: 2 seconds", peers=30.0, target=1.0,
            note=f"{ours:.2f} s; least chance {float(solution.minimum):.6f}; "
            f"1,000 panels took {time.process_time() - begun:.1f} s more (target 60)",
        )  # fmt: skip
    python = peers_python()
    for name, instance, target in _instances():
        ours, solution = _ours(instance, ROUNDS)
        theirs, note = _theirs(python, instance)
        report(
            f"full leximin, {name}", 60 / ours, unit="lotteries/min", peer="sortition-algorithms, maximin only",
            peers=60 / theirs, target=target,
            note=f"{ours:.2f} s against {theirs:.1f} s; least chance {float(solution.minimum):.6f}{note}",
        )  # fmt: skip
    _record()
    if os.environ.get("BENCH_LARGE", "1") != "0":
        _large()


def report(name: str, ours: float, *, unit: str, peer: str, peers: float, target: float, note: str) -> None:
    """Print one figure. target: the least ratio of ours to the peer's."""
    ratio = ours / peers
    line = {
        "name": name, "ours": round(ours, 4), "unit": unit, "peer": peer, "peers": round(peers, 4),
        "ratio": round(ratio, 3), "target": target, "holds": ratio >= target, "note": note,
    }  # fmt: skip
    print(json.dumps(line), flush=True)
    print(f"  {name}: {note}", file=sys.stderr, flush=True)


def _instances() -> list[tuple[str, Instance, float]]:
    fixture = [("150/22 (fixture)", published("fixture_150_22"), 4.0)] if (DATA / "beraad").is_dir() else []
    return [
        *fixture,
        ("300/45 (generated)", proportional(people=300, size=45, seed=1), 100.0),
        ("500/75 (generated)", proportional(people=500, size=75, seed=1), 500.0),
    ]


def _alone() -> list[tuple[str, Instance]]:
    known = ("example_small_20", "example_large_200", "fixture_150_22") if (DATA / "beraad").is_dir() else ()
    made = ((300, 45), (500, 75), (750, 112))
    return [
        *((name, published(name)) for name in known),
        *((f"{people}/{size} (generated)", proportional(people=people, size=size, seed=1)) for people, size in made),
    ]


def _ours(instance: Instance, rounds: int) -> tuple[float, Solution]:
    times = []
    for _round in range(rounds):
        begun = time.process_time()
        solution = solve(instance)
        times.append(time.process_time() - begun)
        assert solution.status == OPTIMAL
        assert solution.deviation < 1e-9
    return statistics.median(times), solution


def peers_python() -> Path:
    """Install the peers in an environment of their own, once."""
    python = PEERS / "bin" / "python"
    stamp, wanted = PEERS / "lock.txt", LOCK.read_bytes() + ALONE.read_bytes()
    if not stamp.exists() or stamp.read_bytes() != wanted:
        venv.create(PEERS, with_pip=True, clear=True)
        install = [python, "-m", "pip", "install", "-qq", "--require-hashes"]
        subprocess.run([*install, "-r", LOCK], check=True)
        subprocess.run([*install, "--no-deps", "-r", ALONE], check=True)
        stamp.write_bytes(wanted)
    return python


def _theirs(python: Path, instance: Instance) -> tuple[float, str]:
    """Give the peer's seconds, or the limit of our patience where it took longer."""
    with tempfile.TemporaryDirectory() as folder:
        features, people = Path(folder) / "features.csv", Path(folder) / "people.csv"
        _write(features, ["feature", "value", "min", "max"],
               [[quota.feature, quota.value, str(quota.min), str(quota.max)] for quota in instance.quotas])  # fmt: skip
        names = [feature.name for feature in instance.pool.features]
        _write(people, ["nationbuilder_id", *names],
               [[f"p{person}", *instance.pool.profile(person)] for person in range(len(instance.pool))])  # fmt: skip
        try:
            answer = subprocess.run(
                [python, ROOT / "bench" / "peer_sortition.py", features, people, str(instance.size)],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, timeout=PATIENCE,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return PATIENCE, "; the peer had not finished"
    found = json.loads(next(line for line in answer.stdout.splitlines() if line.startswith("{")))
    return found["seconds"], f", the peer's {found['minimum']:.6f}"


def _write(file: Path, header: list[str], rows: list[list[str]]) -> None:
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([header, *rows])


def _record() -> None:
    instance = skewed(**RECORD)
    ours, solution = _ours(instance, 3)
    begun = time.process_time()
    uniform(solution, 1000)
    report(
        f"full leximin, 1,727/110, {solution.model.types} profiles", 3600 / ours, unit="lotteries/h",
        peer="published, 1,727/110 with a commercial solver (Nature 2021)", peers=3600 / RECORD_SECONDS,
        target=RECORD_SECONDS / 20.0,
        note=f"{ours:.1f} s (target 20, aim 10); theirs was a real pool, ours is generated like it; "
        f"1,000 panels took {time.process_time() - begun:.1f} s more (target 60)",
    )  # fmt: skip


def _large() -> None:
    instance = skewed(**NOBODY_SHOWED)
    begun = time.process_time()
    solution = solve(instance)
    ours = time.process_time() - begun
    gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    proven = solution.status == OPTIMAL and solution.deviation < 1e-9 and gib <= LARGE_GIB
    report(
        f"full leximin, 10,000/160, {solution.model.types} profiles", 3600 / ours if proven else 0.0, unit="lotteries/h",
        peer="a size that nobody has shown; 15 minutes and 4 GiB", peers=3600 / LARGE_SECONDS, target=1.0,
        note=f"{ours:.0f} s, {gib:.1f} GiB, {solution.status}, off by {float(solution.deviation):.1e}",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
