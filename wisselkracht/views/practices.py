"""Practices that work: for everybody to read by theme; for a coordinator to judge, return, publish or take down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wisselkracht.core.exchange_steps import Role
from wisselkracht.core.lifecycle_errors import IllegalStep, NotReady
from wisselkracht.core.practices import Need, missing_consent
from wisselkracht.models import BestPractice
from wisselkracht.practice_words import NEEDS
from wisselkracht.queries import practices as queries
from wisselkracht.services import practices
from wisselkracht.views.access import person, team

PAGE: Final = 25


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """Show the practices, all or those of one theme."""
    themes = queries.themes()
    chosen = request.GET.get("thema", "")
    if chosen not in {theme.code for theme in themes}:
        chosen = ""
    context = {"stories": queries.stories(chosen), "themes": themes, "chosen": chosen}
    return render(request, "wisselkracht/practices.html", context)


@require_safe
def story(request: HttpRequest, number: int) -> HttpResponse:
    """Show one practice. One that was taken down is gone for everybody."""
    found = BestPractice.objects.public().filter(pk=number).first()
    if found is None:
        raise Http404
    shown = queries.story(found)
    others = [one for one in queries.stories(shown.theme, most=4) if one.number != number][:3]
    return render(request, "wisselkracht/practice.html", {"story": shown, "others": others})


@require_safe
@team
def judge(request: HttpRequest) -> HttpResponse:
    """List the practices from the regions of who asks: what waits first."""
    page = Paginator(queries.in_order(person(request)), PAGE).get_page(request.GET.get("pagina"))
    rows = [(one, queries.story(one).theme_words) for one in page.object_list]
    return render(request, "wisselkracht/judge.html", {"rows": rows, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@team
def judged(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show one practice with who said yes to it; the buttons return, approve, publish or take down."""
    found = get_object_or_404(queries.practices_of(person(request)), pk=number)
    if request.method != "POST":
        return _page(request, found)
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "").strip()[:500]
    try:
        said = _act(found, action, reason)
    except NotReady as problem:
        return _page(request, found, needs=[NEEDS[Need(need)] for need in problem.needs], reason=reason, status=422)
    except IllegalStep:
        return _page(request, found, needs=[_("Dit kan nu niet. Kijk hoe de praktijk er nu voor staat.")], status=409)
    if not said:
        return _page(request, found, status=422)
    messages.success(request, said)
    return redirect("wisselkracht:judged", number)


def _act(found: BestPractice, action: str, reason: str) -> str:
    match action:
        case "return":
            practices.send_back(practice_id=found.pk, reason=reason, now=timezone.now())
            return _("De tekst gaat terug naar de leraar, met uw uitleg.")
        case "approve":
            practices.approve(practice_id=found.pk)
            return _("De tekst is goed. Hij wordt openbaar als alle leraren en schoolleiders ja zeggen.")
        case "publish":
            practices.publish(practice_id=found.pk, now=timezone.now())
            return _("De praktijk staat nu op de website.")
        case "withdraw":
            practices.take_down(practice_id=found.pk, now=timezone.now())
            return _("De praktijk is van de website.")
    return ""


def _page(
    request: HttpRequest, found: BestPractice, *, needs: Sequence[Any] = (), reason: str = "", status: int = 200
) -> HttpResponse:
    found.refresh_from_db()
    facts = practices.facts_of(found)
    names = queries.schools_of(found)
    context = {
        "practice": found,
        "story": queries.story(found),
        "missing": [(names[party.school], party.role == Role.TEACHER) for party in missing_consent(facts)],
        "needs": needs,
        "reason": reason,
    }
    return render(request, "wisselkracht/judged.html", context, status=status)
