"""Setting up the second step of logging in."""

from __future__ import annotations

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_GET

from ndt.people import second_factor
from ndt.people.models import User


@require_GET
@login_required
def needed(request: HttpRequest) -> HttpResponse:
    """Explain why this account needs a second step, or ask for it where it has one."""
    assert isinstance(request.user, User)
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("people:account")
    if second_factor.is_shown(request):
        return redirect(target)
    if second_factor.is_set_up(request.user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: target})}")
    return render(request, "people/second_factor.html")
