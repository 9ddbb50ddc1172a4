"""A database that is full, slow or away gives 503 with Retry-After, never 500."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.db import InterfaceError, InternalError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from ndt.health import readiness
from ndt.health.overload import is_overload, plain_page

pytestmark = pytest.mark.django_db(transaction=True)


def slow(request):
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
        try:
            cursor.execute("SELECT pg_sleep(5)")
        finally:
            cursor.execute("SET statement_timeout = 0")
    return HttpResponse("done")


def away(request):
    raise OperationalError("connection refused")


def broken(request):
    raise RuntimeError("our own fault")


urlpatterns = [path("slow", slow), path("away", away), path("broken", broken)]
handler500 = "ndt.health.views.server_error"
stage = override_settings(ROOT_URLCONF=__name__)


def get(address):
    with stage:
        return Client(raise_request_exception=False).get(address)


@pytest.mark.parametrize("address", ["/slow", "/away"])
def test_trouble_of_the_database_is_503(address):
    response = get(address)

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response["Cache-Control"] == "no-store"
    assert "druk" in response.content.decode()


def test_our_own_fault_stays_500():
    assert get("/broken").status_code == 500


def test_a_page_that_cannot_be_drawn_has_a_plain_sister():
    response = plain_page()

    assert response.status_code == 503
    assert "Retry-After" in response
    assert b"<h1>" in response.content


def _with_cause(problem, cause):
    problem.__cause__ = cause
    return problem


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (OperationalError(), True),
        (InterfaceError("the connection is closed"), True),
        (psycopg.errors.QueryCanceled(), True),
        (_with_cause(InternalError(), psycopg.errors.ReadOnlySqlTransaction()), True),
        (InternalError(), False),
        (psycopg.errors.UniqueViolation(), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_only_trouble_of_the_database_counts_as_overload(problem, expected):
    assert is_overload(problem) is expected


def test_a_full_pool_gives_503_at_once_and_the_health_addresses_still_answer():
    """Take every connection and every waiting place; the next visitor hears 'busy' within a moment."""
    pool = connection.pool
    assert pool is not None
    assert pool.max_waiting > 0
    connection.close()
    taken = []
    try:
        while len(taken) < pool.max_size:
            taken.append(pool.getconn(timeout=60))
        waiting = [threading.Thread(target=_wait_for, args=(pool,)) for _n in range(pool.max_waiting)]
        for thread in waiting:
            thread.start()

        response = get("/database")
        alive, ready = Client().get("/livez"), readiness.look()
    finally:
        for each in taken:
            pool.putconn(each)
        for thread in waiting:
            thread.join()

    assert response.status_code == 503
    assert alive.status_code == 200
    assert ready.postgres


def _wait_for(pool):
    pool.putconn(pool.getconn(timeout=60))


def database(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("done")


urlpatterns.append(path("database", database))
