"""Exchanges of two are edges of a graph, and the best choice is a matching: rustworkx, within a time box.

Run as a program it reads a graph from stdin and writes a matching, so that it can be stopped: the library itself cannot.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Final

import numpy as np
import rustworkx

from wisselkracht.core.columns import Columns, Ints

BOX: Final = 60.0
AT_ONCE: Final = 400


def is_one(columns: Columns) -> bool:
    """Are all columns pairs that share vertices only, each of which has one place?"""
    plain = columns.uses.shape[0] == columns.vertices and bool((columns.limits == 1).all())
    return plain and bool((np.diff(columns.uses.indptr) == 2).all())


def best(columns: Columns, stage: int, left: float) -> Ints | None:
    """Give the columns of a best matching by all stages up to this one, or None where the box ends first.

    The stages are packed into one exact number an edge: an earlier stage outweighs all that later ones can add.
    """
    packed = [0] * len(columns)
    for each in columns.stages[: stage + 1]:
        room = 2 * int(np.abs(each.values).sum()) + 1
        packed = [before * room + value for before, value in zip(packed, each.values.tolist(), strict=True)]
    edges = columns.uses.indices.reshape(-1, 2).tolist()
    graph = [[one, other, weight] for (one, other), weight in zip(edges, packed, strict=True)]
    if len(columns) <= AT_ONCE:
        pairs = matched(graph)
    else:
        box = min(BOX, left)
        try:
            answer = subprocess.run(
                [sys.executable, "-m", "wisselkracht.core.matching"],
                input=json.dumps(graph), capture_output=True, text=True, check=True, timeout=box,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None
        pairs = [(one, other) for one, other in json.loads(answer.stdout)]
    place = {tuple(sorted(edge)): number for number, edge in enumerate(edges)}
    return np.array(sorted(place[one, other] for one, other in pairs), dtype=np.int64)


def matched(graph: list[list[int]]) -> list[tuple[int, int]]:
    """Give the edges of a matching of most weight; no edge with a weight below zero. graph: vertex, vertex, weight."""
    made: Any = rustworkx.PyGraph()
    made.add_nodes_from(range(1 + max(max(one, other) for one, other, _weight in graph)))
    made.add_edges_from([(one, other, weight) for one, other, weight in graph])
    pairs = rustworkx.max_weight_matching(made, max_cardinality=False, weight_fn=int)
    return [(min(pair), max(pair)) for pair in pairs]


if __name__ == "__main__":
    json.dump(matched(json.load(sys.stdin)), sys.stdout)
