"""What each norm set says of each school, in the public view, computed once a process and data version."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from inspectie.core import engine
from inspectie.core.engine import Verdicts, View
from inspectie.queries import directory, methods, norm_sets

NOW: Final = "current-2020"
OTHER: Final = "r1-same-table"


@lru_cache(maxsize=32)
def public(version: str, slug: str) -> Verdicts:
    """Give the public verdicts of a norm set over a version of the data. Raises UnknownNormSet."""
    return engine.evaluate(norm_sets.named(slug), directory.frame_of(version), view=View.PUBLIC)


def every(version: str) -> list[Verdicts]:
    """Give all norm sets in their fixed order."""
    return [public(version, slug) for slug in norm_sets.every()]


def choices() -> list[tuple[str, str]]:
    """Give the slug and the title of each norm set, for a list to choose from."""
    return [(slug, methods.title(norm_sets.named(slug))) for slug in norm_sets.every()]


def column(verdicts: Verdicts, indicator: str, domain: str) -> int | None:
    """Give the place of a pair of indicator and domain; None when the norm set does not judge it."""
    pair = (indicator, domain)
    return verdicts.columns.index(pair) if pair in verdicts.columns else None
