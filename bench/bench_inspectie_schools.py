"""The pages of schools: all of them as files, one from the server, and a search. No peer: the target is what the issue asks."""

from __future__ import annotations

import io
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.core.management import call_command

from bench.stage import stage

SCHOOLS = 6100
EXPORT_S = 60.0
SEARCH_MS = 25.0
QUERIES = ("'t kompas", "sudwest fryslan", "de ark", "den haag", "40001", "99VJ")
ROUNDS = 20


def figure(name: str, ours: float, unit: str, asked: float, note: str) -> None:
    """Print one figure: asked is the most it may be."""
    ratio = asked / ours
    line = {"name": name, "ours": round(ours, 2), "unit": unit, "peer": "asked at most", "peers": asked}
    print(json.dumps(line | {"ratio": round(ratio, 2), "target": 1.0, "holds": ratio >= 1, "note": note}))


def median_ms(call: Callable[[str], object]) -> float:
    """Give the median time of a call over all queries, after one that does not count."""
    taken = []
    for query in QUERIES * ROUNDS:
        start = time.perf_counter()
        call(query)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken[len(QUERIES) :])


def main() -> None:
    """Measure everything over a country of invented schools."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        from inspectie.queries import searching
        from tests.inspectie import landscape

        landscape.build(SCHOOLS)
        searching.search("warm", page=None)
        found = median_ms(lambda query: searching.search(query, page=None))
        figure("search over all schools", found, "ms", SEARCH_MS, "six queries, page of results included")
        with tempfile.TemporaryDirectory() as folder:
            out, begun, used = io.StringIO(), time.perf_counter(), os.times()
            call_command("export_schools", Path(folder), stdout=out)
            seconds, now = time.perf_counter() - begun, os.times()
        processor = sum(now[:4]) - sum(used[:4])
        note = f"{1000 * processor / SCHOOLS:.1f} ms of processor a page; {os.cpu_count()} processes"
        figure(f"{SCHOOLS} school pages as files", seconds, "s", EXPORT_S, note)


if __name__ == "__main__":
    main()
