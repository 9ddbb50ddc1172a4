"""A university: programmes, starts with places, versions of rules, and what is offered besides."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opleiding.core.errors import RulesInUse
from opleiding.forms.desks import DevelopmentForm, OfferingForm, ProgrammeForm, RulesForm
from opleiding.models import DevelopmentOffer, Offering, Programme, Rules, Trainer, University
from opleiding.services import offering as service
from opleiding.views.access import person, university_desk, university_of

EXAMPLE = [
    {"id": "master", "kind": "degree", "level": "master"},
    {"id": "vak", "kind": "related", "table": "verwantschap", "subject": "wiskunde", "most_short_ec": 18},
]


@require_safe
@university_desk
def desk(request: HttpRequest) -> HttpResponse:
    """Show what the university offers, and who wants to be seen by it."""
    university = university_of(request)
    context = {
        "university": university,
        "programmes": university.programmes.select_related("subject").prefetch_related("offerings", "rules"),
        "development": university.development.all(),
        "trainers": Trainer.objects.shown_to(university).prefetch_related("experience__subject").distinct(),
    }
    return render(request, "opleiding/university.html", context)


def _edit(request: HttpRequest, form: Any, *, title: str, hint: str = "") -> HttpResponseBase:
    """Draw a form of the desk, or keep what it holds and go back."""
    if form.is_valid():
        form.save()
        messages.success(request, _("Bewaard."))
        return redirect("opleiding:university")
    return _form(request, form, title=title, hint=hint)


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
    begin = {"rules": json.dumps(last.rules if last else EXAMPLE, indent=2, ensure_ascii=False)} | _today()
    return _keep_rules(request, of, Rules(programme=of), begin)


@require_http_methods(["GET", "HEAD", "POST"])
@university_desk
def rules(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change a version that no advice rests on yet."""
    row = get_object_or_404(
        Rules.objects.select_related("programme"), pk=number, programme__in=Programme.objects.of(person(request))
    )
    return _keep_rules(request, row.programme, row, {"rules": json.dumps(row.rules, indent=2, ensure_ascii=False)})


def _keep_rules(request: HttpRequest, of: Programme, row: Rules, initial: dict[str, Any]) -> HttpResponseBase:
    form = RulesForm(request.POST or None, instance=row, initial=initial)
    if form.is_valid():
        try:
            service.keep_rules(programme=of, change=form.save, version=row if row.pk else None)
        except RulesInUse:
            form.add_error(None, _("Op deze versie rust al een advies. Maak een nieuwe versie."))
        else:
            messages.success(request, _("Bewaard."))
            return redirect("opleiding:university")
    title = _("Toelatingsregels van %(title)s") % {"title": of.title}
    hint = _(
        "Een studie is af: degree. Genoeg EC: credits. Een verwante studie: related, met hooguit zoveel EC tekort. "
        "Taal: language. Cijfer: grade. Een van een paar regels: any. Samen: all."
    )
    return _form(request, form, title=title, hint=hint)


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
