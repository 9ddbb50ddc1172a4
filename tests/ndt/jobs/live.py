"""A post office for live tests: a broker of its own, real worker and beat processes, a real mail server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from ndt.demo.processes import Child, free_port, stop_all
from ndt.demo.valkey import Valkey
from ndt.health.processes import COMMANDS

ROOT = Path(__file__).resolve().parents[3]


def wait_for(condition: Callable[[], bool], seconds: float = 120, what: str = "it") -> None:
    """Wait until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.05)


@dataclass  # without slots: aiosmtpd looks at all members of a handler, and Python 3.11.2 trips over those of slots
class MailServer:
    """Keeps every letter before it answers; can be told to be slow to say that it did, or to refuse."""

    answers: Callable[[str], str] = lambda _recipient: "250 OK"
    stall: Callable[[int], float] = lambda _number: 0
    recipients: list[str] = field(default_factory=list)
    message_ids: list[str] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = field(default_factory=free_port)
    controller: Any = None

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=False)
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]) -> Any:  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        answer = self.answers(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.contents.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        self.message_ids.append(message_from_bytes(envelope.content)["Message-ID"])
        await asyncio.sleep(self.stall(len(self.message_ids)))
        return "250 OK"

    def doubles(self) -> dict[str, int]:
        """Give the letters that came more than once."""
        return {name: count for name, count in Counter(self.message_ids).items() if count > 1}


@dataclass(frozen=True, slots=True)
class Conversation:
    """A process that does what it is told, line by line."""

    process: subprocess.Popen[str]

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        self.listen()

    def listen(self) -> None:
        assert self.process.stdout is not None
        while (line := self.process.stdout.readline()) != "said\n":
            assert line, "the process ended"


@dataclass(slots=True)
class PostOffice:
    """The processes of one test."""

    folder: Path
    mail: MailServer
    valkey: Child
    redis_url: str
    started: list[Child] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        own = urlsplit(os.environ["DATABASE_URL"])
        return os.environ | {
            "DATABASE_URL": own._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
            "REDIS_URL": self.redis_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "SECRET_KEY": settings.SECRET_KEY,
            "VAR_DIR": str(self.folder),
            **more,
        }

    def worker(self, *options: str, **environment: str) -> Child:
        """Start a worker with two processes and wait until it works."""
        number = len(self.started)
        return self._start(
            f"worker{number}",
            [*COMMANDS["worker"], f"--hostname=w{number}@test", "--loglevel=INFO", *options],
            environment,
            ready_word=" ready",
        )

    def beat(self) -> Child:
        return self._start("beat", [*COMMANDS["beat"], "--loglevel=INFO"], {}, ready_word="beat")

    def run(self, code: str, **environment: str) -> str:
        """Run Python code in a process of its own, with Django set up; give what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.environment(DJANGO_SETTINGS_MODULE="ndt.settings", **environment),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def talk(self, code: str) -> Iterator[Conversation]:
        """Run Python code in a process that reads lines and prints one line when it is done with each."""
        with subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.environment(DJANGO_SETTINGS_MODULE="ndt.settings"),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            conversation = Conversation(process)
            conversation.listen()
            yield conversation
            process.kill()

    def stop(self) -> None:
        stop_all([*self.started, self.valkey], seconds=15)
        self.mail.stop()

    def _start(self, name: str, command: list[str], environment: dict[str, str], ready_word: str) -> Child:
        child = Child(name, command, self.environment(**environment), self.folder / f"{name}.log", folder=ROOT)
        self.started.append(child)
        child.start()
        wait_for(lambda: ready_word in child.tail(400) or not child.is_alive(), what=name)
        assert child.is_alive(), child.tail(40)
        return child


def open_post_office(folder: Path) -> PostOffice:
    """Start the broker and the mail server."""
    valkey = Valkey(folder / "valkey", free_port())
    child = valkey.child()
    child.start()
    child.wait_until_ready()
    mail = MailServer()
    mail.start()
    return PostOffice(folder, mail, child, valkey.url)


def kill(child: Child) -> None:
    """Kill a process and its children at once, as the machine would."""
    assert child.process is not None
    os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait(60)


def in_threads(count: int, work: Callable[[], None]) -> None:
    """Run the work in so many threads at once, each with a database connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _thread in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
