"""The front door."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ndt.web import registry


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the six solutions and the seven goals."""
    return render(request, "web/home.html")


@require_GET
def solution(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a solution that has no front page of its own yet."""
    for candidate in registry.solutions():
        if candidate.slug == slug:
            return render(request, "web/solution.html", {"solution": candidate})
    raise Http404
