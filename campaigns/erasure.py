"""Erasure of signers: their signatures become tombstones, and the number follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from campaigns.services.confirming import entomb


def erase_signatures(rows: QuerySet[Any], tombstone: str, now: datetime) -> int:
    """Entomb a person's signatures and delete the forms they came from; give how many.

    A counted one leaves the number through the ledger; a delivered petition keeps its delivered number.
    """
    signatures = list(rows.select_for_update().order_by("pk"))
    for signature in signatures:
        entomb(signature, now=now)
    return len(signatures)
