"""Chance that nobody can steer: everything random follows from one seed, whose hash is published first."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Final

from wisselkracht.core.instance import Id

TICKETS: Final = 2**20


def commitment(seed: bytes) -> str:
    """Give the number that is published before the run: the SHA-256 of the seed."""
    return hashlib.sha256(seed).hexdigest()


def order(ids: Sequence[Id], seed: bytes) -> list[int]:
    """Give the places of ids in the order in which the search meets them.

    Everybody has the same chance of every place. So two candidates that nothing distinguishes win equally often, and
    the order in a file changes nothing.
    """
    return sorted(range(len(ids)), key=lambda place: _number(seed, "order", [ids[place]]))


def ticket(exchange: Sequence[Id], seed: bytes) -> int:
    """Give the lot of an exchange, from 1 to 2^20. exchange: ids, a cycle from its first in the sorted order."""
    return int.from_bytes(_number(seed, "ticket", exchange)[:8], "big") % TICKETS + 1


def _number(seed: bytes, purpose: str, ids: Sequence[Id]) -> bytes:
    message = json.dumps([purpose, *ids], ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(seed, message, hashlib.sha256).digest()
