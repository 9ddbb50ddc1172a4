"""The best exchanges: ours beside networkx, rustworkx alone and kep_solver, in the same run.

kep_solver is AGPL-3.0: it runs in an environment of its own, var/peers, from requirements/peers.txt. All are timed by
processor seconds, those of children (CBC) included, so that a busy machine does not tilt the comparison. The targets are
those of the issue. Every one of our values is proven by its own bound; where it is not, the figure says so with its gap.
Run by `make bench`. Prints one JSON line a figure.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bench.exchange_rounds import round_of
from tests.wisselkracht.core.published import DATA, LARGE, found
from wisselkracht.core.instance import Id, Instance, instance_of
from wisselkracht.core.matching import matched
from wisselkracht.core.solving import OPTIMAL, Solution, solve

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "var" / "peers"
LOCK = ROOT / "requirements" / "peers.txt"
PATIENCE = 90.0
SEEDS = (5, 6, 7, 8, 9)
DENSE_SECONDS = 120.0


def main() -> None:
    """Measure."""
    python = _peers()
    _pairs(python)
    _sparse()
    _kidneys(python)
    _rounds(1000, 3.0)
    _veto()
    if os.environ.get("BENCH_LARGE", "1") != "0":
        _dense()


def report(name: str, seconds: float, *, peer: str, peers: float, target: float, note: str, holds: bool = True) -> None:
    """Print one figure, as runs a minute. peers: seconds. target: the least ratio of ours to the peer's; 0 judges nothing."""
    ratio = peers / max(seconds, 1e-4)
    line = {
        "name": name, "ours": round(60 / max(seconds, 1e-4), 3), "unit": "runs/min", "peer": peer,
        "peers": round(60 / peers, 3), "ratio": round(ratio, 3), "target": target, "holds": holds and ratio >= target,
        "note": f"{seconds:.2f} s against {peers:.2f} s; {note}",
    }  # fmt: skip
    print(json.dumps(line), flush=True)
    print(f"  {name}: {line['note']}", file=sys.stderr, flush=True)


def _ours(
    instance: Instance, *, rounds: int = 1, limit: float | None = None, **asked: object
) -> tuple[float, Solution]:
    times = []
    for _round in range(rounds):
        begun = _clock()
        solution = solve(instance, time_limit=limit, clock=time.process_time, **asked)  # type: ignore[arg-type]
        times.append(_clock() - begun)
    return statistics.median(times), solution


def _clock() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _told(solution: Solution) -> str:
    return ", ".join(
        f"{stage.name} {stage.value}" + ("" if stage.closed else f" (bound {stage.bound})") for stage in solution.stages
    )


def _edges(vertices: int, degree: int, seed: int) -> list[list[int]]:
    rng = random.Random(seed)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < vertices * degree // 2:
        one, other = rng.randrange(vertices), rng.randrange(vertices)
        if one != other:
            pairs.add((min(one, other), max(one, other)))
    return [[one, other, rng.randint(1, 1000)] for one, other in sorted(pairs)]


def _as_pairs(rows: list[list[int]], vertices: int) -> Instance:
    weights: dict[tuple[Id, Id], int] = {(one, other): weight for one, other, weight in rows}
    return instance_of(range(vertices), weights | {(other, one): 0 for one, other, _weight in rows})


def _pairs(python: Path) -> None:
    """Two-way at 5,000 applications: random graphs, and a round."""
    for degree in (6, 20):
        rows = _edges(5000, degree, seed=degree)
        seconds, solution = _ours(_as_pairs(rows, 5000), rounds=3, objective="weight", longest_cycle=2)
        proven = solution.status == OPTIMAL
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(rows, file)
            file.flush()
            theirs, value = _theirs(python, "matching", file.name)
        begun = _clock()
        alone = sum(_weights(rows)[pair] for pair in matched(rows))
        rustworkx = _clock() - begun
        assert alone == solution.stages[0].value
        assert value in (None, alone)
        name = f"two-way, 5,000 applications, {degree} each"
        report(name, seconds, peer="allowed: 1 second", peers=1.0, target=1.0, note=_told(solution), holds=proven)
        waited = "the same value" if value is not None else "it had not finished"
        report(name, seconds, peer="networkx", peers=theirs, target=1.0, note=waited, holds=proven)
        report(
            name, seconds, peer="rustworkx alone", peers=rustworkx, target=0.0, note="the same value, no certificate"
        )


def _weights(rows: list[list[int]]) -> dict[tuple[int, int], int]:
    return {(one, other): weight for one, other, weight in rows}


def _sparse() -> None:
    if not DATA.is_dir():
        return
    instance = found("matching/sparse_delta_n2004.edge").instance
    rows = [[start, end, weight] for start, end, weight in instance.arcs if weight]
    seconds, solution = _ours(instance, rounds=3, objective="weight", longest_cycle=2)
    begun = _clock()
    matched(rows)
    rustworkx, proven = _clock() - begun, solution.status == OPTIMAL
    for peer, peers, target in (("allowed: 1 second", 1.0, 1.0), ("rustworkx alone", rustworkx, 1.0)):
        report(
            "two-way, sparse_delta_n2004",
            seconds,
            peer=peer,
            peers=peers,
            target=target,
            note=_told(solution),
            holds=proven,
        )


def _kidneys(python: Path) -> None:
    for number, optimum in enumerate(LARGE if DATA.is_dir() else (), 1):
        name = f"kep/large-{number}.json"
        seconds, solution = _ours(found(name).instance, rounds=3, longest_chain=3)
        theirs, value = _theirs(python, "kep", str(DATA / name))
        proven = solution.status == OPTIMAL and solution.stages[0].value == optimum
        assert value in (None, optimum)
        report(
            f"kidney exchange, {name}",
            seconds,
            peer="kep_solver",
            peers=theirs,
            target=1.0,
            note=_told(solution),
            holds=proven,
        )


def _rounds(count: int, allowed: float) -> None:
    times, notes, proven = [], [], True
    for seed in SEEDS:
        seconds, solution = _ours(round_of(count, seed=seed), limit=60.0, objective="count-weight")
        proven = proven and solution.status == OPTIMAL
        times.append(seconds)
        notes.append(f"seed {seed}: {seconds:.2f} s, {_told(solution)}")
    report(
        f"three-way, {count:,} applications, count and weight, median of five", statistics.median(times),
        peer=f"allowed: {allowed:g} seconds", peers=allowed, target=1.0, note="; ".join(notes), holds=proven,
    )  # fmt: skip


def _dense() -> None:
    """Two thousand applications: the count on five seeds, and count and weight on at least three of them."""
    counts, both, notes, closed = [], [], [], 0
    for seed in SEEDS:
        instance = round_of(2000, seed=seed)
        seconds, solution = _ours(instance, limit=DENSE_SECONDS, objective="count")
        counts.append(seconds if solution.status == OPTIMAL else DENSE_SECONDS)
        seconds, solution = _ours(instance, limit=DENSE_SECONDS, objective="count-weight")
        if solution.status == OPTIMAL:
            both.append(seconds)
            closed += seconds <= 60
        exchanges = sum(solution.counts)
        notes.append(
            f"seed {seed}: {exchanges:,} cycles, count in {counts[-1]:.1f} s, both {seconds:.1f} s: {_told(solution)}"
        )
    told = "; ".join(notes)
    report(
        "three-way, 2,000 dense, count, slowest of five",
        max(counts),
        peer="allowed: 20 seconds",
        peers=20.0,
        target=1.0,
        note=told,
    )
    third = sorted([*both, *[DENSE_SECONDS] * 5])[2]
    report(
        "three-way, 2,000 dense, count and weight, third of five", third, peer="allowed: 60 seconds", peers=60.0, target=1.0,
        note=f"{closed} of five within 60 s", holds=closed >= 3,
    )  # fmt: skip


def _veto() -> None:
    """One exchange is refused, half of the others were accepted: solve again."""
    instance = round_of(1000, seed=5)
    first = solve(instance, objective="count-weight")
    refused, *others = [each.vertices for each in first.exchanges]
    arcs = {(one, other) for one in refused for other in refused}
    again = replace(
        instance,
        arcs=tuple(arc for arc in instance.arcs if arc[:2] not in arcs),
        locks=tuple(others[: len(others) // 2]),
    )
    seconds, solution = _ours(again, rounds=3, objective="count-weight")
    report(
        "solve again after a veto, 1,000 applications", seconds, peer="allowed: 1 second", peers=1.0, target=1.0,
        note=_told(solution), holds=solution.status == OPTIMAL,
    )  # fmt: skip


def _peers() -> Path:
    """Install the peers in an environment of their own, once."""
    python = PEERS / "bin" / "python"
    stamp = PEERS / "lock.txt"
    if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
        venv.create(PEERS, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", "--require-hashes", "-r", LOCK], check=True)
        stamp.write_bytes(LOCK.read_bytes())
    return python


def _theirs(python: Path, kind: str, file: str) -> tuple[float, float | None]:
    """Give the peer's seconds and value, or our patience and None where it took longer."""
    try:
        answer = subprocess.run(
            [python, ROOT / "bench" / "peer_exchange.py", kind, file],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, timeout=PATIENCE * 3,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return PATIENCE, None
    facts = json.loads(next(line for line in reversed(answer.stdout.splitlines()) if line.startswith("{")))
    return facts["seconds"], facts["value"]


if __name__ == "__main__":
    sys.exit(main())
