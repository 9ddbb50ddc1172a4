"""Growth: what open data can say of it, and how little that is. Experimental, and nothing about a pupil."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspectie.queries import frames, growth_pages, methods, norm_sets
from inspectie.queries import growth as queries
from inspectie.queries.exports import Meta
from inspectie.queries.growth import CountryGrowth
from inspectie.views.downloads import csv_answer, json_answer


@require_safe
def growth(request: HttpRequest) -> HttpResponse:
    """Show what growth tells of the country. The overview asks for the part alone: the estimate takes a second."""
    is_part = bool(getattr(request, "htmx", False))
    context = {"growth": growth_pages.of_country(), "heading": "3" if is_part else "2"}
    response = render(request, "inspectie/growth_part.html" if is_part else "inspectie/growth_page.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _found() -> CountryGrowth:
    found = queries.country()
    if found is None:
        raise Http404
    return found


def _meta() -> Meta:
    return methods.meta(
        title=_("Groei van scholen (proef)"),
        address=reverse("inspectie:growth"),
        version=frames.current().version,
        used=(norm_sets.named(queries.BASE),),
    )


@require_safe
def growth_json(request: HttpRequest) -> HttpResponse:
    """Give the page's figures as JSON."""
    found = _found()
    return json_answer(request, _meta(), [growth_pages.country_table(found)], growth_pages.country_facts(found))


@require_safe
def growth_csv(request: HttpRequest) -> HttpResponse:
    """Give the page's figures as CSV."""
    table = growth_pages.country_table(_found())
    return csv_answer(request, table, filename="groei.csv", described_by=reverse("inspectie:growth-json"))
