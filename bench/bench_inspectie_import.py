"""Importing all official files, beside pandas that only parses them. Needs the files (SHARED_DATA); run by `make bench`."""

from __future__ import annotations

import io
import json
import os
import statistics
import sys
import time
from pathlib import Path

import django

from bench.stage import stage

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SHARED_DATA") or ROOT.parent / "shared" / "data") / "inspectie"
LIMIT_S = 30.0
ROUNDS = 3


def main() -> None:
    """Print two figures: against the limit, and beside the peer."""
    if not DATA.exists():
        print(f"  {DATA} is absent: nothing to import", file=sys.stderr)
        return
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        rounds = [(_import(), _parse()) for _ in range(ROUNDS)]
    ours, peers = (statistics.median(each) for each in zip(*rounds, strict=True))
    _report("all official files, into the database", ours, peer="limit", peers=LIMIT_S, target=1.0)
    _report("the same beside a reader that stores nothing", ours, peer="pandas, parse only", peers=peers, target=0.0)


def _import() -> float:
    """Give the seconds of one whole import, undone afterwards."""
    from django.core.management import call_command
    from django.db import transaction

    with transaction.atomic():
        started = time.perf_counter()
        call_command("import_inspectie", str(DATA), stdout=io.StringIO())
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds


def _parse() -> float:
    """Give the seconds in which pandas reads the same files."""
    import pandas

    started = time.perf_counter()
    for path in sorted(DATA.iterdir()):
        if path.suffix == ".parquet":
            pandas.read_parquet(path)
        elif path.suffix == ".ods":
            pandas.read_excel(path, sheet_name=None, engine="calamine")
    return time.perf_counter() - started


def _report(name: str, ours: float, *, peer: str, peers: float, target: float) -> None:
    line = {
        "name": name, "ours": round(ours, 2), "unit": "s", "peer": peer, "peers": round(peers, 2),
        "ratio": round(peers / ours, 2), "target": target, "holds": peers / ours >= target,
        "note": f"median of {ROUNDS}",
    }  # fmt: skip
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
