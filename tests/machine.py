"""What a measurement was made on: the commit, the machine and the versions."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Machine:
    """Facts in words, ready for a report."""

    commit: str
    machine: str
    versions: str

    def lines(self) -> list[str]:
        """Give the facts as a list in Markdown."""
        return [f"- commit: {self.commit}", f"- machine: {self.machine}", f"- versions: {self.versions}"]


def look_around(database_url: str) -> Machine:
    """Give what this checkout, this machine and its services are."""
    with psycopg.connect(database_url) as connection:
        postgres = str(connection.execute("SHOW server_version").fetchone()[0]).split()[0]
    versions = [
        f"Python {platform.python_version()}",
        f"Postgres {postgres}",
        *(f"{name} {version}" for name, version in _packages("django", "psycopg", "celery", "granian", "gunicorn")),
    ]
    return Machine(commit=commit(), machine=_machine(), versions=", ".join(versions))


def commit() -> str:
    """Give the commit, with a mark of what is not committed."""
    head = _git("rev-parse", "--short=12", "HEAD").strip() or "none"
    changes = _git("diff", "HEAD")
    return f"{head}+{hashlib.sha256(changes.encode()).hexdigest()[:8]}" if changes else head


def _git(*command: str) -> str:
    return subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=False).stdout


def _machine() -> str:
    memory = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    return f"{_processor()}, {os.cpu_count()} cores, {memory} GiB, {platform.system()} {platform.release()}"


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _packages(*names: str) -> list[tuple[str, str]]:
    return [(name, version(name)) for name in names]
