"""Staff and coordinators need a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from ndt.people import second_factor
from ndt.people.models import User

# What somebody who still has to show a second factor can open: the pages to do so, and the way out.
OPEN: Final = frozenset(
    {
        "account_logout",
        "people:app_picture",
        "people:confirm",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "people:second_factor",
        "set_language",
    }
)


class SecondFactorMiddleware:
    """Send staff and coordinators without TOTP or passkey to the page where they set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]) -> Any:
        """Answer instead of the view, where a second factor is missing."""
        user = request.user
        assert request.resolver_match is not None
        if not isinstance(user, User) or request.resolver_match.view_name in OPEN:
            return None
        if not user.needs_second_factor or second_factor.is_shown(request):
            return None
        return _detour(request)


def _detour(request: HttpRequest) -> HttpResponse:
    page = reverse("people:second_factor")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    if request.method in {"GET", "HEAD"}:
        page = f"{page}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
    return HttpResponseRedirect(page)
