"""The moment at which everything in this room happens."""

from __future__ import annotations

import pytest

from tests import clock
from tests.wisselkracht import factories


@pytest.fixture
def now():
    return factories.NOON


@pytest.fixture(autouse=True)
def _that_day(monkeypatch):
    """Rounds have days in a calendar, and close whatever day it is today."""
    clock.starts_at(factories.NOON, monkeypatch)
