"""Calendars: a coordinator's rounds on a page, and links for the calendar programs of everybody who has one."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ndt.calendars import ics
from ndt.people.models import User
from wisselkracht import links
from wisselkracht.models import Applicant
from wisselkracht.queries import agenda as queries
from wisselkracht.queries import exchanges
from wisselkracht.services import feeding
from wisselkracht.views.access import person, team
from wisselkracht.views.exchange import events


@require_http_methods(["GET", "HEAD", "POST"])
@team
@never_cache
def agenda(request: HttpRequest) -> HttpResponseBase:
    """Show what is over its day and what comes; a button makes or stops the link."""
    user = person(request)
    if request.method == "POST":
        _make_or_stop(request, user)
        return redirect("wisselkracht:agenda")
    items = queries.items_of(user, today=timezone.localdate())
    context = {
        "overdue": [(item, queries.words(item)) for item in items if item.is_overdue],
        "coming": [(item, queries.words(item)) for item in items if not item.is_overdue],
        "link": queries.link_of(user),
    }
    return render(request, "wisselkracht/agenda.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mine(request: HttpRequest, token: str) -> HttpResponseBase:
    """Let one of the three have the days of the own exchange in a calendar; a button makes or stops the link."""
    applicant = links.applicant_of(token)
    if applicant is None:
        raise Http404
    if request.method == "POST":
        _make_or_stop(request, applicant)
        return redirect("wisselkracht:own_agenda", token)
    return render(request, "wisselkracht/own_agenda.html", {"link": queries.link_of(applicant), "token": token})


def _make_or_stop(request: HttpRequest, owner: User | Applicant) -> None:
    """Do what the button under somebody's link says."""
    if request.POST.get("action") == "stop":
        feeding.stop(owner=owner)
        messages.success(request, _("De link werkt niet meer."))
    else:
        feeding.renew(owner=owner)
        messages.success(request, _("De link is gemaakt. Eerdere links werken niet meer."))


@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar to a program that knows its link."""
    owner, now = queries.reader_of(token), timezone.now()
    if owner is None:
        raise Http404
    text = queries.calendar_of(owner, now=now) if isinstance(owner, User) else own_calendar(owner, now=now)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="wisselkracht.ics"'
    return answer


def own_calendar(applicant: Applicant, *, now: datetime) -> str:
    """Give the days of somebody's exchange as a file; an empty one while there is none that goes on."""
    place = exchanges.place_for(applicant)
    found: list[ics.Event] = []
    if place is not None and not place.exchange.is_final:
        exchange = place.exchange
        days = (("start", exchange.starts_on, _("De ruil begint")), ("end", exchange.ends_on, _("De ruil eindigt")))
        found = [
            ics.Event(uid=f"{exchange.number}-{place.pk}-{key}@wisselkracht", first=day, last=day, summary=words)
            for key, day, words in days
        ]
        found += events(exchange, place)
    return ics.calendar(found, name=_("WisselKracht: jullie ruil"), product="WisselKracht", now=now)
