"""Lets mail providers unsubscribe their user in one POST (RFC 8058)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from ndt.mail import services
from ndt.mail.errors import UnknownLink
from ndt.web.headers import keep_secret

FIELD: Final = "List-Unsubscribe"
VALUE: Final = "One-Click"


class OneClickMiddleware:
    """Answer a one-click POST before the CSRF check.

    The provider's server has no cookie and reads no page first. Nothing here looks at a cookie or a
    session either: who holds the token in the address may stop the letters, so there is nothing that
    a forged request could borrow.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _one_click_token(request)
        if token is None:
            return self.get_response(request)
        try:
            services.unsubscribe(token=token, now=timezone.now())
        except UnknownLink:
            response = HttpResponse("unknown link\n", content_type="text/plain", status=404)
        else:
            response = HttpResponse("unsubscribed\n", content_type="text/plain")
        keep_secret(response)
        return response


def _one_click_token(request: HttpRequest) -> str | None:
    if request.method != "POST" or "afmelden/" not in request.path_info or request.POST.get(FIELD) != VALUE:
        return None
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    return str(match.kwargs["token"]) if match.view_name == "mail:unsubscribe" else None
