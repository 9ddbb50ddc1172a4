"""Who fits with whom and why not, and what a coordinator decides about it, with the cost shown before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wisselkracht.core.errors import LocksClash
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.rules import Rule
from wisselkracht.core.run_errors import NotYours
from wisselkracht.forms.runs import ReasonForm
from wisselkracht.models import Applicant, Application, ApplicationQuerySet, Role, Round, Ruling
from wisselkracht.queries import asking
from wisselkracht.queries import cockpit as lists
from wisselkracht.queries import facts as parameters
from wisselkracht.queries.runs import last_done
from wisselkracht.services import ruling as service
from wisselkracht.views import words
from wisselkracht.views.access import person, round_of, team

ROWS: Final = 15
COLUMNS: Final = 8
SHORT: Final[dict[Rule, Promise]] = {
    Rule.CONFIRMED: gettext_lazy("niet klaar"),
    Rule.OTHER_SCHOOL: gettext_lazy("bestuur"),
    Rule.PERIOD: gettext_lazy("periode"),
    Rule.SECTOR: gettext_lazy("soort school"),
    Rule.QUALIFIED: gettext_lazy("bevoegdheid"),
    Rule.DAYS: gettext_lazy("dagen"),
    Rule.FTE: gettext_lazy("omvang"),
    Rule.TRAVEL: gettext_lazy("reistijd"),
    Rule.DENOMINATION: gettext_lazy("richting"),
    Rule.BUDDY: gettext_lazy("buddy"),
    Rule.BETTER: gettext_lazy("punten"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair in the table. word: why not, or that it fits."""

    other: int
    word: str
    fits: bool
    is_same: bool


def _narrowed(found: Round, text: str) -> ApplicationQuerySet:
    rows = lists.narrowed(found, lists.READY, text).filter(waits_for_round=False)
    teachers = Applicant.objects.filter(application=OuterRef("pk"), role=Role.TEACHER).values("name")
    return rows.annotate(teacher=Subquery(teachers)).order_by("school__title", "pk")


def _terms(found: Round) -> parameters.Parameters:
    run = last_done(found)
    return parameters.parameters(run.parameters) if run else parameters.Parameters()


@require_safe
@team
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a piece of the table of who fits with whom."""
    found = round_of(request, slug)
    text, beside = (request.GET.get(name, "").strip()[:80] for name in ("rij", "kolom"))
    rows = Paginator(_narrowed(found, text), ROWS).get_page(request.GET.get("pagina"))
    columns = Paginator(_narrowed(found, beside), COLUMNS).get_page(request.GET.get("kolommen"))
    down, across = list(rows.object_list), list(columns.object_list)
    known = asking.asked(found, asking.some([one.pk for one in (*down, *across)]), _terms(found))
    table = [(one, [_cell(known, one, other) for other in across]) for one in down]
    context = {
        "round": found,
        "rows": rows,
        "columns": columns,
        "across": across,
        "table": table,
        "text": text,
        "beside": beside,
    }
    return render(request, "wisselkracht/matrix.html", context)


def _cell(known: asking.Asked, one: Application, other: Application) -> Cell:
    if one.pk == other.pk:
        return Cell(other.pk, "", fits=False, is_same=True)
    rule = asking.first_failing(known, one.pk, other.pk)
    return Cell(other.pk, _("past") if rule is None else str(SHORT[rule]), fits=rule is None, is_same=False)


@require_safe
@team
def pair(request: HttpRequest, slug: str, one: int, other: int) -> HttpResponse:
    """Show everything that stops two applications from swapping, both ways."""
    found = round_of(request, slug)
    rows = Application.objects.may_run().filter(round=found, pk__in=(one, other)).select_related("school")
    both = {row.pk: row for row in rows}
    if len(both) < 2:
        raise Http404
    asked = asking.pair(asking.asked(found, asking.some([one, other]), _terms(found)), one, other)
    context = {
        "round": found,
        "one": both[one],
        "other": both[other],
        "pair": asked,
        "keys": ",".join(map(str, sorted((one, other)))),
        "ways": [
            (both[one], both[other], [words.rule_name(rule) for rule in asked.there], asked.minutes[0]),
            (both[other], both[one], [words.rule_name(rule) for rule in asked.back], asked.minutes[1]),
        ],
    }
    return render(request, "wisselkracht/pair.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def ruling(request: HttpRequest, slug: str, kind: str, keys: str) -> HttpResponseBase:
    """Show what fixing an exchange or forbidding a pair costs; the button decides it."""
    found = round_of(request, slug)
    numbers = _numbers(keys)
    if kind not in Ruling.Kind.values or not 2 <= len(numbers) <= 3:
        raise Http404
    known = {one.pk: one for one in Application.objects.filter(round=found, pk__in=numbers).select_related("school")}
    if len(known) < len(numbers):
        raise Http404
    form = ReasonForm(request.POST or None)
    problem, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                service.rule(
                    found=found, kind=kind, applications=numbers, reason=form.cleaned_data["reason"],
                    by=person(request), now=timezone.now(),
                )  # fmt: skip
            except (NotYours, NotNow) as refused:
                problem, status = _refused(refused), 409
            else:
                messages.success(request, _("Besloten. Het telt mee in de volgende berekening."))
                return redirect("wisselkracht:runs", slug)
    context = {
        "round": found,
        "kind": kind,
        "titles": [known[number] for number in numbers],
        "form": form,
        "problem": problem,
        **_cost(found, kind, numbers),
    }
    return render(request, "wisselkracht/ruling.html", context, status=status)


def _numbers(keys: str) -> list[int]:
    parts = keys.split(",")
    if not all(part.isascii() and part.isdigit() and len(part) < 12 for part in parts):
        raise Http404
    return list(dict.fromkeys(int(part) for part in parts))


def _refused(problem: Exception) -> str:
    if isinstance(problem, NotNow):
        return _("Dit besluit staat er al.")
    return _("Vastzetten kan alleen met een ruil die een berekening vond, en waarvan iedereen nog meedoet.")


def _cost(found: Round, kind: str, numbers: list[int]) -> dict[str, object]:
    try:
        return {"cost": words.cost(service.cost(found=found, kind=kind, applications=numbers)), "may": True}
    except NotYours as problem:
        return {"cost": _refused(problem), "may": False}
    except LocksClash:
        return {"cost": _("Dit past niet bij wat al vaststaat. Maak eerst een ander besluit ongedaan."), "may": False}


@require_POST
@team
def undo(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Take a ruling back."""
    found = round_of(request, slug)
    one = get_object_or_404(Ruling.objects.select_related("round"), round=found, pk=number)
    try:
        service.undo(ruling=one, by=person(request), now=timezone.now())
    except NotNow:
        messages.error(request, _("Dit besluit was al ongedaan gemaakt."))
    else:
        messages.success(request, _("Ongedaan gemaakt. De volgende berekening houdt er geen rekening meer mee."))
    return redirect("wisselkracht:runs", slug)
