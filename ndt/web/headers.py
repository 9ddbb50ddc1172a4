"""Headers that one page needs otherwise than the house."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_exempt
from django_permissions_policy.decorators import permissions_policy_override

View = Callable[..., HttpResponseBase]

# An address with one of these in its path is a key to something: every answer on it is kept secret.
SECRET_PARTS: Final = frozenset({"token", "secret", "key", "code", "uidb36"})


def keep_secret(response: HttpResponseBase) -> None:
    """Let neither browser, proxy nor search engine keep the page, nor its address travel along."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"


def token_page(view: View) -> View:
    """Keep a page secret whose address opens something, when its path part is not named so (SECRET_PARTS)."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        keep_secret(response)
        return response

    return wrapped


def embeddable(view: View) -> View:
    """Let other sites show the page in a frame, over https only. It must read no cookie and hold no form of ours."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.OK:
            return response
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        opened: HttpResponseBase = in_frames(request, response)
        return opened

    return wrapped


# Lets a page ask for the camera; the browser still asks whoever holds the phone.
_camera_policy: dict[str, str | list[str] | tuple[str]] = {**settings.PERMISSIONS_POLICY, "camera": ["self"]}
with_camera: Final = permissions_policy_override(_camera_policy)

_passed_on: Any = lambda _request, response: response  # noqa: E731


# Marks an answer as one that other sites may frame. The decorators' types know views of a request alone.
in_frames: Any = csp_replace({"frame-ancestors": ["https:"]})(xframe_options_exempt(_passed_on))
