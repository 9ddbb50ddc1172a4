"""The moment at which everything in this room happens."""

from __future__ import annotations

import pytest

from tests.wisselkracht import factories


@pytest.fixture
def now():
    return factories.NOON
