"""Has this session shown a second factor?"""

from __future__ import annotations

from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from ndt.people.models import User

DEMO_MARK: Final = "demo_second_factor"
STRONG: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_shown(request: HttpRequest) -> bool:
    """Say whether this session logged in with TOTP, a passkey or a recovery code.

    The demo's one-button login marks the session itself; only the demo honours that mark.
    """
    if settings.DEMO and request.session.get(DEMO_MARK) is True:
        return True
    user = request.user
    assert isinstance(user, User)
    records: list[dict[str, object]] = get_authentication_records(request, user)
    return any(record.get("method") == "mfa" for record in records)


def is_set_up(user: User) -> bool:
    """Say whether the account has TOTP or a passkey."""
    found: bool = Authenticator.objects.filter(user=user, type__in=STRONG).exists()
    return found
