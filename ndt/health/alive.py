"""Signs of life of worker and beat, as files that a container's healthcheck can look at cheaply.

`python -m ndt.health.alive worker` exits 0 while the worker's sign is fresh; of `web` it asks /livez.
Pure: no Django, so the check takes no settings, no database and a fraction of a second.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from ndt.health.processes import SILENCE_S


def sign(name: str) -> Path:
    """Give the file that `name` touches, in RUN_DIR (`var/run` unless set)."""
    default = Path(__file__).resolve().parent.parent.parent / "var" / "run"
    return Path(os.environ.get("RUN_DIR", default)) / f"{name}.alive"


def show_life(name: str) -> None:
    """Touch the sign of `name`."""
    path = sign(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def silence_s(name: str) -> float:
    """Give the seconds since `name` showed life; infinite when it never did."""
    try:
        return time.time() - sign(name).stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def web_answers() -> bool:
    """Say whether the web server of this container answers."""
    address = f"http://127.0.0.1:{os.environ.get('GRANIAN_PORT', '8000')}/livez"
    try:
        with urllib.request.urlopen(address, timeout=3) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def main(arguments: list[str]) -> int:
    """Give the exit code for the names given: 0 when all are alive."""
    silent = [
        name for name in arguments if not (web_answers() if name == "web" else silence_s(name) <= SILENCE_S[name])
    ]
    for name in silent:
        sys.stderr.write(f"{name} shows no life.\n")
    return 1 if silent else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
