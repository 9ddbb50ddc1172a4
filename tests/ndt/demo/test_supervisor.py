"""`make demo` for real: start, kill -9, start again, stop by a signal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from ndt.demo import collected
from ndt.demo.environment import Secrets
from ndt.demo.postgres import Postgres
from ndt.demo.processes import MARK, answers, free_port, leftovers, stop_leftovers
from tests.ndt.privacy import dumps
from tests.run import ROOT
from tests.sizes import FULL, size, sized

# Ten seconds on a machine that does nothing else.
PATIENCE_S = size(45, 10)

# A shell starts background jobs like this: SIGINT ignored.
IN_BACKGROUND = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, "-m", "ndt.demo.supervisor", *sys.argv[1:]])
"""
OWN = (
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SMS_URL",
    "SITE_URL",
    "SECRET_KEY",
    "HASH_KEYS",
    "PORT",
    "MEDIA_ROOT",
    MARK,
)


class Demo:
    """One run of the supervisor in a folder of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.output = folder.parent / "output.txt"
        environment = {name: value for name, value in os.environ.items() if name not in OWN}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", IN_BACKGROUND, "--folder", str(folder), *options], cwd=ROOT,
                env=environment, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    def wait_until_ready(self) -> str:
        """Give the address once it runs."""
        deadline = time.monotonic() + 300
        while "Ready in" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.2)
        return json.loads((self.folder / "demo.pid").read_text())["url"]

    def stop(self, number: signal.Signals) -> float:
        """Send the signal; give how long it took to go."""
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(90)
        return time.monotonic() - begun


@pytest.fixture(scope="module")
def migrated(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], None]:
    """Give what puts the migrated database of the tests into the Postgres of a demo.

    From nothing the migrations take as long as all else here; `make test` ran them before its first
    test, and `make proof` lets the demo do it.
    """
    saved = tmp_path_factory.mktemp("migrated") / "database.dump"
    with django_db_blocker.unblock():
        dumps.save(saved)
        restore = dumps.tool("pg_restore")
        connection.close()

    def put_into(folder: Path) -> None:
        folder.mkdir()
        keys = Secrets.kept_in(folder / "secrets.json")
        postgres = Postgres(folder / "postgres", free_port(), password=keys.postgres)
        child = postgres.child()
        child.start()
        try:
            child.wait_until_ready()
            postgres.make_database()
            subprocess.run([restore, "--no-owner", f"--dbname={postgres.url}", saved], check=True)
        finally:
            child.stop()

    return put_into


@pytest.fixture
def folder(open_folder: Path, monkeypatch) -> Iterator[Path]:
    static = collected.shared(ROOT / "var" / "static-for-tests", _collect)
    monkeypatch.setenv("STATIC_ROOT", str(static))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    if not FULL:  # what the rooms tell is tested where they are
        monkeypatch.setenv("ROOMS", "campaigns")
    made = open_folder / "var"
    yield made
    stop_leftovers(leftovers(made), seconds=1)


def _collect(target: Path) -> None:
    environment = os.environ | {"ENVIRONMENT": "demo", "STATIC_ROOT": str(target)}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], cwd=ROOT, env=environment, check=True
    )


@sized
def test_a_demo_survives_kill_9_and_stops_by_a_signal_with_nothing_left(
    folder: Path, request: pytest.FixtureRequest, record_figure
):
    if not FULL:
        request.getfixturevalue("migrated")(folder)
    demo = Demo(folder)
    url = demo.wait_until_ready()
    first = leftovers(folder)
    with urllib.request.urlopen(f"{url}/demo/") as page:
        assert "Log in als Amina" in page.read().decode()
    secrets = (folder / "secrets.json").read_text()

    demo.process.kill()
    demo.process.wait()
    assert {"web", "worker", "beat", "mailbox", "postgres", "valkey"} <= set(leftovers(folder))

    again = Demo(folder)
    url = again.wait_until_ready()
    said = again.output.read_text()
    assert "Stopping what an earlier run left" in said
    assert not any(identity.is_alive() for identity in first.values())
    assert (folder / "secrets.json").read_text() == secrets

    second = Demo(folder.parent / "var")
    assert second.process.wait(120) == 1
    assert "runs already" in second.output.read_text()

    seconds = again.stop(signal.SIGINT)
    record_figure("seconds in which SIGINT stops the demo", target=10, measured=round(seconds, 1))
    assert seconds < PATIENCE_S
    assert again.process.returncode == 0
    assert not leftovers(folder)
    assert not answers(int(url.rpartition(":")[2]))
    assert not (folder / "demo.env").exists()


@sized
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_starting_stops_it_too(folder: Path, record_figure, number: signal.Signals):
    demo = Demo(folder)
    deadline = time.monotonic() + 300
    while "Bringing the database" not in demo.output.read_text():
        assert time.monotonic() < deadline, demo.output.read_text()
        time.sleep(0.05)

    seconds = demo.stop(number)

    record_figure(f"seconds in which {number.name} stops a demo that starts", target=10, measured=round(seconds, 1))
    assert seconds < PATIENCE_S
    assert demo.process.returncode == 0, demo.output.read_text()
    assert not leftovers(folder)
