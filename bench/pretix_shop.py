"""pretix beside us: a ticket shop that people rely on, on the same Postgres, with as many workers. Its whole order is one request.

It wants an environment of its own: make one, `pip install pretix==2026.8.0 gunicorn` in it, and name its Python in PRETIX_PYTHON.
It is asked over HTTP and changed in nothing (AGPL-3.0 with extra terms: a peer of the bench, no part of the platform).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg

from bench import load
from bench.stage import Stage
from ndt.demo.processes import Child, free_port, serves
from ndt.health.processes import WEB_THREADS

ORDERS: Final = int(os.environ.get("PRETIX_ORDERS", "100"))
ROUNDS: Final = 3
PATH: Final = "/api/v1/organizers/bijles/events/bijles/orders/"
_CONFIG: Final = """
[pretix]
instance_name=bench
url=http://127.0.0.1:{port}
datadir={folder}
ecb_rates=off
[database]
backend=postgresql
name=pretix
user={user}
password={password}
host={host}
port={server}
[redis]
location={redis}
[django]
secret=only-for-the-bench
debug=off
[mail]
from=bench@voorbeeld.example
host=127.0.0.1
"""


def python() -> Path | None:
    """Give the Python that has pretix, or None where nobody named one."""
    named = os.environ.get("PRETIX_PYTHON")
    return Path(named) if named else None


def orders_a_second(made: Stage, interpreter: Path, *, clients: int) -> float:
    """Set the shop up and order in it, as many clients at a time as with us; give the median of some rounds."""
    port = free_port()
    environment = _prepare(made, port)
    for command in (["-m", "pretix", "migrate", "-v0"], ["-m", "pretix", "rebuild"]):
        print(f"pretix: {command[2]}", file=sys.stderr)
        subprocess.run([interpreter, *command], check=True, env=environment, stdout=subprocess.DEVNULL)
    seed = subprocess.run(
        [interpreter, Path(__file__).with_name("pretix_seed.py")],
        check=True, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    facts = json.loads(seed.stdout.splitlines()[-1])
    server = Child(
        name="pretix",
        command=[
            str(interpreter), "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2",
            "--threads", str(WEB_THREADS), "--keep-alive", "30", "pretix.wsgi",
        ],
        environment=environment,
        log=made.folder / "pretix.log",
        folder=made.folder,
        ready=lambda: serves(f"http://127.0.0.1:{port}/healthcheck/"),
    )  # fmt: skip
    server.start()
    try:
        server.wait_until_ready()
        _order(facts, port, clients, ORDERS // 5)
        return statistics.median(_order(facts, port, clients, ORDERS) for _round in range(ROUNDS))
    finally:
        server.stop()


def _prepare(made: Stage, port: int) -> dict[str, str]:
    url = urlsplit(made.environment["DATABASE_URL"])
    with psycopg.connect(made.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE DATABASE pretix")
    folder = made.folder / "pretix"
    folder.mkdir()
    config = folder / "pretix.cfg"
    config.write_text(
        _CONFIG.format(
            port=port, folder=folder, user=url.username or "", password=url.password or "", host=url.hostname or "",
            server=url.port or 5432, redis=made.environment["REDIS_URL"].rsplit("/", 1)[0] + "/5",
        )
    )  # fmt: skip
    ours = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PRETIX_CONFIG_FILE": str(config), "DJANGO_SETTINGS_MODULE": "pretix.settings"}


def _order(facts: dict[str, object], port: int, clients: int, number: int) -> float:
    body = json.dumps(
        {
            "email": "gezin@voorbeeld.example",
            "locale": "en",
            "sales_channel": "web",
            "positions": [{"item": facts["item"], "variation": None}],
        }
    ).encode()
    head = [("Authorization", f"Token {facts['token']}"), ("Content-Type", "application/json")]
    head.append(("Content-Length", str(len(body))))
    raw = load.request("POST", PATH, port=port, headers=head) + body
    run = load.run([raw] * number, port=port, connections=clients)
    assert run.statuses == {201: number}, dict(run.statuses)
    return run.per_second
