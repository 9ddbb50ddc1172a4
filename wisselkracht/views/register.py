"""The school register as a coordinator needs it, and what to do with an application at a school that closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wisselkracht.core.refusals import NotNow, NotThere
from wisselkracht.forms.editing import SuccessorForm
from wisselkracht.queries import register as queries
from wisselkracht.services import closing
from wisselkracht.views.access import application_of, person, team


@require_safe
@team
def register(request: HttpRequest) -> HttpResponse:
    """Show when the register was read, which schools closed, and which applications stand there."""
    return render(request, "wisselkracht/register.html", {"register": queries.register_of(person(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@team
def closed(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask what becomes of an application whose school closed: to another school of the board, or the end."""
    found = application_of(request, number)
    if not found.is_live or found.school.is_open:
        return redirect("wisselkracht:application", number)
    schools = queries.successors(found)
    action = request.POST.get("action", "move")
    form = SuccessorForm(schools, request.POST if request.method == "POST" and action == "move" else None)
    now = timezone.now()
    try:
        if request.method == "POST" and action == "end":
            closing.end(application=found, now=now)
            messages.success(request, _("De aanmelding is gestopt. De mensen krijgen een mail."))
            return redirect("wisselkracht:application", number)
        if form.is_valid():
            school = next(one for one in schools if one.code == form.cleaned_data["school"])
            closing.move(application=found, school=school, now=now)
            messages.success(request, _("De aanmelding staat nu bij de andere school. De mensen krijgen een mail."))
            return redirect("wisselkracht:application", number)
    except (NotNow, NotThere):
        messages.error(request, _("Dit kan niet meer. Kijk hoe de aanmelding er nu voor staat."))
        return redirect("wisselkracht:application", number)
    context = {"application": found, "round": found.round, "form": form, "schools": schools}
    return render(request, "wisselkracht/closed_school.html", context, status=422 if form.is_bound else 200)
