"""The norm sets that ship with this room: every JSON file in `inspectie/norms/`, read once and checked."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from inspectie.core.norms import SLUGS, NormError, NormSet, parse

FOLDER: Final = Path(__file__).resolve().parent.parent / "norms"


class UnknownNormSet(LookupError):
    """There is no norm set of this name."""


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """Give the JSON schema that every norm set is checked against."""
    found = json.loads((FOLDER / "schema.json").read_bytes())
    assert isinstance(found, dict)
    return found


@lru_cache(maxsize=1)
def every() -> dict[str, NormSet]:
    """Give all norm sets by slug: those of the report first, then others by name. Raises NormError."""
    found = {}
    for file in sorted(FOLDER.glob("*.json")):
        if file.name != "schema.json":
            norm_set = parse(file.read_bytes(), schema())
            if norm_set.slug != file.stem:
                raise NormError("name", where=file.name, value=norm_set.slug)
            found[norm_set.slug] = norm_set
    order = {slug: position for position, slug in enumerate(SLUGS)}
    return {slug: found[slug] for slug in sorted(found, key=lambda slug: (order.get(slug, len(order)), slug))}


def named(slug: str) -> NormSet:
    """Give a norm set by its name. Raises UnknownNormSet."""
    try:
        return every()[slug]
    except KeyError as missing:
        raise UnknownNormSet(slug) from missing
