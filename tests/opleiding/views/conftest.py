"""Who works at the desks of this room, logged in."""

from __future__ import annotations

from datetime import date

import pytest

from ndt.people.models import Role
from tests.house.roles import log_in
from tests.opleiding import factories


@pytest.fixture
def ilse(client):
    """She works for an institute with an agreement."""
    house = factories.agreement(since=date(2026, 1, 1)).institute
    log_in(client, factories.employee(house.organisation, Role.INSTITUTE))
    return house


@pytest.fixture
def petra(client):
    """She works for a university."""
    house = factories.university()
    log_in(client, factories.employee(house.organisation, Role.PROGRAMME))
    return house
