"""A pass, an agreement on it, its tutor and a child, for who needs no more than that."""

from __future__ import annotations

import pytest

from tests.bijles import factories


@pytest.fixture
def stadspas(db):
    return factories.scheme()


@pytest.fixture
def programme(stadspas):
    return factories.programme(stadspas)


@pytest.fixture
def agreed(programme):
    return factories.agreement(programme)


@pytest.fixture
def bram(agreed):
    return factories.tutor(agreed)


@pytest.fixture
def sami(stadspas):
    return factories.child(stadspas)
