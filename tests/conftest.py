"""The cast and the stage that all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase

from tests import database


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Make the database as pytest-django does, and clean it after live tests in a way that keeps migrated rows."""
    own_clean_up = TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        database.remember()
    TransactionTestCase._fixture_teardown = lambda _case: database.restore()
    yield
    TransactionTestCase._fixture_teardown = own_clean_up


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start every test with rates and sessions that nobody used."""
    cache.clear()
