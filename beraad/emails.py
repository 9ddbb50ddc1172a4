"""One function a letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format

from beraad.links import Purpose, address
from beraad.models import Invitation, Registration
from ndt.mail.letters import Letter


def _letter(template: str, registration: Registration, **context: Any) -> Letter:
    assembly = registration.assembly
    return Letter(
        to=registration.email,
        template=f"beraad/{template}",
        context={
            "name": registration.name,
            "assembly": assembly.title,
            "assembly_url": settings.SITE_URL + assembly.get_absolute_url(),
            **context,
        },
        language=registration.language,
    )


def confirm(registration: Registration) -> Letter:
    """Ask the owner of the mailbox to confirm."""
    return _letter("confirm", registration, confirm_url=address(Purpose.CONFIRM, registration))


def welcome(registration: Registration) -> Letter:
    """Give the ticket, and the link to the own page; the same letter to who registers again."""
    return _letter(
        "welcome",
        registration,
        ticket=registration.ticket,
        is_verified=registration.is_verified,
        mine_url=address(Purpose.MINE, registration),
    )


def unknown_teacher(registration: Registration, *, day: date) -> Letter:
    """Tell when the list is fixed, and how to become known as a teacher before it is."""
    with translation.override(registration.language):
        said = date_format(day, "j F Y")
    return _letter("unknown", registration, day=said, mine_url=address(Purpose.MINE, registration))


def drawn(registration: Registration, *, is_drawn: bool) -> Letter:
    """Tell what the draw meant for this ticket."""
    return _letter(
        "drawn",
        registration,
        ticket=registration.ticket,
        is_drawn=is_drawn,
        mine_url=address(Purpose.MINE, registration),
    )


def _invited_letter(template: str, invitation: Invitation, **context: Any) -> Letter:
    registration = invitation.ticket.registration
    assert registration is not None
    with translation.override(registration.language):
        answer_by = date_format(timezone.localtime(invitation.deadline), "j F Y")
        return _letter(
            template,
            registration,
            question=invitation.assembly.question,
            meetings=invitation.assembly.plan.lines,
            answer_by=answer_by,
            invitation_url=address(Purpose.INVITATION, registration),
            **context,
        )


def invitation(invitation: Invitation) -> Letter:
    """Ask somebody who was drawn whether they want to take part."""
    return _invited_letter("invitation", invitation, is_later=invitation.round_id is not None)


def reminder(invitation: Invitation) -> Letter:
    """Ask again, kindly."""
    return _invited_letter("reminder", invitation)


def accepted(invitation: Invitation) -> Letter:
    """Thank somebody who takes part, with when and where."""
    return _invited_letter("accepted", invitation)


def tables(invitation: Invitation, rows: Sequence[tuple[int, int]], *, is_change: bool) -> Letter:
    """Tell somebody the own table in each round, and nobody else's. is_change: they were told other tables before."""
    registration = invitation.ticket.registration
    assert registration is not None
    return _letter(
        "tables",
        registration,
        rows=list(rows),
        is_change=is_change,
        ticket=registration.ticket,
        invitation_url=address(Purpose.INVITATION, registration),
    )


def declined(invitation: Invitation) -> Letter:
    """Confirm a no, and say until when it can be a yes."""
    return _invited_letter("declined", invitation)


def expired(invitation: Invitation) -> Letter:
    """Say that the deadline passed, without reproach."""
    return _invited_letter("expired", invitation)
