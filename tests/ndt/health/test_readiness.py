"""Health addresses tell the truth, quickly, also when things are broken."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from ndt.health import readiness, services

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _forget(monkeypatch):
    monkeypatch.setattr(readiness, "_last", None)


def nobody_home(monkeypatch):
    nowhere = connection.get_connection_params() | {"host": "127.0.0.1", "port": 9}
    monkeypatch.setattr(connection, "get_connection_params", lambda: nowhere)


def test_a_process_that_answers_is_alive(client):
    response = client.get("/livez", headers={"host": "anything.example"})

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_with_everything_up_it_is_ready(client):
    services.beat(name="sweep", now=timezone.now())

    response = client.get("/readyz")

    assert response.status_code == 200
    answer = response.json()
    assert answer.pop("seconds_since_sweep") < 60
    assert answer == {"status": "ok", "postgres": "ok", "pending_migrations": [], "broker": "ok"}


def test_without_postgres_it_is_not_ready(client, monkeypatch):
    nobody_home(monkeypatch)

    began = time.perf_counter()
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["postgres"] == "down"
    assert time.perf_counter() - began < 3


def test_without_broker_it_stays_ready_and_says_so(client, settings, kill, valkey):
    settings.CELERY_BROKER_URL = valkey.url
    kill()

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["broker"] == "down"
    assert response.json()["status"] == "degraded"


def test_a_migration_that_has_not_run_is_named(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'health' AND name = '0001_initial' RETURNING *")
        row = cursor.fetchone()
    try:
        response = client.get("/readyz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_migrations VALUES (%s, %s, %s, %s)", row)

    assert response.status_code == 503
    assert response.json()["pending_migrations"] == ["health.0001_initial"]


@pytest.mark.parametrize("age", [None, timedelta(minutes=5)])
def test_a_sweep_that_stays_away_is_told_but_does_not_stop_us(client, age):
    if age:
        services.beat(name="sweep", now=timezone.now() - age)

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["status"] == "degraded"


def test_a_heartbeat_never_moves_back():
    now = timezone.now()
    services.beat(name="sweep", now=now)
    services.beat(name="sweep", now=now - timedelta(hours=1))

    assert readiness.look().sweep_s < 30


def test_a_flood_of_questions_asks_postgres_once(client, monkeypatch):
    asked = []
    monkeypatch.setattr(readiness, "look", lambda: asked.append(1) or readiness.Readiness(postgres=True, broker=True))

    for _n in range(50):
        client.get("/readyz")

    assert len(asked) == 1


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_is_only_asked(path):
    assert Client().post(path).status_code == 405
    assert Client().head(path).status_code == 200
