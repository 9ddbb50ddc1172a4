"""Pages about the website itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement that Dutch law asks of public sites."""
    return render(
        request,
        "web/accessibility.html",
        {"contact": settings.CONTACT_EMAIL, "crumbs": []},
    )


@require_safe
def colophon(request: HttpRequest) -> HttpResponse:
    """Say who made this, with what, and where the source code is."""
    return render(request, "web/colophon.html", {"source_url": settings.SOURCE_URL, "crumbs": []})


@require_safe
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read everything but what is nobody's business."""
    closed = [reverse("admin:index"), reverse("account_login"), *(["/demo/"] if settings.DEMO else [])]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
