"""The key of the scheme that all tests of this room use."""

from __future__ import annotations

import pytest

from tests.bijles import factories


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.PASS_KEYS = factories.KEYS
