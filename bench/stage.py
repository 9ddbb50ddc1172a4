"""A Postgres that writes to disk as in real life, a Valkey, and the web server on top."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ndt.demo.processes import Child, free_port, serves
from ndt.demo.services import throwaway
from ndt.demo.stack import ROOT
from ndt.health.processes import COMMANDS, WEB_THREADS

# The first is the command that the platform really runs (ndt.health.processes).
SERVERS = {
    "granian": [*COMMANDS["web"][:-1], "--workers", "2", "--workers-kill-timeout", "3"],
    "gunicorn": [
        "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", str(WEB_THREADS), "--keep-alive", "30",
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """Where the services are. environment: what the platform's settings read."""

    folder: Path
    environment: dict[str, str]

    def manage(self, *command: str) -> None:
        """Run a Django command here."""
        subprocess.run(
            [sys.executable, ROOT / "manage.py", *command], check=True, cwd=ROOT, env=os.environ | self.environment
        )

    @contextlib.contextmanager
    def web(self, server: str, *, application: str = "ndt.wsgi:application") -> Iterator[int]:
        """Run the web server with two workers; give its port."""
        # Two stages at a time never choose the same: then one would answer for both.
        port = free_port()
        module, *options = SERVERS[server]
        if server == "granian":
            command = [module, "--host", "127.0.0.1", "--port", str(port), *options, application]
        else:
            command = [module, "--bind", f"127.0.0.1:{port}", *options, application]
        child = Child(
            name=server,
            command=[sys.executable, "-m", *command],
            environment=self.environment | {"SITE_URL": f"http://127.0.0.1:{port}"},
            log=self.folder / f"{server}.log",
            folder=ROOT,
            ready=lambda: serves(f"http://127.0.0.1:{port}/livez"),
        )
        child.start()
        try:
            child.wait_until_ready()
            yield port
        finally:
            child.stop()

    @contextlib.contextmanager
    def worker(self) -> Iterator[None]:
        """Run a Celery worker and beat, as the platform does."""
        commands = {
            "worker": ["celery", "-A", "ndt", "worker", "--loglevel", "WARNING", "--concurrency", "2"],
            "beat": ["celery", "-A", "ndt", "beat", "--schedule", str(self.folder / "beat"), "--pidfile", ""],
        }
        children = [
            Child(
                name=name,
                command=[sys.executable, "-m", *command],
                environment=self.environment,
                log=self.folder / f"{name}.log",
                folder=ROOT,
            )
            for name, command in commands.items()
        ]
        for child in children:
            child.start()
        try:
            yield
        finally:
            for child in children:
                child.stop()


@contextlib.contextmanager
def stage(*, durable: bool = True) -> Iterator[Stage]:
    """Set the stage, with an empty migrated database. durable: it writes to disk as in real life; without, it is made sooner."""
    folder = Path(tempfile.mkdtemp(prefix="ndt-bench-"))
    folder.chmod(0o755)
    with throwaway(folder / "services", durable=durable) as services:
        environment = services | {
            "ENVIRONMENT": "test",
            "DEMO": "0",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "SECRET_KEY": "bench-secret",
            "HASH_KEYS": "bench-key-one-that-is-32-characters-long",
            "EMAIL_URL": "dummymail://",
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        made = Stage(folder, environment)
        made.manage("migrate", "-v0")
        yield made
