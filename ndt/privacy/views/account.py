"""For people with an account: take your data with you, or delete it all."""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ndt.people.fresh import fresh_login
from ndt.people.models import User
from ndt.privacy import queries, rows
from ndt.privacy.forms import EraseForm
from ndt.privacy.models import Cause
from ndt.privacy.registry import Person
from ndt.privacy.services import erasing, exporting
from ndt.privacy.views import answers


@require_safe
@login_required
def own_data(request: HttpRequest) -> HttpResponse:
    """Show what we hold about this account, as numbers."""
    return render(request, "privacy/account.html", {"holdings": queries.holdings(_person(request))})


@require_safe
@fresh_login
def download(request: HttpRequest) -> HttpResponse:
    """Give everything as a file."""
    now = timezone.now()
    return answers.as_file(exporting.export(person=_person(request), now=now), now)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_login
def erase(request: HttpRequest) -> HttpResponse:
    """Ask whether it is sure, then erase the account and log out."""
    posted = request.method == "POST"
    form = EraseForm(request.POST if posted else None)
    if not form.is_valid():
        context = {"form": form, "holdings": queries.holdings(_person(request))}
        return render(request, "privacy/account_erase.html", context, status=422 if posted else 200)
    receipt = erasing.erase(
        person=_person(request), cause=Cause.ACCOUNT, now=timezone.now(), why=form.cleaned_data["why"]
    )
    logout(request)
    return answers.gone(receipt)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, User)
    return rows.by_account(request.user)
