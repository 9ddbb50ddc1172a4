"""Where the organiser invites, follows the answers, and fills the seats left open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beraad.core import bundle
from beraad.core.errors import BeraadError, Closed, NotReady, PoolChanged, Stale
from beraad.forms import REASONS, ApproveForm, ChangePlanForm, DeliberateForm, PlanForm, RecordingForm
from beraad.models import Assembly, ReplacementRound
from beraad.models.assembly import State
from beraad.models.invitation import FIXED_ROUND, RoundState
from beraad.queries import replacements
from beraad.services import inviting, replacing
from beraad.services.drawing import Source
from beraad.views.desk import NOT_NOW, team
from beraad.views.drawing import CHANGED, RECORDING_FAULTS, practice
from beraad.views.public import public_assembly
from ndt.draws import commitments
from ndt.draws.errors import BadRecording, LateCommitment, TooEarly
from ndt.people.fresh import fresh_login

AN_HOUR: Final = timedelta(hours=1)
STALE: Final = gettext_lazy("Iemand gaf net antwoord. Daarom rekenen wij het voorstel opnieuw uit.")
NOT_READY: Final = {
    "waiting": gettext_lazy("Er is nog iemand die kan antwoorden, of een aanvulling die wacht op het lot."),
    "accepted": gettext_lazy("Nog niemand zei ja. Zonder mensen kan het beraad niet beginnen."),
    "reason": gettext_lazy("Er blijven plaatsen leeg. Schrijf waarom de groep toch begint."),
}
STUCK: Final = {
    "people": gettext_lazy(
        "Er zijn nog %(people)d mensen op de lijst, voor %(seats)d plaatsen. Begin met minder mensen."
    ),
    "quotas": gettext_lazy("Er is geen groep die past, ook niet met ruimere grenzen. Begin met minder mensen."),
    "time": gettext_lazy("Het rekenen was niet op tijd klaar. Probeer het opnieuw."),
    "panels": gettext_lazy("Met zo weinig groepen komen de kansen niet goed uit. Probeer het opnieuw."),
}


def _assembly(slug: str) -> Assembly:
    return get_object_or_404(Assembly, slug=slug)


def _round(slug: str, number: int) -> ReplacementRound:
    rounds = ReplacementRound.objects.select_related("assembly")
    return get_object_or_404(rounds, assembly__slug=slug, number=number)


@require_safe
@team
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who answered what, in numbers, and what comes next."""
    return _overview(request, _assembly(slug))


def _overview(request: HttpRequest, assembly: Assembly, *, problem: str = "", status: int = 200) -> HttpResponse:
    standing = replacements.standing(assembly)
    context = {
        "assembly": assembly,
        "standing": standing,
        "reasons": [(REASONS[code], number) for code, number in standing.reasons],
        "rounds": [replacements.logged(found) for found in assembly.rounds.prefetch_related("invitations")],
        "open_round": assembly.rounds.exclude(state=RoundState.DRAWN).first(),
        "invitations": assembly.invitations.select_related("ticket", "round"),
        "is_inviting": assembly.state == State.INVITING,
        "problem": problem,
    }
    return render(request, "beraad/invitations.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team
@fresh_login
def invite(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Choose how long people have to answer, and invite the drawn panel."""
    assembly, form = _assembly(slug), PlanForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            inviting.begin(assembly=assembly, plan=form.plan(), now=timezone.now())
        except BeraadError:
            form.add_error(None, str(NOT_NOW))
            status = 409
        else:
            messages.success(request, _("De uitnodigingen zijn onderweg."))
            return redirect("beraad:invitations", slug)
    context = {"assembly": assembly, "form": form, "open": assembly.state == State.DRAWN}
    return render(request, "beraad/invite.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def plan(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change the days and the meetings, or give those who wait more time."""
    assembly = _assembly(slug)
    chosen = getattr(assembly, "plan", None)
    initial = {"days": chosen.days, "meetings": chosen.meetings} if chosen else {}
    form = ChangePlanForm(request.POST or None, initial=initial)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            inviting.change_plan(assembly=assembly, plan=form.plan(), until=form.moment(), reason=data["reason"])
        except BeraadError:
            form.add_error(None, str(NOT_NOW))
            status = 409
        else:
            messages.success(request, _("De nieuwe afspraken gelden nu."))
            return redirect("beraad:invitations", slug)
    context = {"assembly": assembly, "form": form, "open": assembly.state == State.INVITING}
    return render(request, "beraad/plan.html", context, status=status)


@require_POST
@team
def prepare(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask for a proposal for the open seats now, instead of tonight."""
    try:
        found = replacing.prepare(assembly=_assembly(slug), again=True, now=timezone.now())
    except Closed:
        return _overview(request, _assembly(slug), problem=str(NOT_NOW), status=409)
    if found is None:
        messages.info(request, _("Er is nu niets aan te vullen."))
        return redirect("beraad:invitations", slug)
    return redirect("beraad:round", slug, found.number)


@require_http_methods(["GET", "HEAD", "POST"])
@team
@fresh_login
def round_(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Show a round: what it proposes, what gives way, and the form to approve it."""
    found, now = _round(slug, number), timezone.now()
    form = ApproveForm(request.POST or None, initial={"moment": timezone.localtime(now + AN_HOUR)})
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        data = form.cleaned_data
        source = Source(data["beacon"], data["moment"], data["place"])
        by = request.user if request.user.is_authenticated else None
        failed = _try(
            form, "moment", lambda: replacing.approve(found=found, source=source, reason=data["reason"], by=by, now=now)
        )
        if failed is None:
            messages.success(request, _("De aanvulling staat vast. Laat nu het lot kiezen."))
            return redirect("beraad:round", slug, number)
        found, status = _round(slug, number), failed
    context = _round_context(found) | {"form": form}
    return render(request, "beraad/round.html", context, status=status)


def _try(form: Any, field: str, act: Callable[[], object]) -> int | None:
    """Do something with a round; give the status when it failed, with the words in the form."""
    try:
        act()
    except LateCommitment:
        form.add_error(field, _("Dit moment is voorbij. Kies een later moment."))
        return 422
    except BadRecording as bad:
        form.add_error(field, str(RECORDING_FAULTS[bad.what]))
        return 422
    except TooEarly:
        form.add_error(field, _("Het moment van de loting moet nog komen. Wacht tot dan."))
        return 422
    except BeraadError as problem:
        words = {Stale: STALE, PoolChanged: CHANGED}.get(type(problem), NOT_NOW)
        form.add_error(None, str(words))
        return 409
    return None


def _announced(found: ReplacementRound) -> dict[str, Any] | None:
    return commitments.read(found.commitment.encode()).announcement.facts() if found.commitment else None


def _round_context(found: ReplacementRound) -> dict[str, Any]:
    report = found.report
    return {
        "assembly": found.assembly,
        "round": found,
        "page": replacements.logged(found),
        "stuck": STUCK[report["why"]] % report if found.state == RoundState.STUCK else "",
        "is_stale": found.state == RoundState.PROPOSED and not replacements.fits(found),
        "announced": _announced(found),
        "is_early": found.draws_at is not None and found.draws_at > timezone.now(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@team
@fresh_login
def record_round(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Record what the source gave for a round; that invites the people it chooses."""
    found, now = _round(slug, number), timezone.now()
    begun = practice(_announced(found), seed=found.commitment_sha256)
    form = RecordingForm(request.POST or None, initial=begun)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        typed = form.cleaned_data["recording"]
        failed = _try(form, "recording", lambda: replacing.record(found=found, typed=typed, now=now))
        if failed is None:
            messages.success(request, _("Er is geloot. De uitnodigingen zijn onderweg."))
            return redirect("beraad:invitations", slug)
        found, status = _round(slug, number), failed
    context = _round_context(found) | {"form": form, "open": found.state == RoundState.PUBLISHED}
    return render(request, "beraad/round_record.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team
@fresh_login
def deliberate(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Let the group begin."""
    assembly = _assembly(slug)
    form = DeliberateForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            inviting.begin_deliberation(
                assembly=assembly, reason=form.cleaned_data["reason"].strip(), now=timezone.now()
            )
        except NotReady as missing:
            form.add_error("reason" if missing.missing == "reason" else None, str(NOT_READY[missing.missing]))
            status = 422
        except BeraadError:
            form.add_error(None, str(NOT_NOW))
            status = 409
        else:
            messages.success(request, _("Het beraad begint."))
            return redirect("beraad:cockpit", slug)
    context = {
        "assembly": assembly,
        "form": form,
        "standing": replacements.standing(assembly),
        "open": assembly.state == State.INVITING,
    }
    return render(request, "beraad/deliberate.html", context, status=status)


@require_safe
def round_bundle(_request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give everything that a stranger needs to check a round."""
    found = public_assembly(slug).rounds.filter(number=number, state__in=FIXED_ROUND).first()
    if found is None:
        raise Http404
    response = HttpResponse(bundle.zipped(replacements.round_files(found)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-aanvulling-{number}.zip"'
    return response
