"""Letters about a meeting to many at once: one job in the transaction of the fact, which writes a letter a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from ndt.jobs import services as jobs
from ndt.jobs.models import Priority
from ndt.mail import services as mail
from opleiding import emails
from opleiding.emails import What
from opleiding.models import Meeting, Registration

KIND: Final = "opleiding.meeting_letters"
State = Registration.State
# To whom a letter still makes sense when the job comes to it.
STILL: Final = {
    What.OFFER: (State.OFFERED,),
    What.REMINDER: (State.CONFIRMED,),
    What.MOVED: Registration.LIVE,
    What.CANCELLED: Registration.LIVE,
}

__all__ = ["KIND", "What", "key", "write", "write_later"]


def write_later(meeting: Meeting, what: What, registrations: Sequence[int], *, mark: datetime) -> bool:
    """Have a letter written to everybody named; call it in the transaction of the fact. False when it was asked before.

    mark: what makes this occasion another than the last of its kind.
    """
    if not registrations:
        return False
    first = min(registrations)
    return jobs.enqueue(
        kind=KIND,
        key=f"{KIND}:{meeting.pk}:{what}:{mark.isoformat()}:{first}",
        payload={"what": what.value, "registrations": list(registrations), "mark": mark.isoformat()},
    )


def write(*, what: What, registrations: Sequence[int], mark: str) -> int:
    """Write the letters of a job; give how many. Safe twice: a letter has a key, and who left meanwhile gets none."""
    people = Registration.objects.filter(pk__in=registrations).select_related("meeting__series", "trainer__user")
    if what in STILL:
        people = people.filter(state__in=STILL[what])
    return sum(
        mail.queue(emails.about_meeting(one, what), key=key(one, what, mark), priority=Priority.NORMAL)
        for one in people.order_by("turn")
    )


def key(registration: Registration, what: What, mark: str) -> str:
    """Give by what a letter is known, so that it goes out once."""
    return f"{what}:{registration.public_id}:{mark}"
