"""The official files that this room is tried on, where they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.sizes import FULL

DATA = Path(os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data") / "inspectie"


def real(name: str = "") -> Path:
    """Give one of the official files, or their folder; skip where they are absent, fail in a proof."""
    path = DATA / name
    if not path.exists():
        assert not FULL, f"a proof needs {path}"
        pytest.skip(f"{path} is absent: put the official files there, or name their place with SHARED_DATA")
    return path
