"""The last seat: 200 families press the same button at once, over HTTP, fifty times.

Run by `make bench`. Prints one JSON line a figure. All names are invented. That the same rush sells seats twice on a server
without locks is shown by tests/bijles/test_rush.py.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import Final

import django

from bench.figures import beside_allowed
from bench.stage import stage

FAMILIES: Final = int(os.environ.get("SEAT_FAMILIES", "200"))
ROUNDS: Final = int(os.environ.get("SEAT_ROUNDS", "50"))
COLLEAGUES: Final = 5


def main() -> None:
    """Measure on one stage."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        # Models exist from here on.
        from bijles.services import posting
        from tests.bijles import rush
        from tests.bijles.city import city

        town = city()
        rush.more_tutors(town, COLLEAGUES)
        crowd = rush.callers(town, FAMILIES)
        print(f"{FAMILIES} families", file=sys.stderr)
        patient = replace(made, environment=made.environment | rush.PATIENT)
        with patient.web("gunicorn") as port:
            story = rush.last_seats(town, crowd, rounds=ROUNDS, port=port)
        losers = ROUNDS * (FAMILIES - 1)
        note = f"{FAMILIES} families, {ROUNDS} rounds, {story.seconds / ROUNDS:.1f} s a round"
        right = (story.winners, story.oversold) == (ROUNDS, 0) and posting.faults() == []
        beside_allowed("winners", story.winners, allowed=ROUNDS, unit="winners", holds=right, note=note)
        none = ("seats sold twice", story.oversold), ("deadlocks", story.deadlocks), ("answers 5xx", story.errors)
        for name, found in none:
            beside_allowed(name, found, allowed=0, unit=name.split()[0], holds=not found, note="allowed: none")
        beside_allowed(
            "losers who read three other times", story.alternatives[3], allowed=losers, unit="losers",
            holds=story.alternatives[3] == losers,
        )  # fmt: skip


if __name__ == "__main__":
    main()
