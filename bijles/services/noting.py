"""What a tutor writes to the family after a lesson."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijles.core.errors import TooLate
from bijles.models import Booking, LessonNote


@transaction.atomic
def note(*, booking: Booking, did: str, following: str, now: datetime) -> LessonNote:
    """Write or change the two lines about a lesson. Raises TooLate("early") before it has begun."""
    if now < booking.period.lower:
        raise TooLate("early")
    made, _new = LessonNote.objects.update_or_create(
        booking=booking, defaults={"did": did, "next": following, "at": now}
    )
    return made
