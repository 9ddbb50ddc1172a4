"""A dead Valkey costs speed, never an answer."""

from __future__ import annotations

import socket
import time

import pytest
from redis.connection import Connection

from ndt.health import cache as lasting
from ndt.health.breaker import Breaker
from ndt.health.cache import LastingRedisCache


@pytest.fixture
def cache(valkey):
    return LastingRedisCache(valkey.url, {})


def test_a_living_cache_remembers(cache):
    cache.set("mood", "calm")
    cache.set("visits", 1)

    assert cache.get("mood") == "calm"
    assert cache.incr("visits") == 2
    assert cache.get_many(["mood", "visits", "nothing"]) == {"mood": "calm", "visits": 2}
    assert cache.add("mood", "wild") is False


def test_every_call_on_a_dead_cache_answers_like_an_empty_one(cache, kill):
    cache.set("mood", "calm")
    kill()

    assert cache.get("mood") is None
    assert cache.get("mood", "unknown") == "unknown"
    assert cache.get_many(["mood"]) == {}
    assert cache.set("mood", "wild") is None
    assert cache.set_many({"mood": "wild"}) == ["mood"]
    assert cache.add("lock", 1) is True
    assert cache.delete("mood") is False
    assert cache.delete_many(["mood"]) is None
    assert cache.touch("mood") is False
    assert cache.has_key("mood") is False
    assert "mood" not in cache
    assert cache.clear() is None
    assert cache.get_or_set("mood", "new") == "new"
    with pytest.raises(ValueError, match="gone"):
        cache.incr("visits")


def test_a_dead_cache_does_not_slow_each_request(cache, kill, monkeypatch):
    kill()
    cache.get("first")
    tried = []
    monkeypatch.setattr(Connection, "_connect", lambda connection: tried.append(connection))

    for number in range(1_000):
        cache.get(f"key-{number}")

    assert tried == []


def test_a_cache_that_does_not_answer_costs_a_moment_once():
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        cache = LastingRedisCache(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0", {})

        began = time.perf_counter()
        for number in range(100):
            assert cache.get(f"key-{number}") is None

        assert time.perf_counter() - began < 20, "a hundred times a moment would be more"


def test_a_cache_that_comes_back_is_used_again(valkey, cache, kill, monkeypatch):
    monkeypatch.setitem(lasting._breakers, valkey.url, Breaker(0.05))
    cache = LastingRedisCache(valkey.url, {})
    kill()
    assert cache.get("mood") is None

    valkey.start()
    time.sleep(0.1)
    cache.set("mood", "calm")

    assert cache.get("mood") == "calm"


def test_a_restart_between_two_calls_is_no_outage(valkey, cache, kill):
    cache.set("mood", "calm")
    kill()
    valkey.start()

    cache.set("mood", "fresh")

    assert cache.get("mood") == "fresh"


def test_login_limits_hold_in_this_process_during_an_outage(cache, kill):
    kill()

    cache.set("allauth:rl:login", [1.0, 2.0])

    assert cache.get("allauth:rl:login") == [1.0, 2.0]
    assert cache.add("allauth.mfa.totp.used?user=1&code=123456", "y") is True
    assert cache.add("allauth.mfa.totp.used?user=1&code=123456", "y") is False
    cache.clear()


def test_a_session_is_never_kept_in_this_process(cache, kill):
    kill()

    cache.set("django.contrib.sessions.cached_dbabc", {"user": 1})

    assert cache.get("django.contrib.sessions.cached_dbabc") is None


def test_one_caller_a_pause_tries_again():
    now = [0.0]
    breaker = Breaker(2.0, clock=lambda: now[0])

    assert breaker.may_try()
    assert breaker.failed() is True
    assert not breaker.may_try()
    now[0] = 2.5
    assert breaker.may_try()
    assert not breaker.may_try()
    assert breaker.failed() is False
    now[0] = 5.0
    assert breaker.may_try()
    assert breaker.worked() is True
    assert breaker.worked() is False
    assert breaker.may_try()
