"""Where the public pools and groups are that this room is tried on."""

import os
from pathlib import Path

import pytest

from tests.sizes import FULL

DATA = Path(os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data") / "beraad"


def shared(name: str) -> Path:
    """Give a file of the shared data; skip where it is absent, fail in a proof."""
    path = DATA / name
    if not path.exists():
        assert not FULL, f"a proof needs {path}"
        pytest.skip(f"{path} is absent: put the public data there, or name its place with SHARED_DATA")
    return path
