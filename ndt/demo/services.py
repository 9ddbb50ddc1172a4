"""A Postgres and a Valkey for as long as a block lasts: for tests, benches and proofs."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from ndt.demo.postgres import Postgres, shelter
from ndt.demo.processes import free_port, stop_all
from ndt.demo.valkey import Valkey


@contextlib.contextmanager
def throwaway(folder: Path, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """Run a Postgres and a Valkey in a fresh folder and give the environment that points at them."""
    postgres = Postgres(folder / "postgres", free_port(), durable=durable)
    valkey = Valkey(folder / "valkey", free_port())
    children = []
    try:
        for service in (postgres, valkey):
            children.append(service.child())
            children[-1].start()
        for child in children:
            child.wait_until_ready()
        postgres.make_database()
        yield {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url}
    finally:
        stop_all(children)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(shelter(folder), ignore_errors=True)
