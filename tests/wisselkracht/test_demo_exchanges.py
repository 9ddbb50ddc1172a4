"""The demo has exchanges in various states and a published run, made by the same services."""

import random
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.wisselkracht import factories, runs
from wisselkracht import demo, demo_exchanges
from wisselkracht.models import Exchange, Run

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_four_exchanges_stand_in_four_states():
    found = factories.round_()
    for _school in range(12):
        factories.school()
    demo._applications(found, random.Random(3), until=NOW)

    said = list(demo_exchanges.load(found, NOW))

    assert len(said) == 1
    assert sorted(Exchange.objects.values_list("state", flat=True)) == ["proposed", "reported", "running", "signing"]


def test_a_closed_round_has_a_run_that_two_people_published(client):
    region = factories.region()
    runs.application(factories.round_(region=region))
    for _school in range(12):
        factories.school()

    demo.published(region, timezone.now(), random.Random(3))

    run = Run.objects.published().get()
    assert run.made_by != run.published_by
    assert run.status == "optimal"
    assert run.count >= 4
    assert Exchange.objects.filter(round=run.round, state="proposed").count() == run.exchanges.count()
    assert client.get(reverse("wisselkracht:proof", args=[run.round.slug])).status_code == 200
