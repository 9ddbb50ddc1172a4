"""Two cities after a school year: search, what a family and a municipality open, and the nightly proof of every cent.

Run by `make bench`. Prints one JSON line a figure. Pages are asked over HTTP, one at a time. All names are invented. The year is
written as the services leave it (tests/bijles/year.py); its Postgres does not wait for the disk, which reading does not either.
"""

from __future__ import annotations

import os
import random
import sys
import time
from typing import Any, Final

import django

from bench import load
from bench.figures import beside_allowed
from bench.stage import Stage, stage

CHILDREN: Final = int(os.environ.get("YEAR_CHILDREN", "18500"))
ASKED: Final = 200
WARM: Final = 40
ALLOWED_MS: Final = 100.0
ALLOWED_S: Final = 60.0
# Shown beside the others, without a limit of its own.
SHOWN: Final = ("months of a municipality",)


def main() -> None:
    """Measure on one stage."""
    with stage(durable=False) as made:
        os.environ.update(made.environment)
        django.setup()
        from django.utils import timezone

        from bijles.models import Booking
        from tests.bijles import year

        begun = time.perf_counter()
        cities = year.year(children=CHILDREN, today=timezone.localdate())
        note = f"{CHILDREN:,} children, {Booking.objects.count():,} bookings"
        print(f"made {note} in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        pages(made, cities, note)
        proof(note)


def pages(made: Stage, cities: list[Any], note: str) -> None:
    """Ask each kind of page for other people each time."""
    from bijles.core.subjects import SUBJECTS
    from bijles.models import Child

    rng = random.Random(5)
    children = list(Child.objects.select_related("family__user").order_by("?")[:ASKED])
    families = [(_session(one.family.user), one) for one in children]
    officials = [_official(city) for city in cities]
    kinds = {
        "search": [
            (who, f"/bijles/kind/{child.pk}/zoek/?vak={rng.choice(SUBJECTS)}&plek={rng.choice(['', 'near', 'online'])}")
            for who, child in families
        ],
        "budget page of a family": [(who, "/bijles/mijn/") for who, _child in families],
        "budget page of a municipality": [(rng.choice(officials), "/bijles/gemeente/") for _turn in range(ASKED // 4)],
        "months of a municipality": [(officials[0], "/bijles/afrekening/") for _turn in range(ASKED // 4)],
    }
    with made.web("gunicorn") as port:
        for name, asked in kinds.items():
            raw = [
                load.request("GET", path, port=port, headers=[("Cookie", f"sessionid={session}")])
                for session, path in asked
            ]
            load.run(raw[:WARM], port=port, connections=1)
            run = load.run(raw, port=port, connections=1)
            assert run.statuses == {200: len(raw)}, (name, dict(run.statuses))
            beside_allowed(
                f"{name}, p95", run.percentile_ms(0.95), allowed=0 if name in SHOWN else ALLOWED_MS,
                note=f"{note}; p50 {run.percentile_ms(0.5):.0f} ms, p99 {run.percentile_ms(0.99):.0f} ms",
            )  # fmt: skip


def proof(note: str) -> None:
    """Prove the whole ledger and all months, as every night."""
    from django.db import transaction
    from django.utils import timezone

    from bijles import tasks
    from bijles.models import Entry

    begun = time.perf_counter()
    with transaction.atomic():
        # It raises when a cent differs.
        tasks.prove_money(timezone.now())
    took = time.perf_counter() - begun
    entries = Entry.objects.count()
    beside_allowed("nightly proof", took, allowed=ALLOWED_S, unit="s", note=f"{note}, {entries:,} entries")


def _session(user: Any, *, second_factor: bool = False) -> str:
    from django.test import Client

    from tests.house.roles import log_in

    browser = Client()
    log_in(browser, user, second_factor=second_factor)
    return browser.cookies["sessionid"].value


def _official(city: Any) -> str:
    from ndt.people.models import Membership, Role
    from tests.bijles import factories

    made = factories.account()
    Membership.objects.create(user=made, organisation=city.scheme.municipality, role=Role.POLICYMAKER)
    return _session(made, second_factor=True)


if __name__ == "__main__":
    main()
