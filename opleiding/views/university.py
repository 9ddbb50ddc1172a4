"""A university: programmes, starts with places, versions of rules, and what is offered besides."""

from __future__ import annotations

import json
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opleiding.core.errors import RulesInUse
from opleiding.forms import rules as rules_form
from opleiding.forms.desks import DevelopmentForm, OfferingForm, PoolForm, ProgrammeForm
from opleiding.forms.rows import Filled
from opleiding.forms.rules import RulesForm
from opleiding.models import DevelopmentOffer, Offering, Pool, Programme, Rules, Trainer, University
from opleiding.services import offering as service
from opleiding.services import sharing
from opleiding.services.sharing import Crossing
from opleiding.views.access import person, university_desk, university_of

PAGE: Final = 50


@require_safe
@university_desk
def desk(request: HttpRequest) -> HttpResponse:
    """Show what the university offers, and who wants to be seen by it."""
    university = university_of(request)
    shown = Trainer.objects.shown_to(university).distinct()
    seen = shown.prefetch_related("studies__programme", "experience__subject", "experience__confirmation")
    context = {
        "university": university,
        "programmes": university.programmes.select_related("subject").prefetch_related("offerings", "rules"),
        "development": university.development.all(),
        "pools": university.pools.select_related("parent"),
        "page": Paginator(seen, PAGE).get_page(request.GET.get("pagina")),
    }
    return render(request, "opleiding/university.html", context)


def _edit(request: HttpRequest, form: Any, *, title: str) -> HttpResponseBase:
    """Draw a form of the desk, or keep what it holds and go back."""
    if form.is_valid():
        form.save()
        messages.success(request, _("Bewaard."))
        return redirect("opleiding:university")
    return _form(request, form, title=title)


def _form(request: HttpRequest, form: Any, *, title: str, hint: str = "") -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "heading": title, "hint": hint, "university": university_of(request)}
    return render(request, "opleiding/edit.html", context, status=status)


def _today() -> dict[str, Any]:
    return {"seen_on": timezone.localdate()}


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def new_programme(request: HttpRequest) -> HttpResponseBase:
    """Make a programme."""
    row = Programme(university=university_of(request))
    form = ProgrammeForm(request.POST or None, instance=row, initial=_today())
    return _edit(request, form, title=_("Een nieuwe opleiding"))


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def programme(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change a programme."""
    row = _programme(request, number)
    return _edit(request, ProgrammeForm(request.POST or None, instance=row), title=row.title)


def _programme(request: HttpRequest, number: int) -> Programme:
    mine = Programme.objects.of(person(request)).select_related("university__organisation")
    return get_object_or_404(mine, pk=number)


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def new_offering(request: HttpRequest, number: int) -> HttpResponseBase:
    """Make a start of a programme."""
    of = _programme(request, number)
    form = OfferingForm(of.university, request.POST or None, instance=Offering(programme=of), initial=_today())
    return _edit(request, form, title=_("Een nieuwe start van %(title)s") % {"title": of.title})


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def offering(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change a start of a programme."""
    mine = Offering.objects.of(person(request)).select_related("programme__university")
    row = get_object_or_404(mine, pk=number)
    form = OfferingForm(row.programme.university, request.POST or None, instance=row)
    return _edit(request, form, title=str(row))


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def new_rules(request: HttpRequest, number: int) -> HttpResponseBase:
    """Make a version of the rules, beginning with the last one."""
    of = _programme(request, number)
    last = of.rules.first()
    return _keep_rules(request, of, Rules(programme=of), rules_form.rows_of(last) if last else [])


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def rules(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change a version that no advice rests on yet."""
    row = _rules(request, number)
    return _keep_rules(request, row.programme, row, rules_form.rows_of(row))


@require_safe
@university_desk
def rules_json(request: HttpRequest, number: int) -> HttpResponse:
    """Give a version of the rules as a file."""
    row = _rules(request, number)
    answer = HttpResponse(json.dumps(row.rules, indent=2, ensure_ascii=False), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="regels-{row.pk}.json"'
    return answer


def _rules(request: HttpRequest, number: int) -> Rules:
    mine = Rules.objects.filter(programme__in=Programme.objects.of(person(request)))
    return get_object_or_404(mine.select_related("programme__university__organisation"), pk=number)


def _keep_rules(request: HttpRequest, of: Programme, row: Rules, rows: list[Filled]) -> HttpResponseBase:
    if request.method == "POST" and "lees" in request.POST:
        return _read_rules(request, of, row)
    if request.method == "POST" and RulesForm.is_touched(request.POST):
        return _rules_page(request, of, row, RulesForm.touched(request.POST, instance=row))
    typed = request.POST if request.method == "POST" else None
    form = RulesForm(typed, instance=row, initial={} if row.pk else _today(), rows=rows)
    if form.is_valid():
        try:
            service.keep_rules(programme=of, change=form.save, version=row if row.pk else None)
        except RulesInUse:
            form.add_error(None, _("Op deze versie rust al een advies. Maak een nieuwe versie."))
        else:
            messages.success(request, _("Bewaard."))
            return redirect("opleiding:university")
    return _rules_page(request, of, row, form, status=422 if form.is_bound else 200)


def _read_rules(request: HttpRequest, of: Programme, row: Rules) -> HttpResponse:
    """Show the rows of a pasted file, or what is wrong with it; what was typed stays."""
    pasted = request.POST.get("json", "")
    try:
        rows = rules_form.from_file(pasted)
    except ValidationError as refused:
        form = RulesForm.touched(request.POST, instance=row)
        return _rules_page(request, of, row, form, pasted=pasted, faults=refused.messages, status=422)
    return _rules_page(request, of, row, RulesForm.touched(request.POST, instance=row, rows=rows))


def _rules_page(
    request: HttpRequest, of: Programme, row: Rules, form: RulesForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "programme": of, "rules": row, "add": _("Voeg een regel toe"), **more}
    return render(request, "opleiding/rules.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def new_pool(request: HttpRequest) -> HttpResponseBase:
    """Let offerings share places."""
    return _keep_pool(request, university_of(request), None)


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def pool(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change which offerings share places, and how many."""
    row = _pool(request, number)
    return _keep_pool(request, row.university, row)


@require_POST
@university_desk
def drop_pool(request: HttpRequest, number: int) -> HttpResponseBase:
    """Share these places no longer."""
    sharing.drop(pool=_pool(request, number))
    messages.success(request, _("Weg. De starts delen deze plaatsen niet meer."))
    return redirect("opleiding:university")


def _pool(request: HttpRequest, number: int) -> Pool:
    mine = University.objects.of(person(request))
    return get_object_or_404(Pool.objects.select_related("university__organisation"), pk=number, university__in=mine)


def _keep_pool(request: HttpRequest, of: University, row: Pool | None) -> HttpResponseBase:
    initial: dict[str, Any] = {}
    if row is not None:
        initial = {"title": row.title, "places": row.places, "offerings": sharing.members(of)[row.pk]}
    form = PoolForm(of, row, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            sharing.keep(university=of, pool=row, wanted=form.wanted())
        except Crossing as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Bewaard."))
            return redirect("opleiding:university")
    context = {"form": form, "pool": row, "university": of}
    return render(request, "opleiding/pool.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def new_development(request: HttpRequest) -> HttpResponseBase:
    """Make an offer for one's own development."""
    row = DevelopmentOffer(university=university_of(request))
    form = DevelopmentForm(request.POST or None, instance=row, initial=_today())
    return _edit(request, form, title=_("Nieuw aanbod voor ontwikkeling"))


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def development(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change an offer."""
    mine = University.objects.of(person(request))
    row = get_object_or_404(DevelopmentOffer, pk=number, university__in=mine)
    return _edit(request, DevelopmentForm(request.POST or None, instance=row), title=row.title)
