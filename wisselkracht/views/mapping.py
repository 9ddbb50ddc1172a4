"""The map of schools that take part: for everybody to see, for a director to say yes or no to."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wisselkracht import links
from wisselkracht.core.refusals import NotNow
from wisselkracht.queries import mapping as queries
from wisselkracht.services import mapping


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """Show the schools that take part and want to be seen: a map, and the same as a list."""
    return render(request, "wisselkracht/map.html", {"map": queries.public_map()})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def consent(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask a director whether the school may stand on the map. Opening the page changes nothing."""
    applicant = links.applicant_of(token)
    if applicant is None or not queries.may_answer(applicant):
        raise Http404
    if request.method == "POST" and request.POST.get("action") in ("yes", "no"):
        agreed = request.POST["action"] == "yes"
        try:
            mapping.answer(director=applicant, agreed=agreed, now=timezone.now())
        except NotNow:
            return redirect("wisselkracht:mine", token)
        said = _("Uw school staat op de kaart.") if agreed else _("Uw school staat niet op de kaart.")
        messages.success(request, said)
        return redirect("wisselkracht:consent", token)
    context = {
        "application": applicant.application,
        "said": queries.answer_of(applicant.application.school),
        "token": token,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "wisselkracht/consent.html", context, status=status)
