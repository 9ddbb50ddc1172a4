"""The seed of a round: made once, its commitment public, itself shown when the first run is published."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from ndt.privacy import sealed
from wisselkracht.core.lottery import commitment
from wisselkracht.models import Lottery, Round

PURPOSE: Final = "wisselkracht.lottery"
BYTES: Final = 32


def commit(found: Round, *, now: datetime) -> Lottery:
    """Give the lottery of a round, made now where there is none; call it in a transaction that holds the round."""
    known = Lottery.objects.filter(round=found).first()
    if known is not None:
        return known
    seed = secrets.token_bytes(BYTES)
    return Lottery.objects.create(
        round=found, commitment=commitment(seed), sealed_seed=sealed.seal(PURPOSE, seed.hex()), committed_at=now
    )


def seed_of(found: Lottery) -> bytes:
    """Give the seed, also while it is secret."""
    return bytes.fromhex(found.seed or sealed.unseal(PURPOSE, found.sealed_seed))


def reveal(found: Lottery) -> None:
    """Show the seed to everybody."""
    if not found.seed:
        found.seed = seed_of(found).hex()
        found.save(update_fields=["seed"])
