"""The pages of a board and a municipality, and the map of the country."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspectie.forms import NormForm
from inspectie.queries import group_exports, groups, verdicts
from inspectie.queries.groups import Country, GroupPage
from inspectie.views.downloads import csv_answer, json_answer

OK: Final = 200
BAD_REQUEST: Final = 400


def _form(request: HttpRequest, *, start: str) -> NormForm:
    """Give the choice of a norm set; a link without one gives the norm to start with."""
    return NormForm({"norm": request.GET.get("norm", start)}, choices=verdicts.choices(), start=start)


def _status(form: NormForm) -> int:
    return OK if form.is_valid() else BAD_REQUEST


def _beside(name: str, form: NormForm, *arguments: str) -> str:
    return f"{reverse(name, args=arguments)}?norm={form.chosen()}"


@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Show a board and its schools."""
    return _group(request, "board", code)


@require_safe
def municipality(request: HttpRequest, code: str) -> HttpResponse:
    """Show a municipality and its schools."""
    return _group(request, "municipality", code)


def _group(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    form = _form(request, start=verdicts.OTHER)
    page = _page(kind, code, form)
    return render(
        request,
        "inspectie/group.html",
        {
            "page": page,
            "form": form,
            "csv": _beside(f"inspectie:{kind}-csv", form, code),
            "json": _beside(f"inspectie:{kind}-json", form, code),
            "crumbs": [
                (_("Kwaliteit In-zicht"), reverse("inspectie:overview")),
                (_("Scholen"), reverse("inspectie:schools")),
            ],
        },
        status=_status(form),
    )


@require_safe
def board_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Give the schools of a board."""
    return _group_csv(request, "board", code)


@require_safe
def municipality_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Give the schools of a municipality."""
    return _group_csv(request, "municipality", code)


def _group_csv(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    form = _form(request, start=verdicts.OTHER)
    page = _page(kind, code, form)
    response = csv_answer(
        request,
        group_exports.schools(page),
        filename=f"{'bestuur' if kind == 'board' else 'gemeente'}-{code}.csv",
        described_by=_beside(f"inspectie:{kind}-json", form, code),
    )
    return _refused(form) or response


@require_safe
def board_json(request: HttpRequest, code: str) -> HttpResponse:
    """Give the figures of a board."""
    return _group_json(request, "board", code)


@require_safe
def municipality_json(request: HttpRequest, code: str) -> HttpResponse:
    """Give the figures of a municipality."""
    return _group_json(request, "municipality", code)


def _group_json(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    form = _form(request, start=verdicts.OTHER)
    page = _page(kind, code, form)
    meta = group_exports.group_meta(page, address=_beside(f"inspectie:{kind}", form, code))
    tables = [group_exports.schools(page), group_exports.tallies(page.tallies, "norm_sets")]
    facts: dict[str, object] = {
        "code": page.group.code,
        "name": page.group.name,
        "headline": page.headline,
        "norm_set": page.chosen.norm_set.slug,
    }
    return _refused(form) or json_answer(request, meta, tables, facts)


def _page(kind: str, code: str, form: NormForm) -> GroupPage:
    page = groups.group_page(kind, code, norm=form.chosen())
    if page is None:
        raise Http404(_("Deze gemeente of dit bestuur staat niet in de nieuwste cijfers."))
    return page


def _refused(form: NormForm) -> HttpResponse | None:
    """Give the answer to a program that asked for a norm that is not there."""
    if form.is_valid():
        return None
    return HttpResponse(
        " ".join(str(one) for one in form.errors["norm"]), status=BAD_REQUEST, content_type="text/plain; charset=utf-8"
    )


@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """Show all schools on a map, with the numbers by province and municipality."""
    form = _form(request, start=verdicts.NOW)
    return render(
        request,
        "inspectie/map.html",
        {
            "page": groups.country(norm=form.chosen()),
            "form": form,
            "csv": _beside("inspectie:map-csv", form),
            "json": _beside("inspectie:map-json", form),
        },
        status=_status(form),
    )


@require_safe
def country_csv(request: HttpRequest) -> HttpResponse:
    """Give every dot of the map."""
    form = _form(request, start=verdicts.NOW)
    response = csv_answer(
        request,
        group_exports.dots(groups.country(norm=form.chosen())),
        filename="kaart.csv",
        described_by=_beside("inspectie:map-json", form),
    )
    return _refused(form) or response


@require_safe
def country_json(request: HttpRequest) -> HttpResponse:
    """Give the dots and the numbers of the map."""
    form = _form(request, start=verdicts.NOW)
    page: Country = groups.country(norm=form.chosen())
    meta = group_exports.country_meta(page, address=_beside("inspectie:map", form))
    tables = [
        group_exports.dots(page),
        group_exports.tallies(page.provinces, "provinces"),
        group_exports.tallies(page.municipalities, "municipalities"),
    ]
    return _refused(form) or json_answer(request, meta, tables, {"norm_set": page.chosen.norm_set.slug})
