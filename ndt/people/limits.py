"""How often somebody may ask for a code or try one. The state is in Postgres: it holds without a cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest

from ndt.limits import services
from ndt.mail.addresses import canonical
from ndt.web.client import address_block, client_address


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in `window` for one subject."""

    purpose: str
    times: int
    window: timedelta


# A code has a million values and five tries: thirty codes a day give an attacker who floods one
# mailbox 150 guesses, while a family that loses its code twice never notices.
CODES_TO_A_MAILBOX: Final = (
    Limit("people.code.hour", 10, timedelta(hours=1)),
    Limit("people.code.day", 30, timedelta(days=1)),
)
# A school or library shares one address.
ENTRANCE_FROM_A_BLOCK: Final = (
    Limit("people.entrance.minute", 30, timedelta(minutes=1)),
    Limit("people.entrance.day", 1000, timedelta(days=1)),
)
SECOND_FACTOR_TRIES: Final = (Limit("people.second_factor", 10, timedelta(hours=1)),)
# A TOTP code counts once: its three steps of 30 seconds are over before it could return.
TOTP_CODE_ONCE: Final = (Limit("people.totp.used", 1, timedelta(minutes=2)),)


def allow(limits: Sequence[Limit], subject: str, *, now: datetime) -> bool:
    """Use one of each limit of a subject; give False as soon as one is used up."""
    return all(
        services.allow(purpose=limit.purpose, subject=subject, limit=limit.times, window=limit.window, now=now)
        for limit in limits
    )


def forget(limits: Sequence[Limit], subject: str) -> None:
    """Give a subject its whole allowance back: whoever gave the right code was no guesser."""
    for limit in limits:
        services.forget(purpose=limit.purpose, subject=subject)


def mailbox(address: str) -> str:
    """Give the subject for a mailbox: dots and tags of one mailbox do not make it two."""
    return canonical(address)


def block(request: HttpRequest) -> str:
    """Give the subject for where a request comes from."""
    return address_block(client_address(request))
