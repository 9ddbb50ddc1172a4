"""Who gets a seat. Every step first locks the meeting, so that steps come one after the other and nobody passes anybody."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from ndt.jobs.models import Priority
from ndt.mail import services as mail
from opleiding import emails
from opleiding.core import waiting
from opleiding.core.errors import OpleidingError
from opleiding.models import Meeting, Registration, Trainer
from opleiding.services import meeting_letters as letters

State = Registration.State
# Crockford's alphabet: no I, L, O or U, so that a code can be read aloud at the door.
READABLE: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class MeetingClosed(OpleidingError):
    """The meeting takes nobody any more, or does not go on."""

    code = "meeting-closed"


class OfferOver(OpleidingError):
    """There is no offer, or its time is over; the seat went to the next."""

    code = "offer-over"


class NotIn(OpleidingError):
    """Somebody has no live registration to end."""

    code = "not-in"


def locked(number: int) -> Meeting:
    """Give a meeting, locked until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("series").get(pk=number)


@transaction.atomic
def register(*, meeting: Meeting, trainer: Trainer, now: datetime) -> Registration:
    """Give somebody a seat, or a place at the end of the list. Who is in already stays where he is.

    Raises MeetingClosed.
    """
    meeting = locked(meeting.pk)
    known = live(meeting, trainer)
    if known is not None:
        return known
    if not meeting.takes_people(now):
        raise MeetingClosed
    entries = _given_out(meeting, now=now)
    state = waiting.state_for_newcomer(meeting.facts(), entries, now=now)
    meeting.last_turn += 1
    meeting.save(update_fields=["last_turn"])
    made = Registration.objects.create(
        meeting=meeting, trainer=trainer, state=state.value, turn=meeting.last_turn, code=_code(), entered_at=now
    )
    if state == waiting.State.CONFIRMED:
        _write(made, letters.What.SEAT)
    else:
        _write(made, letters.What.LINE)
    return made


@transaction.atomic
def accept(*, meeting: Meeting, trainer: Trainer, now: datetime) -> Registration:
    """Take the seat that was offered. A second time changes nothing. Raises OfferOver."""
    meeting = locked(meeting.pk)
    found = live(meeting, trainer)
    if found is None:
        raise OfferOver
    if found.has_seat:
        return found
    if not meeting.is_planned or not waiting.may_accept(found.entry(), now=now):
        raise OfferOver
    found.state, found.offer_until = State.CONFIRMED, None
    found.save(update_fields=["state", "offer_until"])
    _write(found, letters.What.SEAT)
    return found


@transaction.atomic
def leave(*, meeting: Meeting, trainer: Trainer, now: datetime) -> None:
    """Give a seat, an offer or a place on the list back; what comes free goes to the next at once. Raises NotIn."""
    meeting = locked(meeting.pk)
    found = live(meeting, trainer)
    if found is None or now >= meeting.starts_at:
        raise NotIn
    found.state, found.offer_until = State.WITHDRAWN, None
    found.save(update_fields=["state", "offer_until"])
    if meeting.is_planned:
        _given_out(meeting, now=now)


@transaction.atomic
def give_out(*, number: int, now: datetime) -> int:
    """End the offers whose time is over and offer the free seats; give how many were offered. Safe to run twice."""
    meeting = locked(number)
    before = meeting.registrations.filter(state=State.OFFERED, offer_until__gt=now).count()
    entries = _given_out(meeting, now=now)
    return sum(entry.state == waiting.State.OFFERED for entry in entries) - before


def settle(meeting: Meeting, *, now: datetime) -> None:
    """The same for a meeting that the caller has locked."""
    _given_out(meeting, now=now)


def live(meeting: Meeting, trainer: Trainer) -> Registration | None:
    """Give somebody's registration that stands, or None."""
    return Registration.objects.filter(meeting=meeting, trainer=trainer, state__in=Registration.LIVE).first()


def _given_out(meeting: Meeting, *, now: datetime) -> list[waiting.Entry]:
    """Do what the time and the free seats ask for, in the same few statements for one or for a thousand people.

    Give how everybody stands afterwards. The caller holds the lock.
    """
    waiting_or_in = meeting.registrations.filter(state__in=Registration.LIVE)
    # With "meeting", because a related manager looks at it for every row.
    rows = list(waiting_or_in.only("pk", "meeting", "turn", "state", "offer_until"))
    entries = [row.entry() for row in rows]
    step = waiting.next_step(meeting.facts(), entries, now=now)
    expired, offered = [int(name) for name in step.expired], [int(name) for name in step.offered]
    if expired:
        Registration.objects.filter(pk__in=expired).update(state=State.EXPIRED, offer_until=None)
        letters.write_later(meeting, letters.What.EXPIRED, expired, mark=now)
    if offered:
        Registration.objects.filter(pk__in=offered).update(state=State.OFFERED, offer_until=step.until)
        letters.write_later(meeting, letters.What.OFFER, offered, mark=step.until)
    return _after(entries, step)


def _after(entries: Sequence[waiting.Entry], step: waiting.Step) -> list[waiting.Entry]:
    gone, asked = set(step.expired), set(step.offered)
    return [
        waiting.Entry(entry.id, entry.turn, waiting.State.OFFERED, step.until) if entry.id in asked else entry
        for entry in entries
        if entry.id not in gone
    ]


def _write(registration: Registration, what: letters.What) -> None:
    """Write one letter that somebody waits for."""
    letter = emails.about_meeting(registration, what)
    mail.queue(letter, key=letters.key(registration, what, "once"), priority=Priority.URGENT)


def _code() -> str:
    signs = "".join(secrets.choice(READABLE) for _sign in range(8))
    return f"{signs[:4]}-{signs[4:]}"
