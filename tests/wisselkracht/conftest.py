"""The moment at which everything in this room happens."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.wisselkracht import factories


@pytest.fixture
def now():
    return factories.NOON


@pytest.fixture(autouse=True)
def _that_day(monkeypatch):
    """Let the clock run from that moment on: rounds have days in a calendar, and close whatever day it is today."""
    begun = time.monotonic()
    monkeypatch.setattr(timezone, "now", lambda: factories.NOON + timedelta(seconds=time.monotonic() - begun))
