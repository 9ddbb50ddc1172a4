"""Rounds for everybody and for who takes part: the rules, the own list, the own place, and the proof."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from opleiding.core.rounds import BadList
from opleiding.forms.rounds import ListForm
from opleiding.models import Candidate, MatchRound
from opleiding.models.rounds import RunState, State
from opleiding.queries import rounds
from opleiding.services import listing, matching
from opleiding.views.access import member, trainer_of


def public_round(slug: str) -> MatchRound:
    """Give a round that everybody may see; 404 else."""
    return get_object_or_404(MatchRound.objects.public().defer("bundle"), slug=slug)


@require_safe
def rounds_page(request: HttpRequest) -> HttpResponse:
    """List the rounds."""
    return render(request, "opleiding/rounds.html", {"rounds": MatchRound.objects.public().defer("bundle")})


@require_safe
def round_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a round: its rules, where it stands, and once there is one its outcome in numbers."""
    found = public_round(slug)
    run = found.last_run()
    context = {
        "round": found,
        "offerings": rounds.offered(found),
        "classes": [rounds.class_words(one) for one in found.classes.all()],
        "road": rounds.road(found),
        "report": None if run is None else rounds.report(found, run),
        "takes_lists": found.state == State.OPEN and timezone.now() < found.closes_at,
    }
    return render(request, "opleiding/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def my_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand in a list, change it, or take it back. The button does it."""
    found, trainer = public_round(slug), trainer_of(request)
    if trainer is None:
        return _no_profile(request, found)
    candidate = Candidate.objects.filter(round=found, trainer=trainer).first()
    if found.state != State.OPEN:
        return redirect("opleiding:my-place", slug)
    form = ListForm(
        request.POST if request.method == "POST" else None,
        offered=rounds.offered(found),
        longest=found.longest_list,
        chosen=list(candidate.preferences) if candidate else [],
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("do") == "stop":
                listing.take_back(found=found, trainer=trainer, now=timezone.now())
                messages.success(request, _("Je lijst is weg. Je doet niet mee aan deze ronde."))
                return redirect("opleiding:round", slug)
            choices = [choice for _name, choice in form.choices()]
            listing.hand_in(found=found, trainer=trainer, choices=choices, now=timezone.now())
            messages.success(request, _("Je lijst is bewaard. Tot de sluiting kun je hem nog veranderen."))
            return redirect("opleiding:my-list", slug)
        except BadList as problem:
            form.refuse(problem)
            status = 422
        except listing.Closed:
            form.add_error(None, _("De lijsten staan vast. Je kunt je lijst niet meer veranderen."))
            status = 409
    elif request.method == "POST":
        status = 422
    shut = rounds.shut(found, trainer, candidate.preferences if candidate else ())
    saved = rounds.listed(candidate) if candidate else ()
    context = {"round": found, "form": form, "candidate": candidate, "list": saved, "shut": shut}
    return render(request, "opleiding/round_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def my_place(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show what the round meant for who asks, and why; the button gives the place back."""
    found, trainer = public_round(slug), trainer_of(request)
    candidate = (
        Candidate.objects.select_related("round").filter(round=found, trainer=trainer).first() if trainer else None
    )
    if candidate is None:
        return _no_profile(request, found)
    if request.method == "POST":
        try:
            listing.give_back(candidate=candidate, now=timezone.now())
        except listing.NothingToGive:
            messages.error(request, _("Er is nu geen plaats die je kunt teruggeven."))
        else:
            messages.success(request, _("Je gaf je plaats terug."))
        return redirect("opleiding:my-place", slug)
    context = {
        "round": found,
        "candidate": candidate,
        "own": rounds.own(candidate),
        "may_change": found.may_run_again,
        "list": rounds.listed(candidate),
        "road": rounds.road(found),
    }
    return render(request, "opleiding/round_place.html", context)


def _no_profile(request: HttpRequest, found: MatchRound) -> HttpResponse:
    """Say how somebody can take part; who sends a form gets 403 with it."""
    status = 403 if request.method == "POST" else 200
    return render(request, "opleiding/round_no_profile.html", {"round": found}, status=status)


@require_safe
def proof(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how anybody checks a round: what was fixed when, what the randomness was, and the files."""
    found = get_object_or_404(MatchRound.objects.public(), slug=slug)
    runs = list(found.runs.defer("archive").filter(state=RunState.PUBLISHED).order_by("number"))
    names = rounds.titles(found)
    changed: list[dict[str, Any]] = []
    for before, after in pairwise(runs):
        moved = [
            (one.candidate, names.get(one.before, _("geen plaats")), names.get(one.after, _("geen plaats")))
            for one in matching.moves(before, after)
        ]
        changed.append({"run": after, "moves": moved})
    context = {"round": found, "runs": runs, "changed": changed, "log": rounds.log(found), "road": rounds.road(found)}
    return render(request, "opleiding/round_proof.html", context)


@require_safe
def bundle(_request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give the files of an outcome, with the programs that check them."""
    found = public_round(slug)
    run = get_object_or_404(found.runs, state=RunState.PUBLISHED, number=number)
    response = HttpResponse(bytes(run.archive), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-uitkomst-{number}.zip"'
    return response


@require_safe
def program(_request: HttpRequest, name: str) -> HttpResponse:
    """Give a program that checks a round, to read and to run."""
    module = matching.PROGRAMS.get(f"{name}.py")
    if module is None:
        raise Http404
    response = HttpResponse(Path(str(module.__file__)).read_bytes(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.py"'
    return response
