"""Regions and rounds: make, change, with a sentence for what cannot be."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ndt.people.models import Organisation, Role
from ndt.people.predicates import is_operator
from wisselkracht.core.refusals import AreaInUse, BadPeriod, EmptyArea, Fixed, NotNow
from wisselkracht.forms.desk import PERIOD_FAULTS
from wisselkracht.forms.editing import FIXED, NAMES, PAST, EditRoundForm, RegionForm
from wisselkracht.models import Region
from wisselkracht.queries import mapping, rights
from wisselkracht.services import editing
from wisselkracht.views.access import person, region_of, round_of, team


@require_http_methods(["GET", "HEAD", "POST"])
@team
def change_round(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change what can still change of a round."""
    found = round_of(request, slug)
    form = EditRoundForm(found, request.POST or None)
    if form.is_valid():
        try:
            editing.change_round(found=found, plan=form.plan(), now=timezone.now())
        except BadPeriod as problem:
            form.add_error(*PERIOD_FAULTS[problem.what])
        except Fixed as problem:
            form.add_error(NAMES.get(problem.what, problem.what), FIXED)
        except NotNow:
            form.add_error("closes_on", PAST)
        else:
            messages.success(request, _("De ronde is aangepast."))
            return redirect("wisselkracht:cockpit", slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "wisselkracht/change_round.html", {"form": form, "round": found}, status=status)


@require_safe
@team
def round_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where the applications of a round are: a map, and a table by place."""
    found = round_of(request, slug)
    return render(request, "wisselkracht/round_map.html", {"round": found, "map": mapping.round_map(found)})


@require_safe
@team
def regions(request: HttpRequest) -> HttpResponse:
    """List the regions of who asks."""
    found = rights.regions_of(person(request)).select_related("team").prefetch_related("rounds")
    return render(request, "wisselkracht/regions.html", {"regions": found})


@require_http_methods(["GET", "HEAD", "POST"])
@team
def new_region(request: HttpRequest) -> HttpResponseBase:
    """Make a region."""
    return _region(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def change_region(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change a region."""
    return _region(request, region_of(request, slug))


def _region(request: HttpRequest, found: Region | None) -> HttpResponseBase:
    user = person(request)
    everything = is_operator(user)
    teams = Organisation.objects.for_solution("wisselkracht")
    if not everything:
        mine = Organisation.objects.where(user, Role.COORDINATOR, on=timezone.localdate()).values("pk")
        teams = teams.filter(pk__in=mine)
    # A region of nobody in particular stays that, unless an operator says otherwise.
    chooses_all = everything or (found is not None and found.team_id is None)
    form = RegionForm(teams, found, request.POST or None, may_choose_all=chooses_all)
    if found is not None and not everything:
        form.fields["team"].disabled = True
    if form.is_valid() and _save(form, found):
        messages.success(request, _("De regio is bewaard."))
        return redirect("wisselkracht:regions")
    status = 422 if request.method == "POST" else 200
    return render(request, "wisselkracht/region.html", {"form": form, "region": found}, status=status)


def _save(form: RegionForm, found: Region | None) -> bool:
    """Save a region, or put the sentence that says why not at its field."""
    if form.taken(found):
        form.add_error("title", _("Er is al een regio met deze naam. Kies een andere naam."))
        return False
    data: dict[str, Any] = form.cleaned_data
    facts: dict[str, Any] = {"title": data["title"].strip(), "areas": data["areas"], "team": data["team"]}
    try:
        if found is None:
            editing.create_region(**facts)
        else:
            editing.change_region(found=found, **facts)
    except EmptyArea as problem:
        words = _("In %(area)s is geen open school. Kies een ander gebied.")
        form.add_error("areas", words % {"area": problem.area})
    except AreaInUse as problem:
        words = _("In %(area)s staan nog aanmeldingen. Laat dit gebied staan tot die zijn geëindigd.")
        form.add_error("areas", words % {"area": problem.area})
    else:
        return True
    return False
