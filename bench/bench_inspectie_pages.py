"""Pages of Kwaliteit In-zicht at the server: the answer to a slider, and the country from cold.

Run by `make bench`. Prints one JSON line a figure. The 6,200 schools are invented; the request goes through the whole
of Django, its middleware and Postgres. From cold: nothing of the data is in the process yet.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, Final

import django

from bench.figures import beside_allowed
from bench.stage import stage

SCHOOLS: Final = 6_200
WARM: Final = 5
SLIDES: Final = 200
COLD: Final = 7
ALLOWED_SLIDE_MS: Final = 50.0
ALLOWED_COLD_MS: Final = 300.0


def took_ms(ask: Callable[[], Any]) -> float:
    """Give how long one answer takes, in milliseconds. An answer other than 200 stops the bench."""
    begun = time.perf_counter()
    response = ask()
    elapsed = 1000 * (time.perf_counter() - begun)
    assert response.status_code == 200, response.status_code
    return elapsed


def main() -> None:
    """Measure on one stage."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        from django.test import Client
        from django.urls import reverse

        from inspectie.queries import countries, frames
        from tests.inspectie import land

        land.store(land.frame(SCHOOLS), names=False)
        client, slider, country = (
            Client(SERVER_NAME="127.0.0.1"),
            reverse("inspectie:scenario"),
            reverse("inspectie:overview"),
        )

        def slide(number: int) -> float:
            chosen = {"telling": "apart", "rekenen": f"{-30 + number * 0.3:.1f}", "lezen": f"{number % 30}.0"}
            return took_ms(lambda: client.get(slider, chosen, headers={"HX-Request": "true"}))

        for number in range(WARM):
            slide(number)
        slides = sorted(slide(number) for number in range(SLIDES))
        beside_allowed(
            "answer to a slider, p95", slides[int(0.95 * SLIDES)], allowed=ALLOWED_SLIDE_MS,
            note=f"{SCHOOLS:,} schools, every time another norm; median {statistics.median(slides):.0f} ms",
        )  # fmt: skip

        client.get(country)
        cold = []
        for _ in range(COLD):
            frames.at.cache_clear()
            countries.country.cache_clear()
            cold.append(took_ms(lambda: client.get(country)))
        warm = statistics.median(took_ms(lambda: client.get(country)) for _ in range(COLD))
        beside_allowed(
            "the country's page from cold", statistics.median(cold), allowed=ALLOWED_COLD_MS,
            note=f"frame read and judged anew; warm {warm:.0f} ms",
        )  # fmt: skip
        print(f"  cold, each: {[round(one) for one in cold]} ms", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
