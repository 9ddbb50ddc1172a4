"""For people without an account: a link by mail opens what we hold for a day. A GET changes nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ndt.privacy import queries
from ndt.privacy.forms import AskForm, EraseForm, NameForm
from ndt.privacy.models import AccessRequest, Cause
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


@require_http_methods(["GET", "HEAD", "POST"])
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Show what we hold about the owner of the link, as numbers; ask for a name first at a shared mailbox."""
    found = requests.opened(token=token, now=timezone.now())
    if found is None:
        return closed(request)
    person = requests.person_of(found)
    if person is None:
        return _who(request, found, token)
    context = {"token": token, "email": found.email, "holdings": queries.holdings(person)}
    return render(request, "privacy/opened.html", context)


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponse:
    """Give everything as a file."""
    now = timezone.now()
    found = requests.opened(token=token, now=now)
    if found is None:
        return closed(request)
    person = requests.person_of(found)
    if person is None:
        return redirect("privacy:opened", token)
    return answers.as_file(exporting.export(person=person, now=now), now)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether it is sure, then erase."""
    now = timezone.now()
    found = requests.opened(token=token, now=now)
    if found is None:
        return closed(request)
    person = requests.person_of(found)
    if person is None:
        return redirect("privacy:opened", token)
    posted = request.method == "POST"
    form = EraseForm(request.POST if posted else None)
    if not form.is_valid():
        context = {"form": form, "token": token, "email": found.email, "holdings": queries.holdings(person)}
        return render(request, "privacy/erase.html", context, status=422 if posted else 200)
    return answers.gone(erasing.erase(person=person, cause=Cause.LINK, now=now, why=form.cleaned_data["why"]))


def closed(request: HttpRequest) -> HttpResponse:
    """Say that a link is unknown or its day is over, and how to get a new one."""
    return render(request, "privacy/closed.html", {"form": AskForm()}, status=404)


def _who(request: HttpRequest, found: AccessRequest, token: str) -> HttpResponse:
    posted = request.method == "POST"
    form = NameForm(request.POST if posted else None)
    if form.is_valid():
        try:
            requests.identify(request=found, name=form.cleaned_data["name"])
        except requests.UnknownName:
            form.add_error("name", _("Wij vinden niets onder deze naam. Schreef u hem misschien anders?"))
        else:
            return redirect("privacy:opened", token)
    context = {"form": form, "email": found.email}
    return render(request, "privacy/who.html", context, status=422 if posted else 200)
