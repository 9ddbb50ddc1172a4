"""The public sum about the shortage: from an address with every slider moved to the page's answer, and the page itself.

No peer offers this: the target of the house is 50 ms an answer. Run by `make bench`. Prints one JSON line a figure.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from typing import Final

import django
from django.http import QueryDict

from bench.bench_beraad_lottery import report
from bench.stage import stage

ALLOWED: Final = 0.050
ROUNDS: Final = 200


def main() -> None:
    """Measure with the settings of a stage."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        measure()


def measure() -> None:
    """Print how long the slowest of twenty answers takes."""
    # Settings exist from here on.
    from opleiding.forms.shortage import ShortageForm
    from opleiding.queries import shortage

    times = []
    for number in range(ROUNDS):
        begun = time.perf_counter()
        form = ShortageForm(
            QueryDict(f"trainers={number * 50}&kiest={number % 101}&plaatsen=5000&jaar={2026 + number % 10}")
        )
        assert form.is_valid(), form.errors
        shortage.answer(form.scenario, form.cleaned_data["jaar"])
        shortage.numbers(form.scenario)
        times.append(time.perf_counter() - begun)
    slow = statistics.quantiles(times, n=20)[-1]
    report(
        "shortage: address to answer, with bands, charts and the inverse question, p95", 1 / slow, unit="answers/s",
        peer="allowed: 50 ms", peers=1 / ALLOWED, target=1.0, note=f"{slow * 1000:.1f} ms",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
