"""Two norms side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspectie.core.frame import Frame
from inspectie.forms import ComparisonForm
from inspectie.queries import changes, comparisons, frames, methods, norm_sets
from inspectie.queries.exports import Meta
from inspectie.views.downloads import csv_answer, json_answer


def _form(request: HttpRequest) -> ComparisonForm:
    choices = [(slug, methods.title(one)) for slug, one in norm_sets.every().items()]
    start = {"van": methods.CURRENT, "naar": "r1-same-table"}
    typed = {name: request.GET[name] for name in start if name in request.GET}
    return ComparisonForm(start | typed, choices=choices)


def _change(form: ComparisonForm, frame: Frame) -> changes.Change:
    return changes.change(norm_sets.named(form.cleaned_data["van"]), norm_sets.named(form.cleaned_data["naar"]), frame)


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Show who moves from the first norm to the second. An unknown norm is answered with 400."""
    form = _form(request)
    frame = frames.current()
    context: dict[str, Any] = {"form": form, "is_empty": not len(frame)}
    if not form.is_valid():
        return render(request, "inspectie/comparison.html", context, status=400)
    if len(frame):
        found = _change(form, frame)
        query = urlencode(form.cleaned_data)
        titles = (methods.title(found.before), methods.title(found.after))
        context |= {
            "page": comparisons.comparison(
                found, frame, titles=titles, page=request.GET.get("pagina"), unfolded=request.GET.get("groep")
            ),
            "query": query,
            "csv": f"{reverse('inspectie:comparison-csv')}?{query}",
            "json": f"{reverse('inspectie:comparison-json')}?{query}",
            "source": methods.source_line(frame.years, demo=methods.holds_demo(), version=frame.version),
        }
    return render(request, "inspectie/comparison.html", context)


def _meta(found: changes.Change, frame: Frame, query: str) -> Meta:
    return methods.meta(
        title=_("Vergelijk twee normen"),
        address=f"{reverse('inspectie:comparison')}?{query}",
        version=frame.version,
        used=(found.before, found.after),
    )


@require_safe
def comparison_json(request: HttpRequest) -> HttpResponse:
    """Give the comparison as JSON."""
    form = _form(request)
    if not form.is_valid():
        return comparison(request)
    frame = frames.current()
    found = _change(form, frame)
    query = urlencode(form.cleaned_data)
    tables = [*comparisons.tables(found, frame), *comparisons.group_tables(found, frame)]
    return json_answer(request, _meta(found, frame, query), tables, comparisons.facts(found))


@require_safe
def comparison_csv(request: HttpRequest) -> HttpResponse:
    """Give the schools that change as CSV."""
    form = _form(request)
    if not form.is_valid():
        return comparison(request)
    frame = frames.current()
    table = comparisons.tables(_change(form, frame), frame)[0]
    described_by = f"{reverse('inspectie:comparison-json')}?{urlencode(form.cleaned_data)}"
    name = "{van}-{naar}.csv".format(**form.cleaned_data)
    return csv_answer(request, table, filename=name, described_by=described_by)
