"""The least a page of this stack can do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

NUMBER = b'{"number": 2843, "percent": 57, "poll": 10}'


@require_POST
def no_operation(request: HttpRequest, token: str) -> HttpResponse:
    """Redirect, behind the same middleware and CSRF check as a confirmation."""
    return HttpResponseRedirect(f"/petitie/kansen/bedankt/{token}/")


@require_safe
def plain(request: HttpRequest) -> HttpResponse:
    """Answer as many bytes as the number does."""
    return HttpResponse(NUMBER, content_type="application/json")
