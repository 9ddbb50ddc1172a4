"""The program with which everybody checks a run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parents[1] / "verify_exchange.py"


@cache
def program() -> bytes:
    """Give the source of the checker."""
    return FILE.read_bytes()
