"""Whether the figures of now are invented, for the label on every page: from the cache, since every page asks."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache

from inspectie.queries import methods

_KEY: Final = "inspectie.invented"
_SECONDS: Final = 300


def is_invented() -> bool:
    """Say whether any of the data of now was invented."""
    return bool(cache.get_or_set(_KEY, methods.holds_demo, _SECONDS))


def forget() -> None:
    """Ask again; for after an import."""
    cache.delete(_KEY)
