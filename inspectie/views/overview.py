"""The whole country: what the report claims, and what open data can show of it today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspectie.queries import claims, countries, frames, methods, norm_sets
from inspectie.queries.exports import Meta
from inspectie.views.downloads import csv_answer, json_answer


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the four claims; without data say that there is none yet."""
    frame = frames.current()
    page = claims.page(countries.country(frame.version), countries.judged()) if len(frame) else None
    return render(request, "inspectie/overview.html", {"page": page})


def _meta(version: str) -> Meta:
    return methods.meta(
        title=_("Het hele land"),
        address=reverse("inspectie:overview"),
        version=version,
        used=[norm_sets.named(slug) for slug in countries.USED],
        caveats=(countries.ROUNDED,),
    )


@require_safe
def overview_json(request: HttpRequest) -> HttpResponse:
    """Give the page's figures as JSON."""
    frame = frames.current()
    if not len(frame):
        return json_answer(request, _meta(frame.version), [])
    country = countries.country(frame.version)
    return json_answer(request, _meta(frame.version), claims.tables(country, countries.judged()), claims.facts(country))


@require_safe
def overview_csv(request: HttpRequest) -> HttpResponse:
    """Give the page's counts as CSV."""
    frame = frames.current()
    table = claims.tables(countries.country(frame.version), [])[0] if len(frame) else claims.NO_COUNTS
    return csv_answer(request, table, filename="overzicht.csv", described_by=reverse("inspectie:overview-json"))
