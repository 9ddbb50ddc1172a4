"""A month of Pas Op Gelijke Kansen: 50,000 claims of 200 providers, from frozen to the payment file.

Run by `make bench`. Prints one JSON line a figure. Only freezing is judged; the other steps are shown. All names are invented.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

import django

from bench.figures import beside_allowed
from bench.stage import stage

PROVIDERS: Final = int(os.environ.get("SETTLE_PROVIDERS", "200"))
CLAIMS: Final = int(os.environ.get("SETTLE_CLAIMS", "50000"))
ALLOWED_S: Final = 60
MARCH: Final = date(2027, 3, 1)
NOW: Final = datetime(2027, 4, 5, 9, tzinfo=UTC)


def main() -> None:
    """Make the month, and take each of its steps once."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        measure()


def measure() -> None:
    """Print a figure for each step."""
    # Models exist from here on.
    from bijles.models import Provider, Settlement
    from bijles.services import invoicing, paying, settling
    from tests.bijles import crowd

    begun = time.perf_counter()
    scheme = crowd.month(providers=PROVIDERS, claims=CLAIMS)
    print(f"made the month in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    providers = list(Provider.objects.all())

    def freeze() -> None:
        for one in providers:
            settling.freeze(scheme=scheme, provider=one, month=MARCH, now=NOW)

    def each(work: Callable[..., object]) -> Callable[[], None]:
        def all_of_them() -> None:
            for one in Settlement.objects.all():
                work(of=one, now=NOW)

        return all_of_them

    def export() -> None:
        paying.export(scheme=scheme, month=MARCH, pays_on=NOW.date() + timedelta(days=1), now=NOW)

    steps: tuple[tuple[str, Callable[[], None], float], ...] = (
        ("freeze", freeze, ALLOWED_S),
        ("approve", each(settling.approve), 0),
        ("invoice", each(invoicing.invoice), 0),
        ("payment file", export, 0),
    )
    for name, work, allowed in steps:
        begun = time.perf_counter()
        work()
        beside_allowed(
            f"{name} a month", time.perf_counter() - begun, allowed=allowed, unit="s",
            note=f"{CLAIMS:,} claims of {PROVIDERS} providers",
        )  # fmt: skip
    sums = Settlement.objects.values_list("claims", "cents")
    assert (sum(one for one, _cents in sums), sum(cents for _one, cents in sums)) == (CLAIMS, CLAIMS * crowd.CENTS)


if __name__ == "__main__":
    main()
