"""The desk where coordinators read and answer offers."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ndt.allies import core, queries
from ndt.allies.forms import AnswerForm, CloseForm, DeskFilter
from ndt.allies.models import Offer, State
from ndt.allies.services import handling
from ndt.people.access import allowed
from ndt.people.models import User

PER_PAGE = 50


@require_safe
@allowed(queries.may_handle)
def desk(request: HttpRequest) -> HttpResponse:
    """List what waits, late answers first."""
    chooser = DeskFilter(request.GET or None, solutions=queries.solutions_for(request.user))
    chosen = chooser.cleaned_data if chooser.is_valid() else {}
    offers = queries.offers(request.user, state=chosen.get("stand", ""), solution=chosen.get("oplossing", ""))
    page = Paginator(offers, PER_PAGE).get_page(request.GET.get("pagina"))
    lines = queries.lines(list(page.object_list), timezone.localdate())
    return render(request, "allies/desk.html", {"filter": chooser, "page": page, "lines": lines})


@require_safe
@allowed(queries.may_handle)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one offer with what can be done about it."""
    return _case(request, queries.get_offer_for(request.user, pk))


@require_POST
@allowed(queries.may_handle)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the answer."""
    offer = queries.get_offer_for(request.user, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _case(request, offer, answer=form)
    assert isinstance(request.user, User)
    try:
        handling.answer(pk=pk, text=form.cleaned_data["answer"], by=request.user, now=timezone.now())
    except core.WrongState:
        return _too_late(request, pk)
    messages.success(request, _("Uw antwoord is onderweg."))
    return redirect("allies:desk")


@require_POST
@allowed(queries.may_handle)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a held offer through."""
    queries.get_offer_for(request.user, pk)
    try:
        handling.release(pk=pk, now=timezone.now())
    except core.WrongState:
        return _too_late(request, pk)
    messages.success(request, _("Het bericht is doorgelaten. De afzender krijgt nu een mail."))
    return redirect("allies:case", pk)


@require_POST
@allowed(queries.may_handle)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an offer with a reason."""
    offer = queries.get_offer_for(request.user, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _case(request, offer, close=form)
    try:
        handling.close(pk=pk, reason=form.cleaned_data["reason"], now=timezone.now())
    except core.WrongState:
        return _too_late(request, pk)
    messages.success(request, _("Het bericht is afgesloten."))
    return redirect("allies:desk")


def _case(
    request: HttpRequest, offer: Offer, *, answer: forms.Form | None = None, close: forms.Form | None = None
) -> HttpResponse:
    (line,) = queries.lines([offer], timezone.localdate())
    context = {
        "line": line,
        "offer": offer,
        "answer_form": answer or AnswerForm(),
        "close_form": close or CloseForm(),
        "can_answer": offer.state == State.NEW,
        "can_release": offer.state == State.HELD,
        "can_close": offer.state != State.CLOSED,
        "crumbs": [(_("Berichten"), reverse("allies:desk"))],
    }
    return render(request, "allies/case.html", context, status=422 if answer or close else 200)


def _too_late(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("Een collega was u voor. Bekijk hoe het bericht er nu voor staat."))
    return redirect("allies:case", pk)
