"""The whole country: what the report claims, and what open data can show of it today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the four claims."""
    return render(request, "inspectie/overview.html")
