"""Growth of schools in the whole country: experimental, and nothing about a pupil."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from inspectie.queries import growth_pages


@require_safe
def growth(request: HttpRequest) -> HttpResponse:
    """Show what growth tells of the country. The overview asks for the part alone: the estimate takes a second."""
    is_part = bool(getattr(request, "htmx", False))
    context = {"growth": growth_pages.of_country(), "heading": "3" if is_part else "2"}
    response = render(request, "inspectie/growth_part.html" if is_part else "inspectie/growth_page.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
