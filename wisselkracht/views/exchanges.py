"""The coordinator's exchanges: the list, and one whole with every step that is possible now."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wisselkracht.core import exchange_steps as core
from wisselkracht.exchange_words import NEEDS, STEPS
from wisselkracht.forms.exchange import FORMS, SLUGS, STEPS_BY_SLUG, Act
from wisselkracht.models import Exchange, ExchangeState, Review
from wisselkracht.queries import exchange_facts, exchanges, rights
from wisselkracht.services import carrying
from wisselkracht.views.access import person, team
from wisselkracht.views.exchange import paper_of, take

PAGE = 50


def _exchange_of(request: HttpRequest, number: int) -> Exchange:
    """Give an exchange in a region of who asks; for others it does not exist."""
    rounds = rights.rounds_of(person(request))
    return get_object_or_404(Exchange.objects.filter(round__in=rounds).select_related("round__region"), pk=number)


@require_safe
@team
def exchange_list(request: HttpRequest) -> HttpResponse:
    """Show the exchanges of one's regions, narrowed to a state."""
    rows = Exchange.objects.filter(round__in=rights.rounds_of(person(request)))
    chosen = request.GET.get("stand", "")
    if chosen in ExchangeState.values:
        rows = rows.filter(state=chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "rows": exchanges.listed(rows.filter(pk__in=[one.pk for one in page.object_list])),
        "page": page,
        "chosen": chosen,
        "states": ExchangeState.choices,
    }
    return render(request, "wisselkracht/exchange_list.html", context)


@require_safe
@team
def exchange(request: HttpRequest, number: int) -> HttpResponse:
    """Show one exchange: where it stands, what it waits for, who said what, and its history."""
    found = _exchange_of(request, number)
    today = timezone.localdate()
    facts = exchange_facts.facts_of(found, today=today)
    steps = core.possible(facts, by=core.COORDINATOR)
    waiting = core.agenda(facts, anchors=exchange_facts.anchors_of(found, today=today), today=today)
    context = {
        "exchange": found,
        "round": found.round,
        "state": exchanges.state_words(found),
        "shape": exchanges.state_shape(found),
        # What ends something stands last: nobody presses it by habit.
        "steps": sorted(
            [(SLUGS[one], STEPS[one], one in FORMS and FORMS[one].danger) for one in steps if one in SLUGS],
            key=lambda step: step[2],
        ),
        "waiting": [(STEPS[one.step], one.due_on, one.urgency.value) for one in waiting],
        "held": [NEEDS[need] for need in core.held_back(facts, today=today)],
        "places": found.places.select_related("application__school", "teacher"),
        "said": exchanges.said(found),
        "versions": found.versions.all(),
        "talks": Review.objects.asking()
        .filter(moment__place__exchange=found)
        .select_related("moment", "place__application__school", "talk"),
        "history": exchanges.history(found),
    }
    return render(request, "wisselkracht/exchange_desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def exchange_step(request: HttpRequest, number: int, slug: str) -> HttpResponseBase:
    """Take a step as the coordinator."""
    found = _exchange_of(request, number)
    asked = STEPS_BY_SLUG.get(slug)
    act = Act(found, carrying.coordinator(person(request)), timezone.now())
    if asked is None:
        raise Http404
    if asked not in exchanges.steps_for(found, act.by.party, today=timezone.localdate(act.now)):
        messages.info(request, _("Dit kan nu niet meer. Hier ziet u hoe het staat."))
        return redirect("wisselkracht:exchange", number)
    return take(request, act, asked, "wisselkracht/exchange_desk_step.html", {"round": found.round})


@require_safe
@team
def exchange_paper(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give the agreement of an exchange as a PDF."""
    return paper_of(request, _exchange_of(request, number))
