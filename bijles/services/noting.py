"""What a tutor writes to the family after a lesson."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijles.core import contact_data
from bijles.core.errors import NotWritable, PrivateContact, TooLate
from bijles.models import Booking, LessonNote, Tutor


@transaction.atomic
def note(*, booking: Booking, did: str, following: str, now: datetime) -> LessonNote:
    """Write or change the two lines about a lesson.

    Raises TooLate("early") before it has begun, PrivateContact for lines with a link, an address or a number, and
    NotWritable("tutor") for a stopped tutor. Who stops the tutor at this moment comes before us, or after us.
    """
    if now < booking.period.lower:
        raise TooLate("early")
    # The two lines stand below each other: a number may run on from one into the other.
    if kinds := contact_data.found(f"{did}\n{following}"):
        raise PrivateContact(kinds)
    tutor = Tutor.objects.select_for_update(no_key=True).get(pk=booking.lesson.tutor_id)
    if tutor.suspended_at is not None:
        raise NotWritable("tutor")
    made, _new = LessonNote.objects.update_or_create(
        booking=booking, defaults={"did": did, "next": following, "at": now}
    )
    return made
