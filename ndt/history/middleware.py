"""Puts who does it into the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ndt.history.runtime import actor

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ActorMiddleware:
    """Attach the account to each recorded change; never the address that was visited.

    A visitor without a session, so every citizen who signs, costs nothing here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        with actor(request.user.pk):
            return self.get_response(request)
