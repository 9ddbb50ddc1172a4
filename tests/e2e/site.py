"""A real platform for a test: web server, Celery worker, beat and a mail server, on the test's own database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from ndt.demo import collected
from ndt.demo.processes import Child, free_port
from ndt.demo.stack import ROOT, Stack
from ndt.demo.valkey import Valkey
from tests import stage

STATIC = ROOT / "var" / "static-for-tests"


class Site:
    """The running stack as a test sees it."""

    def __init__(self, folder: Path, *, own_broker: bool = False) -> None:
        """own_broker: run a Valkey of our own, that may be killed, instead of the one of all tests."""
        port, mailbox_port = free_port(), free_port()
        self.broker = Valkey(folder / "valkey", free_port()) if own_broker else None
        self.url = f"http://127.0.0.1:{port}"
        self.environment = os.environ | {
            "ENVIRONMENT": "demo",
            "DEMO": "1",
            "DATABASE_URL": database_url(),
            "REDIS_URL": self.broker.url if self.broker else stage.broker(16 + stage.WORKER % 16),
            "EMAIL_URL": f"smtp://127.0.0.1:{mailbox_port}",
            "SMS_URL": f"demo://127.0.0.1:{mailbox_port}",
            "SITE_URL": self.url,
            "PORT": str(port),
            "PASS_KEYS": f"stadspas={bytes(range(32)).hex()}",
            # A test may say where a visitor comes from; without the header it is this machine.
            "TRUSTED_PROXIES": "1",
            "STATIC_ROOT": str(STATIC / "none-yet"),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "DJANGO_SETTINGS_MODULE": "ndt.settings",
        }
        self.stack = Stack(folder, self.environment, "127.0.0.1", port, mailbox_port)

    def start(self) -> None:
        """Collect the static files and start the processes."""
        self.environment["STATIC_ROOT"] = str(collected.shared(STATIC, self._collect))
        if self.broker:
            self.stack.add(self.broker.child())
        self.stack.start()

    def _collect(self, folder: Path) -> None:
        self.environment["STATIC_ROOT"] = str(folder)
        self.manage("collectstatic", "--noinput", "-v0")

    def stop(self) -> None:
        self.stack.stop()

    def manage(self, *command: str) -> str:
        """Run manage.py against this site; give what it printed."""
        answer = subprocess.run(
            [sys.executable, "manage.py", *command], env=self.environment, cwd=ROOT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return answer.stdout

    def process(self, name: str) -> Child:
        """Give one of its processes: web, worker, beat or mailbox."""
        return self.stack.children[name]

    def kill(self, name: str) -> None:
        """End a process and its children as a power cut would: kill -9."""
        self.process(name).end_group()

    def restart(self, name: str) -> None:
        """Start a process that was killed, and wait until it serves."""
        self.process(name).end_group()
        self.process(name).start()
        self.process(name).wait_until_ready()


def until(condition: Callable[[], bool], *, what: str, seconds: float = 120) -> None:
    """Wait until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.1)


def database_url() -> str:
    facts = connection.settings_dict
    return f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
