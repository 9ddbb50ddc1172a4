"""Data and method: what everything rests on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspectie.queries import frames, methods, norm_sets
from inspectie.views.downloads import FRESH, JSON, answer, csv_answer, json_answer


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Show the rules, the norms, the files and what is not known."""
    files = methods.publications()
    context = {
        "norms": methods.norms(),
        "files": files,
        "files_table": methods.files_shown(files),
        "addresses": methods.addresses(),
        "version": frames.current().version,
    }
    return render(request, "inspectie/method.html", context)


@require_safe
def method_json(request: HttpRequest) -> HttpResponse:
    """Give the norms and the files as JSON."""
    meta = methods.meta(
        title=_("Gegevens en uitleg"),
        address=reverse("inspectie:method"),
        version=frames.current().version,
        used=list(norm_sets.every().values()),
    )
    return json_answer(request, meta, methods.tables(methods.publications()))


@require_safe
def method_csv(request: HttpRequest) -> HttpResponse:
    """Give the norms as CSV."""
    table = methods.tables([])[0]
    return csv_answer(request, table, filename="normen.csv", described_by=reverse("inspectie:method-json"))


@require_safe
def norm_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Give one norm set: the very text that its fingerprint is of."""
    if slug not in norm_sets.every():
        raise Http404
    return answer(request, norm_sets.named(slug).body.encode(), kind=JSON, cache=FRESH)
