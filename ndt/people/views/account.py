"""A person's own account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show what we know of this person and what they can arrange themselves."""
    return render(request, "people/account.html")
