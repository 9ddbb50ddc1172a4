"""A process that hangs or ends is noticed by its container."""

from __future__ import annotations

import os
import time

import pytest

from ndt.health import alive
from ndt.health.processes import SILENCE_S


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUN_DIR", str(tmp_path))


def test_who_never_showed_life_is_not_alive(capsys):
    assert alive.main(["worker"]) == 1
    assert "worker shows no life" in capsys.readouterr().err


def test_who_just_showed_life_is_alive():
    alive.show_life("worker")
    alive.show_life("beat")

    assert alive.main(["worker", "beat"]) == 0


@pytest.mark.parametrize("name", SILENCE_S)
def test_who_was_silent_too_long_is_not_alive(name):
    alive.show_life(name)
    long_ago = time.time() - SILENCE_S[name] - 1
    os.utime(alive.sign(name), (long_ago, long_ago))

    assert alive.main([name]) == 1


def test_a_web_server_that_does_not_answer_is_not_alive(monkeypatch):
    monkeypatch.setenv("GRANIAN_PORT", "9")

    assert alive.main(["web"]) == 1
