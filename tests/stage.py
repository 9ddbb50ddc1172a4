"""Loaded by pytest before Django's settings: gives each xdist worker a broker and a cache of its own.

Postgres needs no such thing: pytest-django makes one database a worker.
"""

from __future__ import annotations

import os
import re
from typing import Final

WORKER: Final = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def broker(number: int) -> str:
    """Give the address of one of the 32 databases of the Valkey that `tests/run.py` started."""
    return re.sub(r"/\d+$", f"/{number}", os.environ["REDIS_URL"])


if "REDIS_URL" in os.environ:
    os.environ["REDIS_URL"] = broker(WORKER % 16)
