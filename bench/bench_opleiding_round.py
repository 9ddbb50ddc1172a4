"""A match round through the database: freeze, draw, solve, verify in processes of their own, and store everything.

10,000 candidates, 200 offerings, lists of 10. The target of the house is 5 s for all of it together. Run by
`make bench`. Prints one JSON line a figure.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Final

import django

from bench.bench_beraad_lottery import report
from bench.stage import stage

CANDIDATES, OFFERINGS, LENGTH = 10_000, 200, 10
ALLOWED_S: Final = 5.0
NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)


def main() -> None:
    """Measure."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        measure()


def measure() -> None:
    """Print a figure for the whole, with its parts in the note."""
    # Models exist from here on.
    from ndt.draws import beacons
    from opleiding.models import MatchRound, MatchRun
    from opleiding.services import matching, rounds
    from tests.opleiding import round_crowd

    found = round_crowd.opened(candidates=CANDIDATES, offerings=OFFERINGS, length=LENGTH, now=NOW)
    after = found.closes_at + timedelta(hours=1)
    times: dict[str, float] = {}

    def timed(name: str, begun: float) -> None:
        times[name] = time.perf_counter() - begun

    begun = time.perf_counter()
    rounds.freeze(found=found, now=after)
    timed("freeze", begun)
    begun = time.perf_counter()
    rounds.commit(found=found, beacon="test", moment=after + timedelta(hours=1), now=after)
    found = MatchRound.objects.get(pk=found.pk)
    drawn = after + timedelta(hours=2)
    number = json.loads(found.commitment)["beacon"]["round"]
    rounds.record(found=found, typed=json.dumps(beacons.made_up_round(number, seed=b"bench")), now=drawn)
    timed("draw", begun)
    begun = time.perf_counter()
    run = matching.start(found=found, now=drawn)
    matching.solve(run_id=run.pk, now=drawn)
    timed("solve and store", begun)
    begun = time.perf_counter()
    matching.verify(run_id=run.pk, now=drawn)
    timed("verify", begun)
    run = MatchRun.objects.get(pk=run.pk)
    assert run.state == "verified", run.verdict
    whole = sum(times.values())
    parts = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items())
    report(
        f"round, {CANDIDATES:,} x {OFFERINGS}, lists of {LENGTH}: freeze, draw, solve, verify, store", 1 / whole,
        unit="rounds/s", peer="allowed: 5 s", peers=1 / ALLOWED_S, target=1.0, note=f"{whole:.2f} s: {parts}",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
