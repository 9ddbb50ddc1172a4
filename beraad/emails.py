"""One function a letter."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from beraad.links import Purpose, address
from beraad.models import Registration
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


def drawn(registration: Registration, *, is_drawn: bool) -> Letter:
    """Tell what the draw meant for this ticket."""
    return _letter(
        "drawn",
        registration,
        ticket=registration.ticket,
        is_drawn=is_drawn,
        mine_url=address(Purpose.MINE, registration),
    )
