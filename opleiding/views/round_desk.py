"""Where an organiser leads a round: one page with its state, the next step, and everything that was done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ndt.draws.errors import BadRecording, LateCommitment, TooEarly
from ndt.jobs import progress
from ndt.people.access import allowed
from ndt.people.predicates import coordinator_of, operator
from opleiding.core.rounds import IllegalStep
from opleiding.forms.rounds import CommitForm, OfferingsForm, RecordForm, RoundForm
from opleiding.models import MatchRound, RoundOffering
from opleiding.models.rounds import RunState, State
from opleiding.queries import rounds as shown
from opleiding.services import matching, rounds

team: Final = allowed(coordinator_of("opleiding") | operator)
NOT_NOW: Final = gettext_lazy("Deze stap kan nu niet. Misschien was een collega je voor. Bekijk de ronde opnieuw.")
NOT_READY: Final = {
    "offerings": gettext_lazy("Kies eerst welke opleidingen meedoen."),
    "classes": gettext_lazy("Deze ronde heeft geen groepen. Maak een nieuwe ronde."),
    "deadline": gettext_lazy("Kijk naar het moment van sluiten: openen kan ervoor, vastzetten pas erna."),
}
CANNOT_RUN: Final = {
    "nothing": gettext_lazy(
        "Er is niets om te doen: niemand gaf een plaats terug, of er is geen goedgekeurde uitkomst."
    ),
    "busy": gettext_lazy("Er wordt al een uitkomst gemaakt. Wacht tot die er is."),
    "mode": gettext_lazy(
        "Bij 'zoveel mogelijk plaatsen' kan iemand er slechter van worden. Daarom kan dit niet opnieuw."
    ),
    "state": gettext_lazy("Dit kan pas als de uitkomst bekend is, en tot de ronde is afgerond."),
}


def _open(found: MatchRound, now: datetime) -> object:
    return rounds.open_lists(found=found, now=now)


def _freeze(found: MatchRound, now: datetime) -> object:
    return rounds.freeze(found=found, now=now)


def _solve(found: MatchRound, now: datetime) -> object:
    return matching.start(found=found, now=now)


def _publish(found: MatchRound, now: datetime) -> object:
    return matching.publish(found=found, now=now)


def _again(found: MatchRound, now: datetime) -> object:
    return matching.start_again(found=found, now=now)


def _fill(found: MatchRound, now: datetime) -> object:
    return matching.fill(found=found, now=now)


STEPS: Final[dict[str, Callable[[MatchRound, datetime], object]]] = {
    "openen": _open,
    "vastzetten": _freeze,
    "verdelen": _solve,
    "bekendmaken": _publish,
    "opnieuw": _again,
    "afronden": _fill,
}


@require_safe
@team
def desk(request: HttpRequest) -> HttpResponse:
    """List the rounds."""
    return render(request, "opleiding/round_desk.html", {"rounds": MatchRound.objects.defer("bundle")})


@require_http_methods(["GET", "HEAD", "POST"])
@team
def new(request: HttpRequest) -> HttpResponseBase:
    """Make a round."""
    form = RoundForm(request.POST or None)
    if form.is_valid():
        made = rounds.create(terms=form.terms(), now=timezone.now())
        messages.success(request, _("De ronde is gemaakt. Kies nu welke opleidingen meedoen."))
        return redirect("opleiding:round-cockpit", made.slug)
    return render(request, "opleiding/round_new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_safe
@team
def cockpit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where a round stands and what comes next."""
    return _cockpit(request, _round(slug))


def _round(slug: str) -> MatchRound:
    return get_object_or_404(MatchRound, slug=slug)


def _cockpit(
    request: HttpRequest, found: MatchRound, *, form: forms.Form | None = None, problem: object = "", status: int = 200
) -> HttpResponse:
    run = found.runs.defer("archive").order_by("-number").first()
    published = run if run is not None and run.state == RunState.PUBLISHED else found.last_run()
    given_back = 0 if published is None else len(shown.gone(found, published))
    forms_of: dict[str, Callable[[], forms.Form]] = {
        State.DRAFT: OfferingsForm,
        State.FROZEN: CommitForm,
        State.COMMITTED: RecordForm,
    }
    make = forms_of.get(found.state)
    context: dict[str, Any] = {
        "round": found,
        "form": form or (make() if make else None),
        "offerings": shown.offered(found),
        "classes": [shown.class_words(one) for one in found.classes.all()],
        "lists": found.candidates.count(),
        "given_back": given_back,
        "waiting": found.may_run_again
        and run is not None
        and run.state == RunState.PUBLISHED
        and given_back > len(run.gone),
        "run": run,
        "progress": progress.read(matching.key_of(run)) if run is not None and run.state == RunState.SOLVING else None,
        "road": shown.road(found),
        "log": shown.log(found),
        "problem": problem,
        "is_over": timezone.now() >= found.closes_at,
    }
    return render(request, "opleiding/round_cockpit.html", context, status=status)


@require_POST
@team
def step(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """Take the next step; another than the next is refused with a sentence."""
    found = _round(slug)
    act = STEPS.get(name)
    if act is None:
        return _cockpit(request, found, problem=NOT_NOW, status=404)
    try:
        act(found, timezone.now())
    except IllegalStep:
        return _cockpit(request, _round(slug), problem=NOT_NOW, status=409)
    except rounds.NotReady as why:
        return _cockpit(request, _round(slug), problem=NOT_READY[why.what], status=409)
    except matching.CannotRun as why:
        return _cockpit(request, _round(slug), problem=CANNOT_RUN[why.why], status=409)
    messages.success(request, _("Gedaan. Hieronder staat wat er nu kan."))
    return redirect("opleiding:round-cockpit", slug)


@require_POST
@team
def offerings(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Say which offerings take part."""
    found, form = _round(slug), OfferingsForm(request.POST)
    if not form.is_valid():
        return _cockpit(request, found, form=form, status=422)
    try:
        rounds.offer(found=found, offerings=list(form.cleaned_data["offerings"]))
    except IllegalStep:
        return _cockpit(request, found, problem=NOT_NOW, status=409)
    return redirect("opleiding:round-cockpit", slug)


@require_POST
@team
def withdraw(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """Take an offering out of an open round."""
    found = _round(slug)
    try:
        rounds.withdraw(found=found, code=code, now=timezone.now())
    except (IllegalStep, RoundOffering.DoesNotExist):
        return _cockpit(request, found, problem=NOT_NOW, status=409)
    messages.success(request, _("De opleiding doet niet meer mee. Zij is van alle lijsten gehaald."))
    return redirect("opleiding:round-cockpit", slug)


@require_POST
@team
def commit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Fix where the randomness will come from."""
    found, form = _round(slug), CommitForm(request.POST)
    if not form.is_valid():
        return _cockpit(request, found, form=form, status=422)
    facts = form.cleaned_data
    try:
        rounds.commit(found=found, beacon=facts["beacon"], moment=facts["moment"], now=timezone.now())
    except IllegalStep:
        return _cockpit(request, _round(slug), problem=NOT_NOW, status=409)
    except LateCommitment:
        form.add_error("moment", _("Dit moment is te dichtbij. Kies een later moment."))
        return _cockpit(request, found, form=form, status=422)
    return redirect("opleiding:round-cockpit", slug)


@require_POST
@team
def record(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Record what the source gave."""
    found, form = _round(slug), RecordForm(request.POST)
    if not form.is_valid():
        return _cockpit(request, found, form=form, status=422)
    try:
        rounds.record(found=found, typed=form.cleaned_data["recording"], now=timezone.now())
    except IllegalStep:
        return _cockpit(request, _round(slug), problem=NOT_NOW, status=409)
    except TooEarly:
        form.add_error("recording", _("Het moment van de loting is er nog niet."))
    except BadRecording:
        form.add_error("recording", _("Dit is niet de uitkomst die is aangekondigd. Plak de hele tekst van de bron."))
    except (LateCommitment, rounds.Changed):
        return _cockpit(request, found, problem=_("Deze loting kan niet doorgaan. Bel de beheerder."), status=409)
    else:
        return redirect("opleiding:round-cockpit", slug)
    return _cockpit(request, found, form=form, status=422)
