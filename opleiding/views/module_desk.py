"""Where a programme and an institute write a module together, approve it, open it, and say what it brought."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opleiding.core import modules as core
from opleiding.core.modules import Side, WrongStep
from opleiding.forms.modules import BeginForm, ChangeForm, EvaluateForm, ModuleForm, StopForm, initial_of, rows_of
from opleiding.models import Institute, Module, University
from opleiding.models.modules import Side as SideName
from opleiding.queries import modules
from opleiding.queries.opinions import opinions
from opleiding.services import modules as service
from opleiding.services.modules import TextMoved, TooLate
from opleiding.views.access import module_desk, person

NOT_NOW: Final = gettext_lazy("Deze stap kan nu niet. Misschien was een collega u voor. Bekijk de module opnieuw.")
MOVED: Final = gettext_lazy("De ander veranderde de tekst net. Lees de tekst van nu, en kies dan opnieuw.")
LATE: Final = gettext_lazy("De laatste dag om aan te melden is voorbij. Kies eerst een latere dag.")


@require_safe
@module_desk
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """List the modules that somebody works on."""
    return render(request, "opleiding/module_desk.html", {"modules": modules.of_desk(person(request))})


def _module(request: HttpRequest, number: int) -> Module:
    whole = Module.objects.of(person(request)).select_related(
        "programme__university__organisation", "institute__organisation", "subject"
    )
    return get_object_or_404(whole, pk=number)


def _typed(request: HttpRequest) -> QueryDict | None:
    """Give what was sent, also when it is nothing at all."""
    return request.POST if request.method == "POST" else None


def _side(request: HttpRequest, of: Module) -> Side:
    """Give the side for which somebody acts; who works for both says which."""
    sides = modules.sides(person(request), of)
    return next((one for one in sides if one == request.POST.get("side")), sides[0])


def _new_side(request: HttpRequest) -> Side:
    """Give the side that begins a module: of who works for both the university."""
    user = person(request)
    if University.objects.of(user).exists():
        return Side.PROGRAMME
    if Institute.objects.of(user).exists():
        return Side.INSTITUTE
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@module_desk
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a module; the other side sees it once it is shared."""
    side, user = _new_side(request), person(request)
    if request.method == "POST" and BeginForm.is_touched(request.POST):
        return _form(request, BeginForm.touched(request.POST, side=side, user=user), title=_("Nieuwe module"))
    form = BeginForm(_typed(request), side=side, user=user)
    if form.is_valid():
        data = form.cleaned_data
        made = service.begin(
            programme=data["programme"], institute=data["institute"], plan=form.plan(), side=side, by=user,
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Bewaard. Alleen u ziet de module nog. Deel haar als u klaar bent."))
        return redirect("opleiding:module-cockpit", made.pk)
    return _form(request, form, title=_("Nieuwe module"))


@require_safe
@module_desk
@never_cache
def cockpit(request: HttpRequest, number: int) -> HttpResponse:
    """Show where a module stands, what can be done now, who has a seat, and every version of the text."""
    return _cockpit(request, _module(request, number))


def _cockpit(request: HttpRequest, found: Module, *, problem: object = "", status: int = 200) -> HttpResponse:
    today, sides, approved = timezone.localdate(), modules.sides(person(request), found), modules.approved(found)
    context = {
        "module": found,
        "sides": sides,
        "to_approve": [one for one in sides if one not in approved] if found.state == Module.State.CODESIGN else [],
        "approvals": [(one.label, one.value in approved) for one in SideName],
        "people": modules.people(found),
        "spared": modules.spared(found),
        "may_stop": found.state in core.MAY_STOP,
        "may_evaluate": found.state == Module.State.PUBLISHED and found.is_over(today),
        "result": opinions(found),
        "log": modules.log(found),
        "problem": problem,
    }
    return render(request, "opleiding/module_cockpit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@module_desk
def change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write another version of the text."""
    found = _module(request, number)
    if not found.may_change:
        return _cockpit(request, found, problem=NOT_NOW, status=409)
    if request.method == "POST" and ChangeForm.is_touched(request.POST):
        return _form(request, ChangeForm.touched(request.POST), title=found.title, module=found)
    form = ChangeForm(_typed(request), initial=initial_of(found), rows=rows_of(found))
    if form.is_valid():
        try:
            service.change(
                module=found, plan=form.plan(), seen=form.cleaned_data["seen"], side=_side(request, found),
                by=person(request), why=form.cleaned_data["why"], now=timezone.now(),
            )  # fmt: skip
        except TextMoved:
            form.add_error(None, _("De ander veranderde de tekst ook. Open de tekst van nu in een nieuw venster."))
        except WrongStep:
            return _cockpit(request, _module(request, number), problem=NOT_NOW, status=409)
        else:
            messages.success(request, _("Bewaard als nieuwe versie."))
            return redirect("opleiding:module-cockpit", found.pk)
    return _form(request, form, title=found.title, module=found)


def _form(request: HttpRequest, form: ModuleForm, *, title: str, module: Module | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "module": module, "add": _("Voeg een vrijstelling toe")}
    return render(request, "opleiding/module_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@module_desk
def step(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """Share, approve or open a module."""
    found, now = _module(request, number), timezone.now()
    side, version = _side(request, found), request.POST.get("version", "")
    try:
        match name:
            case "delen":
                service.share(module=found, side=side, now=now)
                messages.success(request, _("Gedeeld. De ander krijgt een mail."))
            case "goedkeuren":
                seen = int(version) if version.isdecimal() and len(version) < 6 else 0
                service.approve(module=found, version=seen, side=side, by=person(request), now=now)
                messages.success(request, _("Goedgekeurd. De ander krijgt een mail."))
            case "openen":
                service.publish(module=found, now=now)
                messages.success(request, _("De module staat op de website. Trainers kunnen zich aanmelden."))
            case _other:
                raise Http404
    except (WrongStep, TextMoved, TooLate) as refused:
        words = {TextMoved: MOVED, TooLate: LATE}.get(type(refused), NOT_NOW)
        return _cockpit(request, _module(request, number), problem=words, status=409)
    return redirect("opleiding:module-cockpit", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@module_desk
def stop(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask why a module does not go on; the button tells who has a seat."""
    found = _module(request, number)
    form = StopForm(_typed(request))
    if form.is_valid():
        try:
            service.stop(module=found, why=form.cleaned_data["why"], now=timezone.now())
        except WrongStep:
            return _cockpit(request, found, problem=NOT_NOW, status=409)
        messages.success(request, _("De module gaat niet door. Wie een plaats had, krijgt een mail."))
        return redirect("opleiding:module-cockpit", found.pk)
    return _question(request, found, form, title=_("Gaat de module niet door?"), button=_("Stop de module"))


@require_http_methods(["GET", "HEAD", "POST"])
@module_desk
def evaluate(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask what both learned; it ends the module and everybody reads it."""
    found = _module(request, number)
    form = EvaluateForm(_typed(request))
    if form.is_valid():
        try:
            service.evaluate(module=found, lessons=form.cleaned_data["lessons"], now=timezone.now())
        except WrongStep:
            return _cockpit(request, found, problem=NOT_NOW, status=409)
        messages.success(request, _("Afgerond. Op de website staat wat u leerde."))
        return redirect("opleiding:module-cockpit", found.pk)
    return _question(request, found, form, title=_("Wat bracht de module?"), button=_("Rond de module af"))


def _question(request: HttpRequest, found: Module, form: Any, *, title: str, button: str) -> HttpResponse:
    context = {"module": found, "form": form, "title": title, "button": button, "result": opinions(found)}
    return render(request, "opleiding/module_question.html", context, status=422 if form.is_bound else 200)
