"""The doorbell's thread."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from ndt.jobs import doorbell
from ndt.jobs.doorbell import Doorbell


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def test_many_rings_become_few_and_the_last_is_never_lost() -> None:
    sent: list[float] = []
    begun = asked = time.monotonic()
    bell = Doorbell(lambda: sent.append(time.monotonic()), rest_s=0.05)
    for _ring in range(200):
        asked = time.monotonic()
        bell.ring()
        time.sleep(0.001)

    wait_for(lambda: bool(sent) and sent[-1] >= asked)
    assert len(sent) <= (sent[-1] - begun) / 0.05 + 2, "one a rest, however long the ringing takes"


def test_a_broker_that_hangs_or_fails_costs_the_caller_nothing() -> None:
    hangs, let_go = threading.Event(), threading.Event()

    def hang_and_fail() -> None:
        hangs.set()
        let_go.wait(60)
        raise ConnectionError

    bell = Doorbell(hang_and_fail, rest_s=0, pause_s=0.3)
    for _ring in range(1000):
        bell.ring()

    assert hangs.wait(60)
    bell.ring()
    assert bell.failures == 0, "the caller went on while the broker hung"
    let_go.set()
    wait_for(lambda: bell.failures >= 1)


def test_after_a_failure_the_bell_rests_and_tries_again_by_itself() -> None:
    sent: list[float] = []

    def fail_twice() -> None:
        sent.append(time.monotonic())
        if len(sent) < 3:
            raise ConnectionError

    bell = Doorbell(fail_twice, rest_s=0, pause_s=0.2)
    bell.ring()
    wait_for(lambda: len(sent) == 3)

    assert sent[1] - sent[0] >= 0.2
    assert sent[2] - sent[1] >= 0.2
    time.sleep(0.5)
    assert len(sent) == 3, "what was heard is not rung again"
    assert bell.failures == 2


def test_a_ring_that_failed_does_not_swallow_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    def send_task(name: str, **_options: object) -> None:
        sent.append(name)
        if len(sent) == 1:
            raise ConnectionError

    monkeypatch.setattr(doorbell.app, "send_task", send_task)
    doorbell.heard()
    with pytest.raises(ConnectionError):
        doorbell.announce()
    doorbell.announce()
    doorbell.announce()

    assert len(sent) == 2, "the second went out, and the third waits until somebody heard it"


def test_threads_share_one_ringing_thread() -> None:
    bell = Doorbell(lambda: None, rest_s=0.01)
    before = set(threading.enumerate())
    callers = [threading.Thread(target=bell.ring) for _caller in range(20)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert len(set(threading.enumerate()) - before - set(callers)) == 1


def test_a_forked_process_rings_with_a_thread_of_its_own() -> None:
    reader, writer = os.pipe()
    bell = Doorbell(lambda: os.write(writer, b"."), rest_s=0)
    bell.ring()
    assert os.read(reader, 1) == b"."

    child = os.fork()
    if child == 0:
        bell.ring()
        time.sleep(60)
        os._exit(0)
    try:
        assert os.read(reader, 1) == b"."
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
