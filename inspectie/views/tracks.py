"""Where coordinators guide schools through their improvement track."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from inspectie import forms
from inspectie.core import tracks as core
from inspectie.core.tracks import TrackError
from inspectie.models import ImprovementTrack, Judgement, TrackMoment
from inspectie.queries import track_rules
from inspectie.queries import tracks as queries
from inspectie.services import tracks
from inspectie.services.tracks import Chosen, People
from inspectie.views.track_words import explain, rule_words
from ndt import history
from ndt.people.access import allowed
from ndt.people.models import User
from ndt.people.predicates import coordinator_of

PER_PAGE = 50
guides = allowed(coordinator_of("inspectie"))
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _track(number: uuid.UUID) -> ImprovementTrack:
    wanted = ImprovementTrack.objects.select_related("ovt__board", "ovt__municipality", "lead", "policy", "judgement")
    return get_object_or_404(wanted, public_id=number)


def _crumbs(track: ImprovementTrack | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Verbetertrajecten"), reverse("inspectie:tracks"))]
    return crumbs if track is None else [*crumbs, (str(track.ovt), track.get_absolute_url())]


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@require_safe
@guides
def desk(request: HttpRequest) -> HttpResponse:
    """List what to do today, which judgements wait, and all tracks."""
    today = timezone.localdate()
    chooser = forms.TrackFilter(request.GET or None)
    chosen = chooser.cleaned_data if chooser.is_valid() else {}
    closed = chosen.get("stand") == "klaar"
    found = queries.listed(closed=closed, label=chosen.get("oordeel", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "filter": chooser,
        "page": page,
        "rows": [queries.row(track, today) for track in page.object_list],
        "closed": closed,
        "numbers": queries.numbers(today),
        "candidates": queries.candidates(today),
        "policy": queries.policy(),
    }
    return render(request, "inspectie/tracks.html", context)


@require_safe
@guides
def track(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Show one track: how it goes, what comes next, who works with it, and its history."""
    shown, today = _track(number), timezone.localdate()
    context = {
        "track": shown,
        "urgency": shown.urgency(today),
        "days_left": (shown.deadline - today).days,
        "steps": queries.steps(shown, today),
        "row": queries.row(queries.listed(closed=not shown.is_running).get(pk=shown.pk), today),
        "changes": queries.changes(shown),
        "crumbs": _crumbs(),
    }
    return render(request, "inspectie/track.html", context)


def _page(
    request: HttpRequest, template: str, form: django_forms.Form, context: dict[str, Any], *, status: int | None = None
) -> HttpResponse:
    chosen = status or (422 if form.errors else 200)
    return render(request, f"inspectie/{template}.html", {"form": form, **context}, status=chosen)


def _refuse(form: django_forms.Form, problem: TrackError, field: str | None = None) -> int:
    """Put a refusal into the form, at its field when it has it; give the status."""
    form.add_error(field if field in form.fields else None, explain(problem))
    return 409 if problem.code in CONFLICTS else 422


CONFLICTS = frozenset({"already_running", "already_started", "superseded", "wrong_stage", "already_done"})


@form_page
@guides
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the track that follows a judgement."""
    judgement = get_object_or_404(Judgement.objects.select_related("ovt__board"), pk=pk)
    policy, today = queries.policy(), timezone.localdate()
    last = core.deadline(judgement.dated, policy.rules()) if policy else judgement.dated
    running = ImprovementTrack.objects.running().filter(ovt_id=judgement.ovt_id).first()
    form = forms.TrackPeopleForm(
        request.POST or None,
        coordinators=queries.coordinators(today),
        initial={"lead": _user(request).pk, "deadline": last},
    )
    context = {"judgement": judgement, "last": last, "running": running, "crumbs": _crumbs()}
    if request.method != "POST" or not form.is_valid():
        return _page(request, "track_start", form, context, status=422 if request.method == "POST" else 200)
    data = form.cleaned_data
    people = People(data["lead"], data["contact_name"], data["contact_email"])
    try:
        with history.reason(_("Traject gestart na het oordeel van de inspectie.")):
            made = tracks.start(judgement=judgement, people=people, deadline=data["deadline"], now=timezone.now())
    except TrackError as problem:
        field = "deadline" if problem.code.startswith("deadline") else None
        return _page(request, "track_start", form, context, status=_refuse(form, problem, field))
    messages.success(request, _("Het traject is gestart."))
    return redirect(made)


@form_page
@guides
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with the running track under a newer judgement."""
    judgement = get_object_or_404(Judgement.objects.select_related("ovt"), pk=pk)
    running = get_object_or_404(ImprovementTrack.objects.running().select_related("ovt"), ovt_id=judgement.ovt_id)
    form = forms.ReasonForm(request.POST or None)
    context = {"judgement": judgement, "track": running, "crumbs": _crumbs(running)}
    if request.method != "POST" or not form.is_valid():
        return _page(request, "track_take_over", form, context, status=422 if request.method == "POST" else 200)
    try:
        with history.reason(form.cleaned_data["reason"]):
            tracks.take_over(track=running, judgement=judgement, now=timezone.now())
    except TrackError as problem:
        return _page(request, "track_take_over", form, context, status=_refuse(form, problem))
    messages.success(request, _("Het traject gaat verder met het nieuwe oordeel."))
    return redirect(running)


@form_page
@guides
def moment(request: HttpRequest, number: uuid.UUID, pk: int) -> HttpResponse:
    """Record what came of a moment, or give it another date."""
    shown = _track(number)
    chosen = get_object_or_404(TrackMoment, pk=pk, track=shown)
    moving = request.method == "POST" and "move" in request.POST
    recording = request.method == "POST" and not moving
    done = chosen.done_on or timezone.localdate()
    initial = {"done_on": done, "finding": chosen.finding, "note": chosen.note}
    record = forms.RecordForm(request.POST if recording else None, kind=chosen.kind, initial=initial)
    move = forms.MoveForm(request.POST if moving else None, initial={"due_on": chosen.due_on}, prefix="move")
    active: django_forms.Form = move if moving else record
    context = {"track": shown, "moment": chosen, "record": record, "move": move, "crumbs": _crumbs(shown)}
    if request.method != "POST" or not active.is_valid():
        return _page(request, "track_moment", active, context, status=422 if request.method == "POST" else 200)
    try:
        _change(chosen, active.cleaned_data, moving=moving)
    except TrackError as problem:
        field = "due_on" if moving else "finding" if problem.code == "needs_finding" else "done_on"
        return _page(request, "track_moment", active, context, status=_refuse(active, problem, field))
    messages.success(request, _("De nieuwe datum staat vast.") if moving else _("Dit is vastgelegd."))
    return redirect(shown)


def _change(chosen: TrackMoment, data: dict[str, Any], *, moving: bool) -> None:
    now = timezone.now()
    if moving:
        with history.reason(data["reason"]):
            tracks.move(moment=chosen, due_on=data["due_on"], now=now)
        return
    with history.reason(_("Stap of gesprek vastgelegd.")):
        tracks.record(
            moment=chosen, done_on=data["done_on"], finding=data.get("finding", ""), note=data["note"], now=now
        )


@form_page
@guides
def add(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Add a moment of one's own."""
    shown = _track(number)
    form = forms.OwnMomentForm(request.POST or None)
    context = {"track": shown, "crumbs": _crumbs(shown)}
    if request.method != "POST" or not form.is_valid():
        return _page(request, "track_add", form, context, status=422 if request.method == "POST" else 200)
    data = form.cleaned_data
    try:
        with history.reason(data["reason"]):
            tracks.add(track=shown, title=data["title"], kind=data["kind"], due_on=data["due_on"], now=timezone.now())
    except TrackError as problem:
        return _page(request, "track_add", form, context, status=_refuse(form, problem, "due_on"))
    messages.success(request, _("Het moment staat in het traject."))
    return redirect(shown)


@form_page
@guides
def arrange(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Change who works with a track, and its deadline."""
    shown = _track(number)
    people = {"lead": shown.lead_id, "contact_name": shown.contact_name, "contact_email": shown.contact_email}
    form = forms.TrackChangeForm(
        request.POST or None,
        coordinators=queries.coordinators(timezone.localdate()),
        initial={**people, "deadline": shown.deadline},
    )
    latest = core.deadline(shown.judged_on, shown.policy.rules())
    context = {"track": shown, "latest": latest, "crumbs": _crumbs(shown)}
    if request.method != "POST" or not form.is_valid():
        return _page(request, "track_people", form, context, status=422 if request.method == "POST" else 200)
    data = form.cleaned_data
    try:
        with history.reason(data["reason"]):
            tracks.arrange(
                track=shown,
                people=People(data["lead"], data["contact_name"], data["contact_email"]),
                deadline=data["deadline"],
                now=timezone.now(),
            )
    except TrackError as problem:
        return _page(request, "track_people", form, context, status=_refuse(form, problem, "deadline"))
    messages.success(request, _("De wijziging is bewaard."))
    return redirect(shown)


@form_page
@guides
def end(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """End a running track, or go on with one that was ended by mistake."""
    shown = _track(number)
    form: forms.ReasonForm = (
        forms.EndForm(request.POST or None, initial={"closed_on": timezone.localdate()})
        if shown.is_running
        else forms.ReasonForm(request.POST or None)
    )
    context = {"track": shown, "crumbs": _crumbs(shown), "reviews": queries.reviews_held(shown)}
    if request.method != "POST" or not form.is_valid():
        return _page(request, "track_end", form, context, status=422 if request.method == "POST" else 200)
    try:
        _finish(shown, form.cleaned_data)
    except TrackError as problem:
        field = "to" if problem.code in {"no_review", "too_early"} else "closed_on"
        return _page(request, "track_end", form, context, status=_refuse(form, problem, field))
    messages.success(request, _("Het einde is vastgelegd.") if shown.is_running else _("Het traject loopt weer."))
    return redirect(shown)


def _finish(shown: ImprovementTrack, data: dict[str, Any]) -> None:
    with history.reason(data["reason"]):
        if shown.is_running:
            closed_on: date = data["closed_on"]
            tracks.close(track=shown, to=data["to"], closed_on=closed_on, now=timezone.now())
        else:
            tracks.reopen(track=shown, now=timezone.now())


@form_page
@guides
def rules(request: HttpRequest) -> HttpResponse:
    """Choose which norm set says who enters a track."""
    options = track_rules.options()
    policy = queries.policy()
    initial = {"norm_set": policy.norm_set if policy else ""}
    choices = [(option.slug, rule_words(option)) for option in options]
    form = forms.RulesForm(request.POST or None, choices=choices, initial=initial)
    context = {"options": options, "policy": policy, "policies": queries.policies(), "crumbs": _crumbs()}
    if request.method != "POST" or not form.is_valid():
        return _page(request, "track_rules", form, context, status=422 if request.method == "POST" else 200)
    option = next(option for option in options if option.slug == form.cleaned_data["norm_set"])
    chosen = Chosen(option.slug, option.digest, option.rules, form.cleaned_data["reason"], _user(request))
    tracks.choose_rules(chosen=chosen, now=timezone.now())
    messages.success(request, _("De spelregels gelden vanaf nu."))
    return redirect("inspectie:tracks")
