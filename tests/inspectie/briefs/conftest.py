"""A small invented country."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from inspectie import demo
from inspectie.core.imitation.world import world
from inspectie.queries import directory
from inspectie.services import importing

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
SCHOOLS = 60


@pytest.fixture
def country(db):
    """Import sixty invented schools; give what they are called."""
    rng = random.Random(6)
    for file in demo.imitated(world(rng, schools=SCHOOLS), rng):
        importing.import_file(demo.content(file), name=file.name, now=NOW, is_demo=True)
    importing.finish(now=NOW)
    return directory.current()


@pytest.fixture
def board(country):
    """Give the largest board."""
    return max(country.boards.values(), key=lambda group: len(group.members))


@pytest.fixture
def municipality(country):
    """Give the largest municipality."""
    return max(country.municipalities.values(), key=lambda group: len(group.members))
