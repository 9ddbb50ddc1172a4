"""The policy brief of the whole country: how fast the worker makes it, and how heavy it is.

Run by `make bench`. Prints one JSON line a figure. The figures of 5,570 schools are invented; that they come from the
newest data costs some hundredths of a second besides.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from datetime import UTC, datetime
from typing import Any, Final

import django

from bench.stage import stage

ROUNDS: Final = 7
ALLOWED_S: Final = 2.0
LARGEST_KB: Final = 500.0
NOW: Final = datetime(2026, 11, 25, 3, tzinfo=UTC)


def report(
    name: str, ours: float, *, unit: str, peer: str, peers: float, ratio: float, target: float, note: str = ""
) -> None:
    """Print one figure. ratio: how many times better than the peer; target: the least, 0 for none."""
    line = {
        "name": name, "ours": round(ours, 2), "unit": unit, "peer": peer, "peers": round(peers, 2),
        "ratio": round(ratio, 3), "target": target, "holds": ratio >= target, "note": note,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


def seconds(make: Any) -> tuple[float, bytes]:
    """Give how long one takes, and what it made."""
    begun = time.perf_counter()
    content = make()
    return time.perf_counter() - begun, content


def printed(facts: Any) -> tuple[str, Any]:
    """Give the page that the brief is printed from, and its style sheets."""
    from inspectie import pdf
    from ndt.pdf import engine

    kept: list[tuple[str, Any]] = []
    original = engine.print_pages

    def watched(html: str, styles: Any) -> Any:
        kept.append((html, styles))
        return original(html, styles)

    engine.print_pages = watched
    try:
        pdf.brief(facts, language="nl", now=NOW)
    finally:
        engine.print_pages = original
    return kept[0]


def main() -> None:
    """Measure on one stage, turn by turn with the peer."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        from inspectie import pdf
        from ndt.pdf import engine
        from tests.inspectie.briefs import factories

        facts = factories.facts()
        first, content = seconds(lambda: pdf.brief(facts, language="nl", now=NOW))
        print(f"  the first one of a process: {first:.1f} s, {len(content) / 1000:.0f} kB", file=sys.stderr, flush=True)
        page = printed(facts)
        ours, peers = [], []
        for _ in range(ROUNDS):
            ours.append(seconds(lambda: pdf.brief(facts, language="nl", now=NOW))[0])
            peers.append(seconds(lambda: engine.print_pages(*page).content)[0])
        own, theirs = statistics.median(ours), statistics.median(peers)
        report(
            "brief of the country, 8 pages and 6 charts", own, unit="s", peer="allowed", peers=ALLOWED_S,
            ratio=ALLOWED_S / own, target=1.0, note=f"5,570 schools; the first of a process takes {first:.1f} s",
        )  # fmt: skip
        report(
            "the same beside WeasyPrint's half", own, unit="s", peer="WeasyPrint: layout and paint", peers=theirs,
            ratio=theirs / own, target=0, note="the rest is the page itself and mending its tags",
        )  # fmt: skip
        size = len(content) / 1000
        report(
            "weight of the brief", size, unit="kB", peer="allowed", peers=LARGEST_KB, ratio=LARGEST_KB / size, target=1.0
        )  # fmt: skip


if __name__ == "__main__":
    main()
