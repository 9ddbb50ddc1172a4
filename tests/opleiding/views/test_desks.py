"""The desks of advisers, institutes and universities: what stands there, and a sentence for what cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from ndt.people.models import Kind, Role
from opleiding.models import Use
from opleiding.services import advising, profile
from tests.house.roles import log_in
from tests.opleiding import factories
from tests.opleiding.factories import NOON, SOURCE

pytestmark = pytest.mark.django_db
SEEN = {"source": SOURCE, "seen_on": "2026-11-01"}


def url(name, *args):
    return reverse(f"opleiding:{name}", args=args)


@pytest.fixture
def adviser(client):
    team = factories.organisation(Kind.CAMPAIGN_TEAM)
    log_in(client, factories.employee(team, Role.COORDINATOR), second_factor=True)


@pytest.fixture
def ilse(client):
    """She works for an institute with an agreement."""
    house = factories.agreement(since=date(2026, 1, 1)).institute
    log_in(client, factories.employee(house.organisation, Role.INSTITUTE))
    return house


@pytest.fixture
def petra(client):
    house = factories.university()
    log_in(client, factories.employee(house.organisation, Role.PROGRAMME))
    return house


def test_an_adviser_sees_the_last_advice_of_each_trainer_who_allows_one(client, adviser):
    trainer, gone = factories.advised(), factories.advised()
    factories.offering()
    last = advising.make(trainer=trainer, now=NOON + timedelta(days=1))
    profile.allow(trainer=gone, uses=[Use.FOLLOW], visible_to=[], now=NOON)

    page = client.get(url("adviser"))

    assert last.number == 2
    assert [advice for advice, _best in page.context["rows"]] == [last]
    assert client.get(url("amend", last.public_id)).status_code == 200
    assert client.get(url("amend", gone.advices.get().public_id)).status_code == 404
