"""The instances that others published, read from the data beside the repository. Never copied into it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from beraad.core.instance import Instance
from beraad.core.reading import Source, read

DATA: Final = Path(os.environ.get("SHARED_DATA", Path(__file__).resolve().parents[3].parent / "shared" / "data"))
KNOWN: Final = {
    "example_small_20": ("categories.csv", "respondents.csv", 20),
    "example_large_200": ("categories.csv", "respondents.csv", 200),
    "fixture_150_22": ("features.csv", "candidates.csv", 22),
}


def published(name: str) -> Instance:
    """Give one of the published instances; skips (or in a proof fails) where the data is not there."""
    place = DATA / "beraad" / name
    if not place.is_dir():
        words = f"{place} is not there; set SHARED_DATA to the folder with the published instances"
        (pytest.fail if os.environ.get("FULL") else pytest.skip)(words)
    quotas, people, size = KNOWN[name]
    return read(Source(quotas, (place / quotas).read_bytes()), Source(people, (place / people).read_bytes()), size=size)
