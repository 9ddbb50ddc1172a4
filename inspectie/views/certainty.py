"""How sure is this: chance, hidden counts, and the norm itself."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspectie.forms import ChanceForm
from inspectie.queries import certainties, frames, imagined, methods, norm_sets
from inspectie.queries.exports import Meta
from inspectie.queries.imagined import Imagined
from inspectie.views.downloads import csv_answer, json_answer


@lru_cache(maxsize=2)
def _chances(version: str) -> certainties.Chances:
    return certainties.chances(frames.at(version))


def _form(request: HttpRequest) -> ChanceForm:
    start = {name: str(field.initial) for name, field in ChanceForm.base_fields.items()}
    return ChanceForm(start | {name: request.GET[name] for name in start if name in request.GET})


def _imagined(form: ChanceForm) -> Imagined:
    data = form.cleaned_data
    return imagined.school(pupils=data["leerlingen"], percentage=float(data["score"]), norm=float(data["norm"]))


@require_safe
def certainty(request: HttpRequest) -> HttpResponse:
    """Show what chance does, and compute an imagined school. What cannot be is answered with 400."""
    form = _form(request)
    frame = frames.current()
    context: dict[str, Any] = {"form": form}
    if len(frame):
        source = methods.source_line(frame.years, demo=methods.holds_demo(), version=frame.version)
        context["page"] = certainties.page(_chances(frame.version), source=source)
    if not form.is_valid():
        return render(request, "inspectie/certainty.html", context, status=400)
    context["chance"] = _imagined(form)
    query = urlencode(form.cleaned_data)
    context["csv"] = f"{reverse('inspectie:certainty-csv')}?{query}"
    context["json"] = f"{reverse('inspectie:certainty-json')}?{query}"
    return render(request, "inspectie/certainty.html", context)


def _meta(version: str) -> Meta:
    return methods.meta(
        title=_("Hoe zeker is dit?"),
        address=reverse("inspectie:certainty"),
        version=version,
        used=(norm_sets.named(methods.CURRENT),),
    )


@require_safe
def certainty_json(request: HttpRequest) -> HttpResponse:
    """Give the page's figures as JSON, with the imagined school."""
    form = _form(request)
    if not form.is_valid():
        return certainty(request)
    school, typed = _imagined(form), form.cleaned_data
    facts: dict[str, object] = {
        "imagined_school": {
            "pupils": typed["leerlingen"],
            "percentage": typed["score"],
            "norm": typed["norm"],
            "chance_below": school.chance,
            "low": school.low,
            "high": school.high,
        }
    }
    frame = frames.current()
    found = certainties.chances(frame)
    return json_answer(request, _meta(frame.version), certainties.tables(found), certainties.facts(found) | facts)


@require_safe
def certainty_csv(request: HttpRequest) -> HttpResponse:
    """Give the page's figures as CSV."""
    form = _form(request)
    if not form.is_valid():
        return certainty(request)
    table = certainties.tables(certainties.chances(frames.current()))[0]
    described_by = f"{reverse('inspectie:certainty-json')}?{urlencode(form.cleaned_data)}"
    return csv_answer(request, table, filename="hoe-zeker.csv", described_by=described_by)
