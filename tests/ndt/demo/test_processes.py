"""Processes: start, recognise, stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ndt.demo.processes import (
    MARK,
    Child,
    DidNotStart,
    Identity,
    identify,
    leftovers,
    stop_all,
    stop_leftovers,
)

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PARENT = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]).wait()"


@pytest.fixture
def folder(tmp_path: Path):
    yield tmp_path
    stop_leftovers(leftovers(tmp_path), seconds=0)


def child(folder: Path, code: str, name: str = "sleeper") -> Child:
    made = Child(
        name=name,
        command=[sys.executable, "-c", code],
        environment=os.environ | {MARK: str(folder)},
        log=folder / f"{name}.log",
        ready=lambda: "up" in (folder / f"{name}.log").read_text(),
        pid_folder=folder / "pids",
    )
    made.start()
    return made


def test_a_process_that_stays_is_ended_when_its_time_is_up(folder: Path):
    stubborn = child(folder, STUBBORN)
    stubborn.wait_until_ready()

    begun = time.monotonic()
    stop_all([stubborn], seconds=0.3)

    assert not stubborn.is_alive()
    assert time.monotonic() - begun < 30
    assert not list((folder / "pids").iterdir())


def test_children_of_a_killed_process_go_with_it(folder: Path):
    parent = child(folder, PARENT)
    parent.wait_until_ready()
    family = leftovers(folder)

    parent.end_group()

    assert len(family) == 2
    deadline = time.monotonic() + 60
    while leftovers(folder):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_process_that_ends_while_starting_says_what_it_said(folder: Path):
    broken = child(folder, "raise SystemExit('geen schijfruimte')")

    with pytest.raises(DidNotStart, match="geen schijfruimte"):
        broken.wait_until_ready()


def test_what_a_killed_supervisor_left_is_found_by_its_pid_file(folder: Path):
    sleeper = child(folder, SLEEPER)

    found = leftovers(folder)

    assert found["sleeper"].pid == sleeper.process.pid


def test_what_it_left_without_a_pid_file_is_found_by_its_mark(folder: Path):
    sleeper = child(folder, SLEEPER)
    (folder / "pids" / "sleeper.pid").unlink()

    found = leftovers(folder)

    assert [identity.pid for identity in found.values()] == [sleeper.process.pid]


def test_leftovers_of_another_checkout_are_left_alone(folder: Path, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    theirs = child(other, SLEEPER)

    stop_leftovers(leftovers(folder))

    assert theirs.is_alive()
    theirs.stop(1)


def test_a_number_that_was_given_out_again_is_not_signalled(folder: Path):
    stranger = subprocess.Popen([sys.executable, "-c", SLEEPER])
    known = identify(stranger.pid)
    earlier = Identity(stranger.pid, known.started + "0")
    (folder / "pids").mkdir()
    (folder / "pids" / "web.pid").write_text(f'{{"pid": {stranger.pid}, "started": "{earlier.started}"}}')

    assert not leftovers(folder)
    earlier.send(signal.SIGKILL)
    time.sleep(0.1)

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_corpse_is_not_alive():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, gone.pid, os.WEXITED | os.WNOWAIT)

    assert identify(gone.pid) is None
    gone.wait()


def test_a_broken_pid_file_stops_nobody(folder: Path):
    (folder / "pids").mkdir()
    (folder / "pids" / "web.pid").write_text("half")

    assert not leftovers(folder)
