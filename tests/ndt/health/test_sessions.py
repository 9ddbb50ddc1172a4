"""Losing Valkey logs nobody out."""

from __future__ import annotations

import time

import pytest
from django.core.cache import caches
from django.test import Client

from ndt.health import cache
from ndt.health.breaker import Breaker
from tests.house.roles import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def _sessions_on(settings, valkey, monkeypatch):
    monkeypatch.setitem(cache._breakers, valkey.url, Breaker(0.05))
    settings.CACHES = {"default": {"BACKEND": "ndt.health.cache.LastingRedisCache", "LOCATION": valkey.url}}
    caches["default"].clear()


@pytest.mark.usefixtures("_sessions_on")
def test_who_is_logged_in_stays_logged_in_when_the_cache_dies(kill):
    browser = World("campaigns").browser("family")
    assert browser.get("/account/").status_code == 200

    kill()

    assert browser.get("/account/").status_code == 200


@pytest.mark.usefixtures("_sessions_on")
def test_who_logs_out_during_an_outage_stays_logged_out_after_it(kill, valkey):
    browser = World("campaigns").browser("family")
    browser.get("/account/")
    thief = Client()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    kill()
    browser.session.flush()

    valkey.start()
    time.sleep(0.1)

    assert caches["default"].get("anything") is None
    assert thief.get("/account/").status_code == 302


@pytest.mark.usefixtures("_sessions_on")
def test_a_login_during_an_outage_works(kill):
    kill()

    browser = World("campaigns").browser("teacher")

    assert browser.get("/account/").status_code == 200
