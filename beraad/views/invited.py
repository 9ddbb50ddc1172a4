"""The pages of somebody who was drawn: one question a page, and opening one changes nothing."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beraad.core.errors import BeraadError, DeadlinePassed, SeatGiven
from beraad.forms import DeclineForm
from beraad.links import Purpose
from beraad.models import Invitation
from beraad.models.assembly import State
from beraad.models.invitation import HOLDING
from beraad.queries import replacements, tables
from beraad.services import inviting
from beraad.views.public import registration_of

TOO_LATE: Final = gettext_lazy("De laatste dag om te antwoorden is voorbij. Je plaats gaat naar iemand anders.")
GIVEN: Final = gettext_lazy("Je plaats gaat al naar iemand anders. Daarom kan dit niet meer.")
NOT_NOW: Final = gettext_lazy("Antwoorden kan nu niet meer. Kijk hieronder hoe het ervoor staat.")


def _invitation(slug: str, token: str) -> Invitation:
    found = replacements.invitation_of(registration_of(slug, token, Purpose.INVITATION))
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Invitation, token: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    is_inviting = found.assembly.state == State.INVITING
    context = {
        "assembly": found.assembly,
        "invitation": found,
        "token": token,
        "problem": problem,
        "may_say_yes": is_inviting and found.is_open_at(now),
        "may_say_no": is_inviting and found.state in HOLDING,
        "own": tables.own_tables(found),
    }
    return render(request, "beraad/invitation.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """Ask whether somebody takes part; the buttons answer, opening the page does not."""
    found = _invitation(slug, token)
    if request.method != "POST":
        return _page(request, found, token)
    answer = request.POST.get("answer")
    if answer == "no":
        return redirect("beraad:decline", slug, token)
    if answer != "yes":
        return _page(request, found, token, problem=_("Kies ja of nee."), status=422)
    try:
        inviting.accept(invitation=found, now=timezone.now())
    except BeraadError as problem:
        return _page(request, _invitation(slug, token), token, problem=_why_not(problem), status=409)
    return redirect("beraad:invitation", slug, token)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def decline(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """Ask why somebody does not take part, and keep the no."""
    found = _invitation(slug, token)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            inviting.decline(invitation=found, why=data["why"], text=data["text"].strip(), now=timezone.now())
        except BeraadError as problem:
            return _page(request, _invitation(slug, token), token, problem=_why_not(problem), status=409)
        return redirect("beraad:invitation", slug, token)
    context = {"assembly": found.assembly, "invitation": found, "token": token, "form": form}
    return render(request, "beraad/decline.html", context, status=status)


def _why_not(problem: BeraadError) -> str:
    if isinstance(problem, DeadlinePassed):
        return str(TOO_LATE)
    return str(GIVEN if isinstance(problem, SeatGiven) else NOT_NOW)
