"""The doorbell's thread."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from ndt.jobs.doorbell import Doorbell


def wait_for(condition: Callable[[], bool], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def test_many_rings_become_few_and_the_last_is_never_lost() -> None:
    sent: list[float] = []
    asked = 0.0
    bell = Doorbell(lambda: sent.append(time.monotonic()), rest_s=0.05)
    for _ring in range(200):
        asked = time.monotonic()
        bell.ring()
        time.sleep(0.001)

    wait_for(lambda: bool(sent) and sent[-1] >= asked)
    assert len(sent) < 20


def test_a_broker_that_hangs_or_fails_costs_the_caller_nothing() -> None:
    def hang_and_fail() -> None:
        time.sleep(0.3)
        raise ConnectionError

    bell = Doorbell(hang_and_fail, rest_s=0, pause_s=0.3)
    begin = time.monotonic()
    for _ring in range(1000):
        bell.ring()

    assert time.monotonic() - begin < 0.1
    wait_for(lambda: bell.failures == 1)


def test_after_a_failure_the_bell_rests_and_then_works_again() -> None:
    sent: list[float] = []
    broken = True

    def send() -> None:
        sent.append(time.monotonic())
        if broken:
            raise ConnectionError

    bell = Doorbell(send, rest_s=0, pause_s=0.2)
    bell.ring()
    wait_for(lambda: bell.failures == 1)
    broken = False
    bell.ring()
    wait_for(lambda: len(sent) == 2)

    assert sent[1] - sent[0] >= 0.2
    assert bell.failures == 1


def test_threads_share_one_ringing_thread() -> None:
    bell = Doorbell(lambda: None, rest_s=0.01)
    before = threading.active_count()
    callers = [threading.Thread(target=bell.ring) for _caller in range(20)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert threading.active_count() == before + 1


def test_a_forked_process_rings_with_a_thread_of_its_own() -> None:
    reader, writer = os.pipe()
    bell = Doorbell(lambda: os.write(writer, b"."), rest_s=0)
    bell.ring()
    assert os.read(reader, 1) == b"."

    child = os.fork()
    if child == 0:
        bell.ring()
        time.sleep(1)
        os._exit(0)
    try:
        assert os.read(reader, 1) == b"."
    finally:
        os.waitpid(child, 0)
