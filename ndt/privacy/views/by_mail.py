"""For people without an account: a link by mail opens what we hold for a day. A GET changes nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ndt.privacy import queries, rows
from ndt.privacy.forms import AskForm, EraseForm
from ndt.privacy.models import Cause
from ndt.privacy.services import erasing, exporting, requests
from ndt.privacy.views import answers
from ndt.web.client import address_block, client_address
from ndt.web.views.errors import too_many


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same for every address, known here or not."""
    posted = request.method == "POST"
    form = AskForm(request.POST if posted else None)
    if not form.is_valid():
        return render(request, "privacy/ask.html", {"form": form}, status=422 if posted else 200)
    block = address_block(client_address(request))
    if not requests.ask(email=form.cleaned_data["email"], block=block, now=timezone.now()):
        return too_many(request, retry_after=600)
    return redirect("privacy:asked")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return render(request, "privacy/asked.html")


@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Show what we hold about the owner of the link, as numbers."""
    found = requests.opened(token=token, now=timezone.now())
    if found is None:
        return closed(request)
    context = {"token": token, "email": found.email, "holdings": queries.holdings(rows.by_address(found.email))}
    return render(request, "privacy/opened.html", context)


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponse:
    """Give everything as a file."""
    now = timezone.now()
    found = requests.opened(token=token, now=now)
    if found is None:
        return closed(request)
    return answers.as_file(exporting.export(person=rows.by_address(found.email), now=now), now)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether it is sure, then erase."""
    now = timezone.now()
    found = requests.opened(token=token, now=now)
    if found is None:
        return closed(request)
    posted = request.method == "POST"
    form = EraseForm(request.POST if posted else None)
    person = rows.by_address(found.email)
    if not form.is_valid():
        context = {"form": form, "token": token, "email": found.email, "holdings": queries.holdings(person)}
        return render(request, "privacy/erase.html", context, status=422 if posted else 200)
    return answers.gone(erasing.erase(person=person, cause=Cause.LINK, now=now, why=form.cleaned_data["why"]))


def closed(request: HttpRequest) -> HttpResponse:
    """Say that a link is unknown or its day is over, and how to get a new one."""
    return render(request, "privacy/closed.html", {"form": AskForm()}, status=404)
