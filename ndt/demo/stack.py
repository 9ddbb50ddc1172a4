"""The platform's own processes: web, worker, beat, and the mailbox that stands in for a mail server."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ndt.demo.processes import MARK, Child, DidNotStart, answers, serves, stop_all
from ndt.health.processes import COMMANDS

ROOT = Path(__file__).resolve().parent.parent.parent
WEB_WORKERS = 2


@dataclass(slots=True)
class Stack:
    """Web, worker, beat and mailbox on one Postgres and one broker.

    folder: for logs, beat's schedule and, with `pid_files`, the pid files.
    environment: everything the settings read. mailbox_port: None when a real mail server is used.
    """

    folder: Path
    environment: Mapping[str, str]
    host: str
    port: int
    mailbox_port: int | None = None
    pid_files: bool = False
    children: dict[str, Child] = field(default_factory=dict)

    @property
    def local_url(self) -> str:
        """Where this machine itself reaches the web server."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)
        return f"http://{host}:{self.port}"

    def add(self, child: Child) -> Child:
        """Start a process, wait until it serves, and keep it under our care."""
        self.children[child.name] = child
        child.start()
        child.wait_until_ready()
        return child

    def start(self) -> None:
        """Start the four processes. Raises DidNotStart."""
        (self.folder / "logs").mkdir(parents=True, exist_ok=True)
        started = [self._web(), self._worker(), self._beat()]
        if self.mailbox_port is not None:
            started.insert(0, self._mailbox(self.mailbox_port))
        for child in started:
            self.children[child.name] = child
            child.start()
        for child in started:
            child.wait_until_ready()

    def stop(self, *, seconds: float = 5) -> None:
        """Stop the platform's processes first, then the services below them."""
        services = {"postgres", "valkey"}
        stop_all([child for name, child in self.children.items() if name not in services], seconds=seconds)
        stop_all([child for name, child in self.children.items() if name in services], seconds=seconds / 2)

    def restart_crashed(self) -> Iterable[str]:
        """Start what has ended by itself, waiting longer each time it ends soon; give a sentence for each."""
        for child in list(self.children.values()):
            if child.is_alive():
                continue
            now = time.monotonic()
            recent = [moment for moment in child.starts if now - moment < 120]
            if now - child.starts[-1] < min(2 ** (len(recent) - 1), 60) - 1:
                continue
            child.end_group()
            yield f"{child.name} stopped by itself; starting it again. Its log: {child.log}"
            child.start()

    def _python(self, name: str, *command: str, **facts: object) -> Child:
        child = Child(
            name=name,
            command=[sys.executable, "-m", *command],
            environment={"RUN_DIR": str(self.folder / "run"), "GRANIAN_WORKERS": str(WEB_WORKERS)}
            | dict(self.environment)
            | {MARK: str(self.folder), "PYTHONUNBUFFERED": "1", "GRANIAN_WORKERS_KILL_TIMEOUT": "3"},
            log=self.folder / "logs" / f"{name}.log",
            folder=ROOT,
            pid_folder=self.folder / "pids" if self.pid_files else None,
        )
        for fact, value in facts.items():
            setattr(child, fact, value)
        return child

    def _web(self) -> Child:
        server, *options = COMMANDS["web"]
        return self._python(
            "web", server, "--host", self.host, "--port", str(self.port), *options,
            ready=lambda: serves(f"{self.local_url}/livez"),
        )  # fmt: skip

    def _worker(self) -> Child:
        return self._python("worker", *COMMANDS["worker"], "--hostname", f"{os.getpid()}@%h")

    def _beat(self) -> Child:
        return self._python("beat", *COMMANDS["beat"])

    def _mailbox(self, port: int) -> Child:
        return self._python("mailbox", "django", "demo_mailbox", "--port", str(port), ready=lambda: answers(port))


__all__ = ["ROOT", "DidNotStart", "Stack"]
