"""The coordinator's desk of WisselKracht with 5,000 applications: its pages at the server, beside what is allowed.

Run by `make bench`. Prints one JSON line a figure. The applications are invented; every request goes through the whole
of Django, its middleware and Postgres. How long the instance and the run take is shown and not judged.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from typing import Any, Final

import django

from bench.stage import stage

APPLICATIONS: Final = 5_000
ROUNDS: Final = 40
WARM: Final = 3
ALLOWED_MS: Final = 300.0


def report(name: str, ours: float, *, allowed: float, unit: str = "ms", note: str = "") -> None:
    """Print one figure beside what is allowed; 0 allows anything."""
    ratio = allowed / ours if allowed else 0.0
    line = {
        "name": name, "ours": round(ours, 2), "unit": unit, "peer": "allowed", "peers": allowed,
        "ratio": round(ratio, 3), "target": 1.0 if allowed else 0.0, "holds": not allowed or ratio >= 1.0, "note": note,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


def main() -> None:
    """Measure on one stage."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        from tests.wisselkracht import crowd

        begun = time.perf_counter()
        found = crowd.round_of(APPLICATIONS, random.Random(5))
        seconds = {"applications": time.perf_counter() - begun}
        run = crowd.run(found, seconds)
        note = f"{run.applications:,} applications, {run.count:,} teachers in an exchange, {run.status}"
        report("make the instance", seconds["build"], allowed=0, unit="s", note=note)
        report("solve and keep it, pairs", seconds["solve"], allowed=0, unit="s", note=note)
        _pages(found, run)


def _pages(found: Any, run: Any) -> None:
    from django.urls import reverse

    from tests.house.roles import World
    from tests.wisselkracht import crowd

    browser = World("wisselkracht").browser("coordinator")
    rng = random.Random(6)
    slug, number = found.slug, run.number
    exchanges = run.exchanges.count()
    alone = list(run.members.filter(exchange=None, told__isnull=False).values_list("application", flat=True)[:200])
    keys = list(run.members.values_list("application", flat=True))
    words = ("vlieger", "linde", "van")

    def at(name: str, *more: Any) -> str:
        return reverse(f"wisselkracht:{name}", args=[slug, *more])

    pages = {
        "cockpit": lambda: (at("cockpit"), {"pagina": rng.randrange(1, 90)}),
        "runs": lambda: (at("runs"), {}),
        "one run": lambda: (at("run", number), {"pagina": rng.randrange(1, 40), "zonder": rng.randrange(1, 40)}),
        "one run, searched": lambda: (at("run", number), {"zoek": rng.choice(words)}),
        "an exchange": lambda: (at("run-exchange", number, rng.randrange(1, exchanges + 1)), {}),
        "why none": lambda: (at("run-without", number, rng.choice(alone)), {}),
        "who fits with whom": lambda: (
            at("matrix"),
            {"pagina": rng.randrange(1, 99), "kolommen": rng.randrange(1, 99)},
        ),
        "a pair": lambda: (at("pair", *rng.sample(keys, 2)), {}),
        "two runs": lambda: (at("runs-compare"), {}),
        "cost of a ban": lambda: (at("ruling", "ban", ",".join(map(str, sorted(crowd.paired(run, rng))))), {}),
        "proof": lambda: (at("proof"), {}),
    }
    for name, ask in pages.items():
        took = []
        for _time in range(WARM + ROUNDS):
            address, query = ask()
            begun = time.perf_counter()
            response = browser.get(address, query)
            took.append(1000 * (time.perf_counter() - begun))
            assert response.status_code == 200, (name, response.status_code)
        took = sorted(took[WARM:])
        report(
            f"{name}, p95", took[int(0.95 * ROUNDS)], allowed=ALLOWED_MS,
            note=f"{APPLICATIONS:,} applications; median {statistics.median(took):.0f} ms",
        )  # fmt: skip


if __name__ == "__main__":
    main()
