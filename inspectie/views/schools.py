"""Finding a school, and the page of one: with its figures beside it as CSV and JSON."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspectie.core.search import MOST_LETTERS
from inspectie.queries import school_exports, school_pages, searching
from inspectie.queries.school_pages import SchoolPage
from inspectie.queries.searching import Search
from inspectie.views.downloads import csv_answer, json_answer


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """Search by name, place, board or code; without a query, all schools by name."""
    search = _search(request)
    query = request.GET.urlencode()
    beside = f"?{query}" if query else ""
    typed = request.GET.get("zoek", "")
    return render(
        request,
        "inspectie/schools.html",
        {
            "search": search,
            "csv": reverse("inspectie:schools-csv") + beside,
            "json": reverse("inspectie:schools-json") + beside,
            "problem": _("Wij zoeken met de eerste %(most)s tekens.") % {"most": MOST_LETTERS}
            if len(typed) > MOST_LETTERS
            else "",
        },
    )


@require_safe
def schools_csv(request: HttpRequest) -> HttpResponse:
    """Give the schools of a page of answers."""
    return csv_answer(
        request,
        school_exports.hits(_search(request)),
        filename="scholen.csv",
        described_by=f"{reverse('inspectie:schools-json')}?{request.GET.urlencode()}",
    )


@require_safe
def schools_json(request: HttpRequest) -> HttpResponse:
    """Give a page of answers."""
    search = _search(request)
    return json_answer(
        request,
        school_exports.search_meta(search, address=request.get_full_path()),
        [school_exports.hits(search), school_exports.found_groups(search)],
        {"query": search.query, "found": search.found, "page": search.page.number, "pages": search.pages},
    )


def _search(request: HttpRequest) -> Search:
    return searching.search(request.GET.get("zoek", ""), page=request.GET.get("pagina"))


@require_safe
def school(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a school: its status now, how sure that is, and what other norms would say."""
    page = _page(slug)
    return render(
        request,
        "inspectie/school.html",
        {
            "page": page,
            "csv": reverse("inspectie:school-csv", args=[slug]),
            "json": reverse("inspectie:school-json", args=[slug]),
            "crumbs": [
                (_("Kwaliteit In-zicht"), reverse("inspectie:overview")),
                (_("Scholen"), reverse("inspectie:schools")),
            ],
        },
    )


@require_safe
def school_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the verdicts of a school."""
    return csv_answer(
        request,
        school_exports.verdicts(_page(slug)),
        filename=f"school-{slug}.csv",
        described_by=reverse("inspectie:school-json", args=[slug]),
    )


@require_safe
def school_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Give all figures of a school's page."""
    page = _page(slug)
    return json_answer(
        request,
        school_exports.school_meta(page, address=reverse("inspectie:school", args=[slug])),
        school_exports.tables(page),
        school_exports.facts(page),
    )


def _page(slug: str) -> SchoolPage:
    page = school_pages.school_page(slug)
    if page is None:
        raise Http404(_("Deze school staat niet in de nieuwste cijfers."))
    return page
