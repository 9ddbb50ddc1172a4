"""The advice: its page, its letter, the weights behind it, and the adviser who may put something else first."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ndt.geo.travel import SPEEDS, Mode
from ndt.pdf.http import answer as pdf_answer
from opleiding import pdf
from opleiding.core.advice import WEIGHTS
from opleiding.core.errors import NotAllowed
from opleiding.forms.desks import AmendForm
from opleiding.models import Advice, Trainer
from opleiding.queries import advice as queries
from opleiding.services import advising
from opleiding.views.access import adviser, member, person, trainer_of

PAGE = 50


@require_safe
def weights(request: HttpRequest) -> HttpResponse:
    """Show everybody what counts how much."""
    speeds = [(words, SPEEDS[Mode(mode)]) for mode, words in Trainer.ModeOfTravel.choices]
    return render(request, "opleiding/weights.html", {"weights": asdict(WEIGHTS), "speeds": speeds})


@require_POST
@member
def make(request: HttpRequest) -> HttpResponseBase:
    """Make the advice of today and show it."""
    trainer = trainer_of(request)
    if trainer is None:
        return redirect("opleiding:begin")
    try:
        made = advising.make(trainer=trainer, now=timezone.now())
    except NotAllowed:
        messages.error(request, _("Zet eerst een vinkje bij ‘een advies voor mij maken’."))
        return redirect("opleiding:question", "toestemming")
    return redirect("opleiding:advice", made.number)


def _own(request: HttpRequest, number: int) -> Advice:
    return get_object_or_404(
        Advice.objects.select_related("amendment", "trainer"), trainer__user=person(request), number=number
    )


@require_safe
@member
@never_cache
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show an own advice."""
    given = _own(request, number)
    return render(request, "opleiding/advice.html", {"advice": given, "page": queries.page(given)})


@require_safe
@member
@never_cache
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Give an own advice as a letter."""
    given, name = _own(request, number), person(request).name
    return pdf_answer(
        request,
        lambda: pdf.letter(given, name=name, language=get_language() or "nl"),
        filename=f"advies-{given.number}.pdf",
    )


@require_safe
@adviser
def desk(request: HttpRequest) -> HttpResponse:
    """List the last advice of everybody who allows one."""
    found = Advice.objects.allowed().newest().select_related("amendment")
    page = Paginator(found, PAGE).get_page(request.GET.get("pagina"))
    rows = [(one, queries.page(one).best) for one in page.object_list]
    return render(request, "opleiding/adviser.html", {"page": page, "rows": rows, "heading": _("Adviezen")})


@require_http_methods(["GET", "HEAD", "POST"])
@adviser
def amend(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Put something else first, with the reason."""
    given = get_object_or_404(Advice.objects.allowed().select_related("amendment"), public_id=public_id)
    shown = queries.page(given)
    choices = [
        (one.offering, f"{one.title}, {one.where}")
        for group in shown.groups
        if group.outcome != "not_met"
        for one in group.options
    ]
    form = AmendForm(choices, request.POST or None)
    if form.is_valid():
        advising.amend(given=given, **form.cleaned_data, by=person(request), now=timezone.now())
        messages.success(request, _("Het advies is aangepast. De trainer leest waarom."))
        return redirect("opleiding:adviser")
    status = 422 if request.method == "POST" else 200
    return render(request, "opleiding/amend.html", {"advice": given, "page": shown, "form": form}, status=status)
