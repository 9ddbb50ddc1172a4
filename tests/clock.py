"""Let a test happen on its own day: what it says of dates then holds whatever day it is."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from django.utils import timezone


def starts_at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock of Django run from this moment on, in this process alone: a server of a test keeps the real one."""
    begun = time.monotonic()
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(seconds=time.monotonic() - begun))
