"""Where a coordinator runs a round: the list of runs, one run, two side by side, and what becomes of it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ndt.jobs import progress
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.run_errors import AlreadyRunning, NobodyToRun, OneMustDiffer, Overtaken, StillOpen
from wisselkracht.core.telling import untold
from wisselkracht.forms.runs import RunForm, initial
from wisselkracht.models import Application, Round, Run, RunMember, RunState
from wisselkracht.queries import asking
from wisselkracht.queries import runs as queries
from wisselkracht.services import publishing, renewing, running, seeding
from wisselkracht.views import words
from wisselkracht.views.access import person, round_of, team

PAGE: Final = 25
TAKES_IN_S: Final = 5.0
PROBLEMS: Final[dict[type[Exception], Promise]] = {
    NotNow: gettext_lazy("Dit kan nu niet meer. Misschien was een collega net eerder. Kijk hieronder hoe het staat."),
    AlreadyRunning: gettext_lazy("Er loopt al een berekening van deze ronde. Wacht tot zij klaar is, of stop haar."),
    NobodyToRun: gettext_lazy("Er zijn nog geen twee aanmeldingen klaar voor de ronde. Kijk in de ronde wie u mist."),
    OneMustDiffer: gettext_lazy(
        "Twee mensen publiceren een ronde. U maakte deze berekening of legde haar voor: vraag een collega."
    ),
    Overtaken: gettext_lazy("Iemand antwoordde of ging weg sinds deze berekening. Reken opnieuw en leg die dan voor."),
    StillOpen: gettext_lazy("De ronde neemt nog aanmeldingen aan. Publiceren kan na de laatste dag."),
}
WHY: Final = {
    "locks-clash": gettext_lazy(
        "Wat is vastgezet, kan niet samen. Misschien veranderde iemand een antwoord. Maak een besluit ongedaan."
    ),
    "too-many-exchanges": gettext_lazy("Er zijn te veel mogelijke ruilen. Kies ruilen van twee scholen."),
    "changed": gettext_lazy("Iemand veranderde een antwoord tijdens het rekenen. Begin een nieuwe berekening."),
}


def run_of(request: HttpRequest, slug: str, number: int) -> Run:
    """Give a run of a round of who asks; for others it does not exist."""
    found = round_of(request, slug)
    rows = Run.objects.select_related("round__region", "follows", "made_by", "offered_by", "published_by")
    return get_object_or_404(rows, round=found, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def overview(request: HttpRequest, slug: str) -> HttpResponseBase:
    """List the runs of a round; start one."""
    found = round_of(request, slug)
    form = RunForm(request.POST or None, initial=initial(found))
    problem, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                run = running.start(found=found, wish=form.wish(), by=person(request), now=timezone.now())
            except (NotNow, AlreadyRunning, NobodyToRun) as refused:
                problem, status = str(PROBLEMS[type(refused)]), 409
            else:
                return redirect("wisselkracht:run", slug, run.number)
    return render(request, "wisselkracht/runs.html", _overview(found, form, problem), status=status)


def _overview(found: Round, form: RunForm, problem: str) -> dict[str, Any]:
    rows = list(found.runs.select_related("made_by").defer("instance", "result", "certificate"))
    published = next((one for one in rows if one.published_at and not one.replaced_at), None)
    return {
        "round": found,
        "rows": rows,
        "done": [one for one in rows if one.is_done],
        "form": form,
        "problem": problem,
        "ready": Application.objects.may_run().filter(round=found).count(),
        "rulings": queries.rulings(found),
        "published": published,
        "may_start": found.state != "concept" and published is None,
        "lottery": getattr(found, "lottery", None),
    }


@require_safe
@team
def run(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a run: how far it is, or what it found and how sure that is."""
    return _show(request, run_of(request, slug, number))


def _show(request: HttpRequest, found: Run, *, problem: str = "", status: int = 200) -> HttpResponse:
    text = request.GET.get("zoek", "").strip()[:80]
    context: dict[str, Any] = {
        "run": found,
        "round": found.round,
        "problem": problem,
        "text": text,
        "why": WHY.get(found.why, ""),
        "now": timezone.now(),
        "may_offer": found.is_done and not found.offered_at,
        "is_taking": found.round.is_taking(timezone.now()),
        "may_publish": person(request).pk not in (found.made_by_id, found.offered_by_id),
    }
    if found.is_unfinished:
        context["progress"] = progress.read(running.job_key(found))
    if found.is_done:
        exchanges, without = queries.searched(found, text)
        page = Paginator(exchanges, PAGE).get_page(request.GET.get("pagina"))
        left = Paginator(without, PAGE).get_page(request.GET.get("zonder"))
        known = queries.sides(left.object_list)
        context |= {
            "page": page,
            "rows": queries.exchange_rows(page.object_list),
            "left": left,
            "left_rows": [(one, known[one.pk], words.short_reason(one)) for one in left.object_list],
            "stages": words.stages(found.stages),
        }
    return render(request, "wisselkracht/run.html", context, status=status)


@require_POST
@team
def step(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Stop a run, take it up again, lay it before a colleague, or publish it."""
    found, now, who = run_of(request, slug, number), timezone.now(), person(request)
    steps: dict[str, tuple[Any, str]] = {
        "stop": (lambda: running.stop(run=found, now=now), _("Het rekenen is gestopt.")),
        "resume": (lambda: running.resume(run=found, now=now), _("Het rekenen gaat verder.")),
        "offer": (
            lambda: publishing.offer(run=found, by=who, now=now),
            _("Een collega kan deze berekening nu bekijken en publiceren."),
        ),
        "publish": (
            lambda: publishing.publish(run=found, by=who, now=now),
            _("Gepubliceerd. De mensen krijgen hun voorstel."),
        ),
    }
    if request.POST.get("do", "") not in steps:
        raise Http404
    act, said = steps[request.POST["do"]]
    try:
        act()
    except (NotNow, AlreadyRunning, OneMustDiffer, Overtaken, StillOpen) as refused:
        problem = str(PROBLEMS[type(refused)])
        return _show(request, run_of(request, slug, number), problem=problem, status=409)
    messages.success(request, said)
    return redirect("wisselkracht:run", slug, number)


@require_POST
@team
def again(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Run again after somebody said no: who said yes stays."""
    found = round_of(request, slug)
    try:
        run = renewing.start_again(found=found, by=person(request), now=timezone.now())
    except NotNow:
        messages.error(request, _("Niemand zei nee of ging weg sinds de laatste berekening. Er is niets te doen."))
        return redirect("wisselkracht:runs", slug)
    except AlreadyRunning as refused:
        messages.error(request, str(PROBLEMS[type(refused)]))
        return redirect("wisselkracht:runs", slug)
    return redirect("wisselkracht:run", slug, run.number)


@require_safe
@team
def exchange(request: HttpRequest, slug: str, number: int, exchange: int) -> HttpResponse:
    """Show one exchange of a run: every part of its score, both ways."""
    found = run_of(request, slug, number)
    row = queries.exchange_rows([get_object_or_404(found.exchanges, number=exchange)])[0]
    context = {
        "run": found,
        "round": found.round,
        "row": row,
        "legs": [words.leg(one) for one in row.legs],
    }
    return render(request, "wisselkracht/run_exchange.html", context)


@require_safe
@team
def without(request: HttpRequest, slug: str, number: int, application: int) -> HttpResponse:
    """Show why an application was left without, what would help, and what taking it in would cost."""
    found = run_of(request, slug, number)
    member = get_object_or_404(
        found.members.filter(exchange=None).select_related("application__school"), application=application
    )
    told = untold(member.told) if member.told else None
    asks = request.GET.get("kosten") == "1"
    context = {
        "run": found,
        "round": found.round,
        "member": member,
        "side": queries.sides([member])[member.pk],
        "told": words.why(told) if told else None,
        "asks": asks,
        "price": words.taking_in(taking_in(found, member)) if asks and told and told.fits else "",
    }
    return render(request, "wisselkracht/run_without.html", context)


def taking_in(run: Run, member: RunMember) -> Any:
    """Give what it costs to take somebody in; writes nothing."""
    return asking.taking_in(run, member.name, seed=seeding.seed_of(run.round.lottery), seconds=TAKES_IN_S)


@require_safe
@team
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Show two runs side by side."""
    found = round_of(request, slug)
    done = list(found.runs.filter(state=RunState.DONE).order_by("-number").defer("instance", "result", "certificate"))
    one, other = (_chosen(done, request.GET.get(name, ""), place) for place, name in enumerate(("een", "ander")))
    context: dict[str, Any] = {"round": found, "done": done, "one": one, "other": other, "pair": (one, other)}
    if one is not None and other is not None:
        both = queries.comparison(one, other)
        first = Paginator(both.only_one, PAGE).get_page(request.GET.get("links"))
        second = Paginator(both.only_other, PAGE).get_page(request.GET.get("rechts"))
        context |= {
            "both": both,
            "stages": words.two_stages(both.stages),
            "settings": words.settings(both.parameters),
            "first": first,
            "second": second,
            "first_rows": queries.exchange_rows(one.exchanges.filter(pk__in=list(first.object_list))),
            "second_rows": queries.exchange_rows(other.exchanges.filter(pk__in=list(second.object_list))),
        }
    return render(request, "wisselkracht/runs_compare.html", context)


def _chosen(done: list[Run], typed: str, place: int) -> Run | None:
    for one in done:
        if str(one.number) == typed:
            return one
    # The newest beside the one before it.
    return done[1 - place] if not typed and len(done) > 1 else None
