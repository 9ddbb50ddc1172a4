"""The front page: what it is, and where to begin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ndt.web import registry
from opleiding.queries import shortage


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the plan."""
    context = {"solution": registry.solution("opleiding"), "claim": shortage.claim()}
    return render(request, "opleiding/front.html", context)
