"""Run by bench_wisselkracht_exchange.py inside the peers' own environment; imports nothing of ours.

    python peer_exchange.py kep INSTANCE.json        kep_solver: most vertices, cycles and chains of at most 3
    python peer_exchange.py matching EDGES.json      networkx: a matching of most weight; rows [vertex, vertex, weight]

Prints one JSON line: processor seconds of solving (reading not counted; of children too, such as CBC), and the value.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Solve one instance."""
    kind, file = sys.argv[1:]
    seconds, value = kep(file) if kind == "kep" else matching(file)
    print(json.dumps({"seconds": seconds, "value": value}))


def kep(file: str) -> tuple[float, float]:
    """Solve with kep_solver and the solver that comes with it."""
    from kep_solver.fileio import read_json
    from kep_solver.model import TransplantCount
    from kep_solver.programme import Programme

    instance = read_json(file)
    begun = clock()
    programme = Programme(
        [TransplantCount()], maxCycleLength=3, maxChainLength=3, description="bench", full_details=False
    )
    solution, _model = programme.solve_single(instance)
    return clock() - begun, solution.values[0]


def matching(file: str) -> tuple[float, float]:
    """Solve with networkx."""
    import networkx

    rows = json.loads(Path(file).read_text())
    graph = networkx.Graph()
    graph.add_weighted_edges_from(rows)
    begun = clock()
    found = networkx.max_weight_matching(graph)
    return clock() - begun, sum(graph.edges[pair]["weight"] for pair in found)


def clock() -> float:
    """Give processor seconds of this process and its children."""
    import os

    times = os.times()
    return time.process_time() + times.children_user + times.children_system


main()
