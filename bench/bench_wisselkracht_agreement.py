"""The agreement set of an exchange: how fast its paper is made, for two schools and for three.

Run by `make bench`. Prints one JSON line a figure. All names are invented.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from datetime import UTC, datetime
from typing import Final

import django

from bench.stage import stage

ROUNDS: Final = 7
ALLOWED_S: Final = 2.0
NOW: Final = datetime(2026, 12, 12, 10, 30, tzinfo=UTC)


def main() -> None:
    """Make each set a few times and say what the middle one took."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        measure()


def measure() -> None:
    """Print a figure for each set."""
    # Models and templates exist from here on.
    from tests.wisselkracht.core import terms
    from wisselkracht import pdf
    from wisselkracht.core import agreement

    for name, facts in (("two schools", terms.two()), ("three schools", terms.three())):
        found = agreement.settle(facts)
        took = []
        for _round in range(ROUNDS + 1):
            begun = time.perf_counter()
            pdf.agreement(found, signatures=[], moments={}, language="nl", now=NOW)
            took.append(time.perf_counter() - begun)
        # The first one opens the font files, which a worker does once.
        ours = statistics.median(took[1:])
        line = {
            "name": f"agreement set of {name}", "ours": round(ours, 2), "unit": "s", "peer": "allowed",
            "peers": ALLOWED_S, "ratio": round(ALLOWED_S / ours, 3), "target": 1.0, "holds": ours <= ALLOWED_S,
            "note": f"first {took[0]:.2f} s",
        }  # fmt: skip
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
