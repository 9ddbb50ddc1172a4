"""Protection against forged forms, that also works on pages which tell nobody where they are."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

from ndt.web.headers import SECRET_PARTS


class HouseCsrfMiddleware(CsrfViewMiddleware):
    """Django's own check, but for the origin of a form on a secret address.

    Such a page sends `Referrer-Policy: no-referrer`, and then a browser sends its form with
    `Origin: null` (Fetch standard, "append a request Origin header"). Who does not know the secret
    in the address cannot send the form at all; the token in form and cookie is checked as ever.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == "null":
            match = request.resolver_match
            same_site = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
            return match is not None and bool(SECRET_PARTS & set(match.kwargs)) and same_site
        verified: bool = super()._origin_verified(request)  # type: ignore[misc]
        return verified
