"""A petition that is open, and the ways people come to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.campaigns import factories

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def petition(db):
    return factories.petition()
