"""The cast and the stage that all tests share."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as laws

from tests import database
from tests.figures import record_figure

__all__ = ["record_figure"]


# How fast a machine makes examples says nothing about a law.
laws.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
laws.load_profile("steady")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Copy the database that `make test` has migrated, if it has: half a minute a worker."""
    if template := os.environ.get("TEST_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template


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
def _as_new() -> None:
    """Start every test with rates and sessions that nobody used, in Dutch: a visit to /en/ leaves its language."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Leave the counts, and the reason of each skip, for the last line of `make test`."""
    if not (place := os.environ.get("TEST_REPORT")):
        return
    stats = terminalreporter.stats
    skipped: dict[str, int] = {}
    for report in stats.get("skipped", []):
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        skipped[reason] = skipped.get(reason, 0) + 1
    failed = len(stats.get("failed", [])) + len(stats.get("error", []))
    counts = {"passed": len(stats.get("passed", [])), "failed": failed, "skipped": skipped}
    Path(place).write_text(json.dumps(counts))
