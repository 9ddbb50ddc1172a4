"""After a backup is put back: erase again who asked for it since that backup was made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from ndt.privacy.models import Cause, Erasure
from ndt.privacy.registry import Person
from ndt.privacy.services import erasing, remembering
from ndt.privacy.services.erasing import Receipt
from ndt.privacy.services.remembering import Memory


def apply(*, now: datetime, progress: Callable[[str], None]) -> list[Receipt]:
    """Do every erasure of the log that this database does not know. Running it again does nothing.

    Each in a transaction of its own, so that it can be stopped and started again.
    """
    missing = remembering.unknown_here()
    if not missing:
        return []
    people = remembering.people_in(missing, progress=progress)
    receipts = []
    for memory in missing:
        receipt = _again(memory, people[memory.id], now=now)
        progress(f"{memory.id}: {sum(receipt.rows.values())}")
        receipts.append(receipt)
    return receipts


@transaction.atomic
def _again(memory: Memory, person: Person, *, now: datetime) -> Receipt:
    receipt = erasing.erase(person=person, cause=Cause.RESTORE, now=now, tombstone=memory.id)
    if receipt.tombstone is None:
        # Nothing of this person is in the backup. Its number is written down all the same: done.
        Erasure.objects.create(id=memory.id, at=now, cause=Cause.RESTORE)
    return receipt
