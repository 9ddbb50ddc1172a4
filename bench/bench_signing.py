"""Signing at speed: what it sends the database, and what the whole stack carries.

Run by `make bench`. Prints one JSON line a figure.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import django

from bench import load
from bench.figures import beside_peer
from bench.stage import SERVERS, Stage, stage

ROUNDS = 3
PENDING = 60_000
CSRF = "a" * 32


def tell(words: str) -> None:
    """Say on the side what happens."""
    print(f"  {words}", file=sys.stderr, flush=True)


# --- (a) the statements ----------------------------------------------------------------------


def database_half(made: Stage) -> None:
    """Replay in pgbench what sign and confirm send, beside the least that writes the same rows."""
    from bench import statements

    scripts = statements.scripts(made.folder)
    rates: dict[str, list[float]] = {kind: [] for kind in scripts}
    for _ in range(ROUNDS):
        for kind, script in scripts.items():
            rates[kind].append(_pgbench(made, script, triggers=kind == "ours"))
    beside_peer(
        "(a) the statements that the requests of sign + confirm send", statistics.median(rates["ours"]), unit="pairs/s",
        peer="pgbench, least inserts and update of the same rows", peers=statistics.median(rates["least"]), target=0.70,
        note=f"{statements.count(scripts['ours'])} statements against {statements.count(scripts['least'])}; "
        "the worker's half comes after and is not in it",
    )  # fmt: skip


def _pgbench(made: Stage, script: Path, *, triggers: bool) -> float:
    from django.db import connection

    from ndt.demo import postgres

    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE campaigns_signature {'ENABLE' if triggers else 'DISABLE'} TRIGGER USER")
        cursor.execute("VACUUM ANALYZE campaigns_signature, campaigns_intake, jobs_job, campaigns_ledgerentry")
        cursor.execute("CHECKPOINT")
    pgbench = postgres.choose(made.folder / "services" / "postgres").folder / "pgbench"
    answer = subprocess.run(
        [pgbench, "-n", "-c", "8", "-j", "1", "-T", "8", "-M", "simple", "-f", script, made.environment["DATABASE_URL"]],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    rate = next(line for line in answer.stdout.splitlines() if line.startswith("tps"))
    tell(f"{script.stem}: {rate}")
    return float(rate.split()[2])


# --- (b), (c), (d) the stack -----------------------------------------------------------------


def _posts(paths: list[str], port: int) -> list[bytes]:
    body = f"csrfmiddlewaretoken={CSRF}".encode()
    headers = [("Cookie", f"csrftoken={CSRF}"), ("Origin", f"http://127.0.0.1:{port}")]
    return [load.request("POST", path, port=port, body=body, headers=headers) for path in paths]


def _confirmations(first: int, number: int) -> list[str]:
    from campaigns import links
    from campaigns.links import Purpose

    subjects = [uuid.UUID(int=place) for place in range(first, first + number)]
    return [f"/petitie/kansen/bevestig/{links.token(Purpose.CONFIRM, subject)}/" for subject in subjects]


def _checked(result: load.Load, status: int) -> load.Load:
    assert result.statuses == {status: result.done}, dict(result.statuses)
    return result


def _median(measure: Callable[[], load.Load]) -> load.Load:
    runs = sorted((measure() for _ in range(ROUNDS)), key=lambda run: run.per_second)
    return runs[len(runs) // 2]


def web_half(made: Stage) -> None:
    """Measure both servers; the platform runs on the one that confirms faster."""
    used = 0
    for server in SERVERS:
        with made.web(server) as port:
            tell(f"{server}: warming up")
            load.run(_posts(_confirmations(used, 200), port), port=port, connections=4)
            used += 200
            confirmed, nothing = [], []
            for _ in range(ROUNDS):
                paths = _confirmations(used, 3_000)
                used += 3_000
                confirmed.append(_checked(load.run(_posts(paths, port), port=port), 302))
                idle = [f"/bench/{path.split('/')[-2]}/niets/" for path in paths]
                nothing.append(_checked(load.run(_posts(idle, port), port=port), 302))
            ours = statistics.median(run.per_second for run in confirmed)
            peer = statistics.median(run.per_second for run in nothing)
            beside_peer(
                f"(b) confirm POST, {server}", ours, unit="requests/s", peer="no-op POST, same middleware and CSRF check",
                peers=peer, target=0.50, note=_cost(confirmed[-1]),
            )  # fmt: skip
            count = [load.request("GET", "/petitie/kansen/aantal.json", port=port)] * 6_000
            plain = [load.request("GET", "/bench/kaal/", port=port)] * 6_000
            pairs = [(load.run(count, port=port), load.run(plain, port=port)) for _ in range(ROUNDS)]
            beside_peer(
                f"(c) the number, {server}", statistics.median(ours.per_second for ours, _ in pairs), unit="requests/s",
                peer="HttpResponse of the same size, same middleware", peers=statistics.median(peer.per_second for _, peer in pairs),
                target=0.80, note=_cost(pairs[-1][0]),
            )  # fmt: skip
            with made.worker():
                time.sleep(6)
                paths = _confirmations(used, 4_000)
                used += 4_000
                run = _checked(load.run(_posts(paths, port), port=port), 302)
            beside_peer(
                f"(d) confirmed with worker and beat running, {server}", run.per_second, unit="confirmed/s",
                peer="six times the UK Parliament's record", peers=200, target=1.0, note=_cost(run),
            )  # fmt: skip


def _cost(run: load.Load) -> str:
    return (
        f"p50 {run.percentile_ms(0.5):.1f} ms, p99 {run.percentile_ms(0.99):.1f} ms, "
        f"load generator {100 * run.cpu_share:.0f} % of the processors"
    )


def main() -> None:
    """Measure everything on one stage."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        from bench import crowd

        tell(f"{PENDING} signatures that wait for confirmation")
        crowd.gather(PENDING)
        web_half(made)
        # Before the replay: the least that could be done counts a signature twice when it meets it twice.
        crowd.check()
        database_half(made)


if __name__ == "__main__":
    main()
