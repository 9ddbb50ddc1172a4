"""A small country in the database, and one without data."""

from __future__ import annotations

import pytest

from tests.inspectie import land


@pytest.fixture
def country(db):
    made = land.frame()
    land.store(made)
    return made
