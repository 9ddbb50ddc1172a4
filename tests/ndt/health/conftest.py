"""A Valkey of one's own, to kill and to start again."""

from __future__ import annotations

import pytest

from ndt.demo.processes import free_port
from ndt.demo.valkey import Valkey


class MortalValkey:
    """A Valkey that a test may kill."""

    def __init__(self, folder):
        service = Valkey(folder, free_port())
        self.url = service.url
        self._child = service.child()

    def start(self):
        self._child.start()
        self._child.wait_until_ready()

    def kill(self):
        self._child.process.kill()
        self._child.process.wait()


@pytest.fixture
def valkey(tmp_path):
    service = MortalValkey(tmp_path / "valkey")
    service.start()
    yield service
    service.kill()


@pytest.fixture
def kill(valkey):
    return valkey.kill
