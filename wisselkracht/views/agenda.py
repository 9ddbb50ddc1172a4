"""The calendar of a coordinator's rounds: a page, and a link for calendar programs."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wisselkracht.queries import agenda as queries
from wisselkracht.services import feeding
from wisselkracht.views.access import person, team


@require_http_methods(["GET", "HEAD", "POST"])
@team
@never_cache
def agenda(request: HttpRequest) -> HttpResponseBase:
    """Show what is over its day and what comes; a button makes or stops the link."""
    user = person(request)
    if request.method == "POST":
        if request.POST.get("action") == "stop":
            feeding.stop(user=user)
            messages.success(request, _("De link werkt niet meer."))
        else:
            feeding.renew(user=user)
            messages.success(request, _("De link is gemaakt. Eerdere links werken niet meer."))
        return redirect("wisselkracht:agenda")
    items = queries.items_of(user, today=timezone.localdate())
    context = {
        "overdue": [(item, queries.words(item)) for item in items if item.is_overdue],
        "coming": [(item, queries.words(item)) for item in items if not item.is_overdue],
        "link": queries.link_of(user),
    }
    return render(request, "wisselkracht/agenda.html", context)


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar to a program that knows its link."""
    user = queries.reader_of(token)
    if user is None:
        raise Http404
    answer = HttpResponse(queries.calendar_of(user, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="wisselkracht.ics"'
    return answer
