"""Small rounds to try things on, by hand and at random."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from opleiding.core import bundle
from opleiding.core.market import NOWHERE, Market, Matching
from tests.sizes import FULL

Json = dict[str, Any]
DATA = Path(os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data") / "opleiding"


def shared(name: str) -> bytes:
    """Give a file of the shared data; skip where it is absent, fail in a proof."""
    path = DATA / name
    if not path.exists():
        assert not FULL, f"a proof needs {path}"
        pytest.skip(f"{path} is absent: put the public data there, or name its place with SHARED_DATA")
    return path.read_bytes()


def facts(
    lists: Mapping[str, Sequence[str]],
    offerings: Mapping[str, tuple[int, Sequence[Sequence[str]]]],
    *,
    pools: Sequence[Json] = (),
    **more: Any,
) -> Json:
    """Give a bundle. offerings: id to places and classes."""
    return {
        "candidates": [{"id": name, "preferences": list(choices)} for name, choices in lists.items()],
        "offerings": [
            {"id": name, "places": places, "pool": None, "priorities": [list(group) for group in classes]}
            for name, (places, classes) in offerings.items()
        ],
        "pools": list(pools),
        "lottery": {"seed": "0badcafe"},
    } | more


def read(made: Json) -> Market:
    return bundle.read(json.dumps(made).encode())


def names(market: Market, placed: Sequence[int]) -> dict[str, str]:
    """Give placements by name, as `outcome.json` does."""
    return {
        market.candidates[person]: market.offerings[choice] for person, choice in enumerate(placed) if choice != NOWHERE
    }


def as_matching(placed: Sequence[int]) -> Matching:
    return Matching(tuple(placed), (0,) * len(placed))


def chance(
    rng: random.Random, *, people: int = 5, offerings: int = 3, ties: bool = True, pools: bool = False, **more: Any
) -> Json:
    """Give a small round at random: short lists, few places, now and then somebody who is not admissible."""
    candidates = [f"c{n}" for n in range(rng.randint(1, people))]
    places = [f"o{n}" for n in range(rng.randint(1, offerings))]
    lists = {name: rng.sample(places, rng.randint(0, len(places))) for name in candidates}
    given = {}
    for name in places:
        admitted = rng.sample(
            candidates, rng.randint(0 if rng.random() < 0.2 else len(candidates) // 2, len(candidates))
        )
        classes: list[list[str]] = []
        for person in admitted:
            if classes and ties and rng.random() < 0.5:
                classes[-1].append(person)
            else:
                classes.append([person])
        given[name] = (rng.choice((0, 1, 1, 1, 2, 2, 3)), classes)
    nested = _pools(rng, places) if pools else []
    return facts(lists, given, pools=nested, lottery={"seed": rng.randbytes(8).hex()}, **more)


def _pools(rng: random.Random, places: Sequence[str]) -> list[Json]:
    inner = rng.sample(places, rng.randint(1, len(places)))
    outer = [name for name in places if name not in inner and rng.random() < 0.5]
    found = [{"id": "inner", "places": rng.randint(0, 3), "members": inner}]
    if rng.random() < 0.6:
        found.append({"id": "outer", "places": rng.randint(1, 3), "members": ["inner", *outer]})
    return found
