"""Important changes ask for a login of the last quarter of an hour, or for a code on the spot."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from ndt.mail import phone
from ndt.mail.phone import Check
from ndt.people import phones
from ndt.people.models import User
from ndt.people.second_factor import DEMO_MARK
from ndt.privacy.keyed import keyed_hash

FRESH: Final = timedelta(minutes=15)
TRIES: Final = 5
SESSION_KEY: Final = "people_confirm"


def is_fresh(request: HttpRequest) -> bool:
    """Say whether this session proved within the last quarter of an hour whose it is."""
    user = request.user
    assert isinstance(user, User)
    if settings.DEMO and request.session.get(DEMO_MARK) is True:
        return True
    latest = max((record["at"] for record in get_authentication_records(request, user)), default=0.0)
    return time.time() - latest < FRESH.total_seconds()


def fresh_login(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view to people whose login is fresh; send the others to confirm that it is still they."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_fresh(request):
            query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
            return redirect(f"{reverse('people:confirm')}?{query}")
        return view(request, *args, **kwargs)

    return guarded


def begin(request: HttpRequest) -> str:
    """Give a new code and remember in the session what it is, for a quarter of an hour and five tries."""
    code = f"{secrets.randbelow(10**6):06d}"
    request.session[SESSION_KEY] = {"code": _seal(request, code), "at": time.time(), "tries": 0}
    return code


def begin_by_phone(request: HttpRequest, number: str) -> None:
    """Send a code to the phone of the account, for who has no mailbox. Raises as `phone.queue_code` does."""
    assert isinstance(request.user, User)
    phone.queue_code(number=number, purpose=phones.ACT, now=timezone.now(), language=request.user.language)
    request.session[SESSION_KEY] = {"phone": True, "at": time.time(), "tries": 0}


def is_waiting(request: HttpRequest) -> bool:
    """Say whether a code was sent that can still be typed."""
    waiting = request.session.get(SESSION_KEY)
    return waiting is not None and time.time() - waiting["at"] < FRESH.total_seconds()


def finish(request: HttpRequest, code: str) -> bool:
    """Make the login fresh when the code is right; give False when it is not, and forget it after five tries."""
    waiting = request.session.get(SESSION_KEY)
    if waiting is None or not is_waiting(request):
        return False
    digits = "".join(filter(str.isdigit, code))
    if _is_right(request, waiting, digits):
        del request.session[SESSION_KEY]
        record_authentication(request, request.user, method="code", reauthenticated=True)
        return True
    waiting["tries"] += 1
    if waiting["tries"] >= TRIES:
        del request.session[SESSION_KEY]
    request.session.modified = True
    return False


def _is_right(request: HttpRequest, waiting: dict[str, Any], digits: str) -> bool:
    assert isinstance(request.user, User)
    if "phone" not in waiting:
        return hmac.compare_digest(waiting["code"], _seal(request, digits))
    number, now = request.user.phone_number, timezone.now()
    return bool(number) and phone.check_code(number=number, purpose=phones.ACT, typed=digits, now=now) == Check.RIGHT


def _seal(request: HttpRequest, code: str) -> str:
    return keyed_hash("people.confirm", f"{request.user.pk}:{code}")
