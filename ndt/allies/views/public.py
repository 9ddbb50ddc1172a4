"""Taking part, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ndt.allies.core import ANSWER_WITHIN
from ndt.allies.forms import OfferForm, opening_mark, slug_of
from ndt.allies.models import State
from ndt.allies.services import offering
from ndt.web import registry
from ndt.web.client import address_block, client_address


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show which roles each solution seeks."""
    plans = [
        (solution, [(one, slug_of(one)) for one in solution.sought])
        for solution in registry.solutions()
        if solution.sought
    ]
    return render(request, "allies/index.html", {"plans": plans})


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask who wants to take part in a solution, and as what. `?rol=` chooses a role beforehand."""
    solution = next((one for one in registry.solutions() if one.slug == slug and one.sought), None)
    if solution is None:
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        form = OfferForm(request.POST, solution=solution)
        if form.is_valid():
            block = address_block(client_address(request))
            kept = offering.offer(solution=solution, entry=_entry(form), block=block, now=now)
            return redirect("allies:held" if kept.state == State.HELD else "allies:sent")
    else:
        chosen = next((one.code for one in solution.sought if slug_of(one) == request.GET.get("rol")), None)
        form = OfferForm(solution=solution, initial={"sought": chosen, "opened": opening_mark(now)})
    context = {"solution": solution, "form": form, "weeks": ANSWER_WITHIN.days // 7}
    return render(request, "allies/offer.html", context, status=422 if form.errors else 200)


def _entry(form: OfferForm) -> offering.Entry:
    values = form.cleaned_data
    return offering.Entry(
        sought=values["sought"],
        name=values["name"],
        email=values["email"],
        organisation=values["organisation"],
        message=values["message"],
        language=get_language() or "nl",
        took=form.took(timezone.now()),
        bait=values["website"],
    )


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that it arrived and what happens next."""
    return render(request, "allies/sent.html", {"weeks": ANSWER_WITHIN.days // 7})


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Say that somebody looks at it first, so that it takes longer."""
    return render(request, "allies/held.html")


@never_cache
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Show its sender how an offer stands, with one button to delete it."""
    try:
        kept = offering.find(token)
    except offering.UnknownOffer:
        return _unknown(request)
    context = {"offer": kept, "token": token, "overdue": kept.is_overdue(timezone.localdate())}
    response = render(request, "allies/mine.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Delete an offer for its sender."""
    try:
        offering.withdraw(token=token)
    except offering.UnknownOffer:
        return _unknown(request)
    return redirect("allies:gone")


@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """Say that it was deleted."""
    return render(request, "allies/gone.html")


def _unknown(request: HttpRequest) -> HttpResponse:
    response = render(request, "allies/unknown.html", status=404)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
