"""The coordinator's desk of WisselKracht with 5,000 applications: every page at the server, beside what is allowed.

Run by `make bench`. Prints one JSON line a figure. The applications are invented; every request goes through the whole
of Django, its middleware and Postgres. How long the instance and the run take is shown and not judged.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from typing import Any, Final

import django

from bench.figures import beside_allowed
from bench.stage import stage

APPLICATIONS: Final = 5_000
ROUNDS: Final = 40
WARM: Final = 3
ALLOWED_MS: Final = 300.0
Pages = dict[str, Callable[[], tuple[str, dict[str, Any]]]]


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
        beside_allowed("make the instance", seconds["build"], allowed=0, unit="s", note=note)
        beside_allowed("solve and keep it, pairs", seconds["solve"], allowed=0, unit="s", note=note)
        browser = _browser()
        # Runs first: whoever is in an exchange that goes on is in no run after it.
        _measure(browser, _of_runs(found, run))
        _measure(browser, _of_the_desk(found, run))


def _browser() -> Any:
    from tests.house.roles import World

    browser = World("wisselkracht").browser("coordinator")
    browser.defaults["SERVER_NAME"] = "127.0.0.1"  # as the settings of a stage allow
    return browser


def _of_runs(found: Any, run: Any) -> Pages:
    """Give the pages about runs, each with the address and query that it is asked with next."""
    from django.urls import reverse

    from tests.wisselkracht import crowd

    rng = random.Random(6)
    slug, number = found.slug, run.number
    exchanges = run.exchanges.count()
    alone = list(run.members.filter(exchange=None, told__isnull=False).values_list("application", flat=True)[:200])
    keys = list(run.members.values_list("application", flat=True))
    words = ("vlieger", "linde", "van")

    def at(name: str, *more: Any) -> str:
        return reverse(f"wisselkracht:{name}", args=[slug, *more])

    return {
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


def _of_the_desk(found: Any, run: Any) -> Pages:
    """Give every other page of the desk; the exchanges of the run go on by then."""
    from django.urls import reverse

    from tests.wisselkracht import crowd
    from wisselkracht.models import BestPractice, Review

    rng = random.Random(7)
    made = crowd.exchanges(run, rng)
    going, steps = [one.pk for one in made], [one.pk for one in made if one.state != "proposed"]
    keys = list(run.members.values_list("application", flat=True))
    talks = list(Review.objects.asking().values_list("place__exchange", "pk"))
    practices = list(BestPractice.objects.values_list("pk", flat=True))

    def at(name: str, *more: Any) -> str:
        return reverse(f"wisselkracht:{name}", args=more)

    return {
        "a round's map": lambda: (at("round_map", found.slug), {}),
        "change a round": lambda: (at("change", found.slug), {}),
        "mail to many": lambda: (at("mailing", found.slug), {}),
        "desk": lambda: (at("desk"), {}),
        "cockpit": lambda: (at("cockpit", found.slug), {"pagina": rng.randrange(1, 90)}),
        "cockpit, to be checked": lambda: (at("cockpit", found.slug), {"toon": "nagaan"}),
        "an application": lambda: (at("application", rng.choice(keys)), {}),
        "calendar": lambda: (at("agenda"), {}),
        "register": lambda: (at("register"), {}),
        "regions": lambda: (at("regions"), {}),
        "a region": lambda: (at("region", found.region.slug), {}),
        "a new round": lambda: (at("new"), {}),
        "exchanges": lambda: (at("exchanges"), {"pagina": rng.randrange(1, 40)}),
        "an exchange that goes on": lambda: (at("exchange", rng.choice(going)), {}),
        "a step of an exchange": lambda: (at("exchange_step", rng.choice(steps), "buddy-weg"), {}),
        "a talk": lambda: (at("talk", *rng.choice(talks)), {}),
        "practices": lambda: (at("judge"), {}),
        "a practice": lambda: (at("judged", rng.choice(practices)), {}),
    }


def _measure(browser: Any, pages: Pages) -> None:
    for name, ask in pages.items():
        took = []
        for _time in range(WARM + ROUNDS):
            address, query = ask()
            begun = time.perf_counter()
            response = browser.get(address, query)
            took.append(1000 * (time.perf_counter() - begun))
            assert response.status_code == 200, (name, response.status_code)
        took = sorted(took[WARM:])
        beside_allowed(
            f"{name}, p95", took[int(0.95 * ROUNDS)], allowed=ALLOWED_MS,
            note=f"{APPLICATIONS:,} applications; median {statistics.median(took):.0f} ms",
        )  # fmt: skip


if __name__ == "__main__":
    main()
