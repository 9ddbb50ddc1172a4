"""Verdiepingsmodules for everybody, and somebody's own seat in one."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ndt.people.models import User
from opleiding.models import Module, Trainer
from opleiding.queries import modules
from opleiding.queries.opinions import opinions
from opleiding.services import modules as service
from opleiding.services.modules import ModuleClosed, ModuleFull
from opleiding.views.access import member, trainer_of

CLOSED: Final = gettext_lazy("Dit kan niet meer: de laatste dag ervoor is voorbij, of de module gaat niet door.")
FULL: Final = gettext_lazy("De module is net vol geraakt. Kijk of een andere module je past.")


def public_module(number: int) -> Module:
    """Give a module that was published; 404 else."""
    whole = Module.objects.public().select_related(
        "programme__university__organisation", "institute__organisation", "subject"
    )
    return get_object_or_404(whole, pk=number)


@require_safe
def modules_page(request: HttpRequest) -> HttpResponse:
    """List what trainers can enter, what they are in, and what is done."""
    trainer = Trainer.objects.filter(user=request.user).first() if isinstance(request.user, User) else None
    context = {
        "coming": modules.coming(timezone.localdate()),
        "done": modules.evaluated(),
        "mine": modules.mine(trainer) if trainer else [],
    }
    return render(request, "opleiding/modules.html", context)


@require_safe
def module_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one module: what it is, who makes it, whether there is room, and afterwards what it brought."""
    found, today = public_module(number), timezone.localdate()
    context = {
        "module": found,
        "takes_people": found.takes_people(today),
        "is_over": found.is_over(today),
        "spared": modules.spared(found),
        "result": opinions(found) if found.is_over(today) else None,
        "log": modules.log(found),
    }
    return render(request, "opleiding/module.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def my_module(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show how somebody stands with a module; the buttons take a seat or give it back."""
    found, trainer = public_module(number), trainer_of(request)
    if trainer is None:
        status = 403 if request.method == "POST" else 200
        return render(request, "opleiding/module_no_profile.html", {"module": found}, status=status)
    problem = _act(request, found, trainer) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("opleiding:my-module", found.pk)
    found.refresh_from_db(fields=["seats_taken", "state"])
    today = timezone.localdate()
    context = {
        "module": found,
        "seat": modules.seat_of(found, trainer),
        "spared": modules.spared(found, trainer),
        "takes_people": found.takes_people(today),
        "is_over": found.is_over(today),
        "may_leave": found.state == Module.State.PUBLISHED and today < found.starts_on,
        "problem": problem,
    }
    return render(request, "opleiding/my_module.html", context, status=409 if problem else 200)


def _act(request: HttpRequest, found: Module, trainer: Trainer) -> object:
    """Do what a button says; give a sentence where that cannot be."""
    now = timezone.now()
    try:
        if request.POST.get("do") == "leave":
            service.leave(module=found, trainer=trainer, now=now)
            messages.success(request, _("Je bent afgemeld. Dank je: nu kan iemand anders meedoen."))
        else:
            service.register(module=found, trainer=trainer, now=now)
            messages.success(request, _("Je plaats staat vast. Je krijgt ook een mail."))
    except ModuleClosed:
        return CLOSED
    except ModuleFull:
        return FULL
    return ""
