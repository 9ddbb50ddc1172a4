"""The demo has exchanges in various states, made by the same services."""

import random
from datetime import UTC, datetime

import pytest

from tests.wisselkracht import factories
from wisselkracht import demo, demo_exchanges
from wisselkracht.models import Exchange

pytestmark = pytest.mark.django_db


def test_four_exchanges_stand_in_four_states():
    found = factories.round_()
    for _school in range(12):
        factories.school()
    demo._applications(found, datetime(2026, 11, 29, 12, tzinfo=UTC), random.Random(3))

    said = list(demo_exchanges.load(found, datetime(2026, 11, 29, 12, tzinfo=UTC)))

    assert len(said) == 1
    assert sorted(Exchange.objects.values_list("state", flat=True)) == ["proposed", "reported", "running", "signing"]
