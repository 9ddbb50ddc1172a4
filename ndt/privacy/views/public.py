"""Pages for everybody: what we keep, and what we keep of you."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Show what we hold about the owner of a link."""
    return render(request, "privacy/opened.html", {"token": token})
