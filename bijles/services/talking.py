"""A family and a tutor write each other, without an address or a number of the other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from bijles import emails
from bijles.core import contact_data
from bijles.core.errors import NotWritable, PrivateContact
from bijles.models import Booking, Message, SafetyReport, Talk, TalkLook, Tutor
from bijles.models.talk import Sender
from bijles.queries import talks
from ndt.limits import services as limits
from ndt.mail import services as mail
from ndt.people.models import User

# Who writes on within the hour sends one letter.
QUIET: Final = timedelta(hours=1)
A_DAY: Final = 30
_DAY: Final = timedelta(days=1)


@transaction.atomic
def write(*, booking: Booking, sender: Sender, text: str, key: UUID, now: datetime) -> Message:
    """Write a message about the child of a lesson to its tutor, or from the tutor; the other gets a letter without its text.

    The same form sent twice is one message. Raises PrivateContact for text with a link, an address or a number, by itself or
    with what the same side wrote within the hour, and NotWritable ("tutor", "account", "over", "often"). Who stops the tutor at
    this moment comes before us, or after us.
    """
    if kinds := contact_data.found(text):
        raise PrivateContact(kinds)
    tutor = _lock(booking.lesson.tutor_id)
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    if why := talks.closed(booking, tutor, now=now):
        raise NotWritable(why)
    by_tutor = sender == Sender.TUTOR
    # A number that is cut in pieces is a number.
    before = talks.texts_of_side(booking, by_tutor=by_tutor, since=now - QUIET)
    if kinds := contact_data.found("\n".join([*before, text])):
        raise PrivateContact(kinds, together=True)
    subject = f"{booking.child_id}:{tutor.pk}:{by_tutor}"
    if not limits.allow(purpose="bijles.message", subject=subject, limit=A_DAY, window=_DAY, now=now):
        raise NotWritable("often")
    talk, _made = Talk.objects.get_or_create(child=booking.child, tutor=tutor, defaults={"since": now})
    last = talk.messages.order_by("at", "pk").last()
    made = Message.objects.create(talk=talk, sender=sender, text=text, key=key, at=now)
    if last is None or last.is_of_tutor != by_tutor or last.at < now - QUIET:
        _tell(booking, made, tutor)
    return made


@transaction.atomic
def look(*, report: SafetyReport, by: User, now: datetime) -> None:
    """Write down that a safeguarding contact opens the messages that a report is about."""
    TalkLook.objects.get_or_create(report=report, by=by, defaults={"at": now})


def forget(now: datetime) -> int:
    """Delete the messages a year after the last lesson; give how many talks went. An open report keeps them."""
    reported = SafetyReport.objects.filter(closed_at=None).exclude(booking=None)
    kept = reported.values_list("booking__child", "booking__lesson__tutor")
    pairs = set(kept)
    old = [one.pk for one in talks.outdated(now=now) if (one.child_id, one.tutor_id) not in pairs]
    return Talk.objects.filter(pk__in=old).delete()[1].get("bijles.Talk", 0)


def _lock(tutor: int) -> Tutor:
    return Tutor.objects.select_for_update(no_key=True, of=("self",)).select_related("user").get(pk=tutor)


def _tell(booking: Booking, message: Message, tutor: Tutor) -> None:
    assert booking.child is not None
    assert tutor.user is not None
    to_tutor = not message.is_of_tutor
    letter = emails.message(booking, to=tutor.user if to_tutor else booking.child.family.user, to_tutor=to_tutor)
    mail.queue(letter, key=f"bijles.message:{message.pk}")
