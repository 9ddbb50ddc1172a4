"""Two accounts with one pass: the municipality finds out whose it is, and says so once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijles.models import Child, Pass, SecondClaim
from bijles.models.family import PassState
from bijles.services import booking, telling


@transaction.atomic
def keep(*, claim: SecondClaim, now: datetime) -> bool:
    """Leave the pass with the family that has it. A second time changes nothing, and gives False."""
    return bool(SecondClaim.objects.filter(pk=claim.pk, handled_at=None).update(handled_at=now))


@transaction.atomic
def release(*, claim: SecondClaim, now: datetime) -> bool:
    """Take the pass from the family that has it: its lessons ahead are cancelled, it reads which, and whoever it belongs to can show it again.

    Every open task about the pass is done with it. A second time changes nothing, and gives False.
    """
    children = Child.objects.filter(shown=claim.held_id)
    # In the order of all bookings; the pass alone would come before its family and its tutors.
    booking.lock_for_leaving(children, now=now)
    held = Pass.objects.select_for_update().get(pk=claim.held_id)
    if not SecondClaim.objects.filter(held=held, handled_at=None).update(handled_at=now):
        return False
    telling.released(held, booking.leave(children=children, now=now))
    held.state = PassState.REPLACED
    held.save(update_fields=["state"])
    return True
