"""A cache that lasts: when Valkey is gone, reading misses and writing does nothing.

An outage costs speed only. Two things need more than that and fall back to this process's own
memory: everything of allauth, which counts log-in attempts and used one-time codes here. Sessions
must not: they are in Postgres as well (`cached_db`), and a private copy would outlive a log-out.

What could not be written or deleted is owed: it is deleted as soon as Valkey is back, before anything
is read. Otherwise a session that ended during the outage would live on in Valkey's own file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

from ndt.health.breaker import Breaker

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

PAUSE_S: Final = 2.0
SOCKET_TIMEOUT_S: Final = 0.3
KEPT_AT_HOME: Final = ("allauth", "jwt:")
MOST_OWED: Final = 50_000
_breakers: dict[str, Breaker] = {}
_owed: dict[str, set[str]] = {}


class LastingRedisCache(RedisCache):
    """Redis cache whose outages cost speed only."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_timeout": SOCKET_TIMEOUT_S,
            "socket_connect_timeout": SOCKET_TIMEOUT_S,
            # Once, at once: a connection that a restarted server has closed is no outage.
            "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self._breaker = _breakers.setdefault(server, Breaker(PAUSE_S))
        self._owed = _owed.setdefault(server, set())
        self._home = LocMemCache("lasting-cache", {"max_entries": 5_000})

    def _try(self, call: Callable[[], Result], otherwise: Callable[[], Result]) -> Result:
        """Ask Valkey; answer `otherwise` while it is gone."""
        if not self._breaker.may_try():
            return otherwise()
        try:
            self._pay()
            result = call()
        except (redis.RedisError, OSError) as problem:
            if self._breaker.failed():
                logger.warning("cache_lost", extra={"problem": type(problem).__name__})
            return otherwise()
        if self._breaker.worked():
            self._home.clear()
            logger.warning("cache_back")
        return result

    def _owe(self, keys: Iterable[str], version: int | None) -> None:
        if len(self._owed) < MOST_OWED:
            self._owed.update(self.make_key(key, version) for key in keys)

    def _pay(self) -> None:
        """Delete from Valkey what it holds and should not."""
        if self._owed:
            keys = list(self._owed)
            self._cache.delete_many(keys)
            self._owed.difference_update(keys)

    def _is_home(self, key: str) -> bool:
        return str(key).startswith(KEPT_AT_HOME)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        def otherwise() -> Any:
            return self._home.get(key, default, version) if self._is_home(key) else default

        return self._try(lambda: super(LastingRedisCache, self).get(key, default, version), otherwise)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        def otherwise() -> None:
            self._owe([key], version)
            if self._is_home(key):
                self._home.set(key, value, timeout, version)

        self._try(lambda: super(LastingRedisCache, self).set(key, value, timeout, version), otherwise)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Add; during an outage as if the key was not there, so that nobody waits for a lock."""

        def otherwise() -> bool:
            return self._home.add(key, value, timeout, version) if self._is_home(key) else True

        return self._try(lambda: bool(super(LastingRedisCache, self).add(key, value, timeout, version)), otherwise)

    def delete(self, key: str, version: int | None = None) -> bool:
        def otherwise() -> bool:
            self._owe([key], version)
            return self._home.delete(key, version) if self._is_home(key) else False

        return self._try(lambda: bool(super(LastingRedisCache, self).delete(key, version)), otherwise)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._try(lambda: bool(super(LastingRedisCache, self).touch(key, timeout, version)), lambda: False)

    def has_key(self, key: str, version: int | None = None) -> bool:
        def otherwise() -> bool:
            return self._home.has_key(key, version) if self._is_home(key) else False

        return self._try(lambda: bool(super(LastingRedisCache, self).has_key(key, version)), otherwise)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add `delta`. Raises ValueError for a key that is not there, as it is during an outage."""

        def otherwise() -> int:
            if self._is_home(key):
                return int(self._home.incr(key, delta, version))
            raise ValueError("The cache is gone, and this key with it.")

        return self._try(lambda: int(super(LastingRedisCache, self).incr(key, delta, version)), otherwise)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        keys = list(keys)
        return self._try(lambda: super(LastingRedisCache, self).get_many(keys, version), dict)

    def set_many(self, data: dict[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[str]:
        """Store; give the keys that were not stored."""

        def otherwise() -> list[str]:
            self._owe(data, version)
            return list(data)

        return self._try(lambda: super(LastingRedisCache, self).set_many(data, timeout, version), otherwise)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        keys = list(keys)
        self._try(lambda: super(LastingRedisCache, self).delete_many(keys, version), lambda: self._owe(keys, version))

    def clear(self) -> None:
        self._home.clear()
        self._try(lambda: super(LastingRedisCache, self).clear(), lambda: None)
