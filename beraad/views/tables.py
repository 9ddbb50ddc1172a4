"""Where the organiser makes a plan of mixed tables, looks at it, changes it by hand and fixes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beraad import pdf
from beraad.core import tables as core
from beraad.core.bundle import table as csv_table
from beraad.core.errors import BeraadError, CannotSeat, NotReady, Stale, TableFull
from beraad.forms.tables import WHYS, HeldForm, TargetForm, WishForm
from beraad.models import Assembly, TablePlan
from beraad.models.tables import FIXED_PLAN, PinReason, PlanState
from beraad.queries import tables as queries
from beraad.services import tables
from beraad.services.tables import SEATING, Wish
from beraad.views.desk import NOT_NOW, team
from ndt.jobs import progress
from ndt.pdf import orders
from ndt.people.fresh import fresh_login
from ndt.people.models import User
from ndt.web.views.errors import too_many

STALE: Final = gettext_lazy("Een collega veranderde deze indeling net. Kijk hieronder hoe zij nu is, en kies opnieuw.")
FULL: Final = gettext_lazy("Dit kan niet: die tafel is vol, of er verandert niets. Kies een andere plek.")
NOT_FIT: Final = gettext_lazy("Deze indeling is voor andere mensen dan er nu meedoen. Werk haar eerst bij.")
STUCK: Final = {
    "people": gettext_lazy("Er zijn nu te weinig of te veel mensen voor deze tafels. Kies een ander aantal tafels."),
    "pins": gettext_lazy("Mensen die samen blijven, hebben verschillende vaste tafels. Verander een afspraak."),
    "together": gettext_lazy("Niet iedereen die samen blijft, past aan een tafel. Verander een afspraak."),
    "apart": gettext_lazy("Er zijn te veel mensen die niet bij elkaar mogen zitten. Verander een afspraak."),
    "size": gettext_lazy("Er zijn meer mensen met deze vaste tafel dan er stoelen zijn. Verander een afspraak."),
}
DEFAULT: Final = {"rounds": 4, "chairs": 8}
AT_A_TABLE: Final = 6


def _assembly(slug: str) -> Assembly:
    return get_object_or_404(Assembly, slug=slug)


def _plan(slug: str, pk: int) -> TablePlan:
    return get_object_or_404(TablePlan.objects.select_related("assembly", "follows"), assembly__slug=slug, pk=pk)


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@require_safe
@team
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plan that is being made, or else the one that people were told of."""
    assembly = _assembly(slug)
    plans = assembly.table_plans
    found = plans.unfinished().first() or plans.fixed().first()
    if found is not None:
        return _show(request, _plan(slug, found.pk))
    context = {"assembly": assembly, "may": assembly.state in SEATING, "people": len(queries.people(assembly))}
    return render(request, "beraad/tables_none.html", context)


@require_safe
@team
def plan(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one plan."""
    return _show(request, _plan(slug, pk))


def _show(request: HttpRequest, found: TablePlan, *, problem: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "assembly": found.assembly,
        "plan": found,
        "problem": problem,
        "may": found.assembly.state in SEATING,
        "others": found.assembly.table_plans.exclude(pk=found.pk),
        "stuck": STUCK.get(found.why, ""),
    }
    if found.state == PlanState.SOLVING:
        context["progress"] = progress.read(tables.job_key(found))
    elif found.state in (PlanState.CONCEPT, *FIXED_PLAN):
        seated = queries.seated(found)
        number = _round_of(request, found)
        page = queries.page(seated)
        context |= {
            "page": page,
            "faults": [fault_text(fault) for fault in page.faults],
            "number": number,
            "numbers": range(1, found.rounds + 1),
            "tables": queries.round_tables(seated, number),
            "mix": queries.round_mix(seated, number),
            "columns": range(1, found.tables + 1),
        }
    return render(request, "beraad/tables.html", context, status=status)


def _round_of(request: HttpRequest, found: TablePlan) -> int:
    typed = request.GET.get("ronde", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1
    return number if 1 <= number <= found.rounds else 1


@dataclass(frozen=True, slots=True)
class Sizes:
    """What so many tables and rounds mean, in words, for the form. problem: why it cannot be, or ""."""

    problem: str
    lines: tuple[str, ...]


def sizes(people: int, wish: Wish) -> Sizes:
    """Say what a choice means for so many people."""
    if people < 2 * wish.tables:
        words = ngettext(
            "Er doet %(people)d mens mee. Voor %(tables)d tafels zijn minstens %(needed)d mensen nodig.",
            "Er doen %(people)d mensen mee. Voor %(tables)d tafels zijn minstens %(needed)d mensen nodig.",
            people,
        )
        return Sizes(words % {"people": people, "tables": wish.tables, "needed": 2 * wish.tables}, ())
    if people > wish.tables * wish.chairs:
        words = _("Er doen %(people)d mensen mee en er zijn %(chairs)d stoelen. Neem meer tafels of meer stoelen.")
        return Sizes(words % {"people": people, "chairs": wish.tables * wish.chairs}, ())
    parts = [
        ngettext("%(count)d tafel met %(size)d mensen", "%(count)d tafels met %(size)d mensen", count)
        % {"count": count, "size": size}
        for count, size in queries.sizes_text(people, wish.tables)
    ]
    least = core.table_sizes(people, wish.tables)
    dummy = [[range(start, start + size) for start, size in _starts(least)]] * wish.rounds
    bound = core.bound_on_pairs(dummy)
    most = min(people - 1, wish.rounds * (least[0] - 1))
    return Sizes(
        "",
        (
            _("%(people)d mensen: %(parts)s.") % {"people": people, "parts": _(" en ").join(parts)},
            _("Iedereen ontmoet hooguit %(most)d van de %(others)d anderen.") % {"most": most, "others": people - 1},
            _("Hooguit %(bound)d paren kunnen elkaar ontmoeten. Meer kan niet, dat is bewezen.") % {"bound": bound},
        ),
    )


def _starts(of: list[int]) -> list[tuple[int, int]]:
    return [(sum(of[:place]), size) for place, size in enumerate(of)]


@require_http_methods(["GET", "HEAD", "POST"])
@team
def new(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Choose tables, rounds and features, see what that means, and ask for the plan."""
    assembly = _assembly(slug)
    people, titles = len(queries.people(assembly)), queries.features(assembly)
    last = assembly.table_plans.last()
    form = WishForm(request.POST or None, features=titles, initial=_initial(last, people, titles))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and request.POST.get("do") == "check":
            status = 200
        elif form.is_valid():
            try:
                tables.start(assembly=assembly, wish=form.wish(), by=_user(request), now=timezone.now())
            except CannotSeat:
                form.add_error("tables", sizes(people, form.wish()).problem)
            except BeraadError:
                form.add_error(None, str(NOT_NOW))
                status = 409
            else:
                return redirect("beraad:tables", slug)
    context = {
        "assembly": assembly,
        "form": form,
        "people": people,
        "may": assembly.state in SEATING,
        "sizes": sizes(people, form.wish()) if form.is_bound and form.is_valid() else None,
        "replaces": assembly.table_plans.unfinished().exists(),
    }
    return render(request, "beraad/tables_new.html", context, status=status)


def _initial(last: TablePlan | None, people: int, titles: list[str]) -> dict[str, Any]:
    if last is not None:
        kept = [title for title in last.features if title in titles]
        return {"tables": last.tables, "rounds": last.rounds, "chairs": last.chairs, "features": kept}
    return DEFAULT | {"tables": max(1, round(people / AT_A_TABLE)), "features": titles}


@require_POST
@team
def step(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Stop the computation, begin it again, or throw the plan away."""
    found = _plan(slug, pk)
    acts = {"stop": tables.stop, "again": tables.again, "drop": tables.drop}
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        return _show(request, found, problem=str(NOT_NOW), status=422)
    try:
        act(plan=found)
    except BeraadError:
        return _show(request, _plan(slug, pk), problem=str(NOT_NOW), status=409)
    return redirect("beraad:tables", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def person(request: HttpRequest, slug: str, pk: int, ticket: str) -> HttpResponseBase:
    """Show the tables of one member, whom it meets, and what a change by hand would do; make the change."""
    found = _plan(slug, pk)
    if request.method == "POST":
        return _change(request, found, ticket)
    return _person(request, found, ticket)


def _person(
    request: HttpRequest, found: TablePlan, ticket: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    seated = queries.seated(found)
    page = queries.person(seated, ticket)
    if page is None:
        raise Http404
    number = _round_of(request, found)
    here = dict(page.tables).get(number)
    may = found.state == PlanState.CONCEPT and found.assembly.state in SEATING and number > found.held
    form, effect = None, None
    if may and here is not None:
        asked = request.GET if "doel" in request.GET and not problem else None
        form = TargetForm(asked, tables=queries.round_tables(seated, number), here=here)
        if form.is_bound and form.is_valid():
            effect = queries.effect(seated, form.change(number, ticket))
            if effect is None:
                form.add_error("doel", str(FULL))
        if form.errors:
            status = 422
    context = {
        "assembly": found.assembly,
        "plan": found,
        "page": page,
        "number": number,
        "here": here,
        "form": form,
        "effect": effect,
        "faults": [fault_text(fault) for fault in effect.faults] if effect else [],
        "target": request.GET.get("doel", ""),
        "back": f"{reverse('beraad:tables-person', args=[found.assembly.slug, found.pk, ticket])}?ronde={number}",
        "problem": problem,
        "first": found.held + 1,
    }
    return render(request, "beraad/tables_person.html", context, status=status)


def _change(request: HttpRequest, found: TablePlan, ticket: str) -> HttpResponseBase:
    seated, number = queries.seated(found), _round_of(request, found)
    page = queries.person(seated, ticket)
    if page is None:
        raise Http404
    here = dict(page.tables).get(number, 0)
    form = TargetForm(request.POST, tables=queries.round_tables(seated, number), here=here)
    version = request.POST.get("version", "")
    if not form.is_valid() or not (version.isascii() and version.isdigit()):
        stale = version != str(found.version)
        return _person(request, found, ticket, problem=str(STALE if stale and version else FULL), status=422)
    try:
        tables.change(plan=found, asked=form.change(number, ticket), version=int(version))
    except BeraadError as refused:
        words = {Stale: STALE, TableFull: FULL}.get(type(refused), NOT_NOW)
        return _person(request, _plan(found.assembly.slug, found.pk), ticket, problem=str(words), status=409)
    messages.success(request, _("De wissel is gedaan."))
    response = redirect("beraad:tables-plan", found.assembly.slug, found.pk)
    response["Location"] += f"?ronde={number}"
    return response


def fault_text(fault: queries.Fault) -> str:
    """Say which rule a round breaks."""
    words = {
        "pins": _("Ronde %(round)d: %(who)s zit niet aan de vaste tafel."),
        "together": _("Ronde %(round)d: %(who)s zitten niet samen."),
        "apart": _("Ronde %(round)d: %(who)s zitten toch samen."),
    }
    return words[fault.what] % {"round": fault.round, "who": _(" en ").join(fault.tickets)}


@require_http_methods(["GET", "HEAD", "POST"])
@team
def renew(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Bring a plan up to date with who takes part, with the fewest changes."""
    found = _plan(slug, pk)
    form = HeldForm(request.POST or None, rounds=found.rounds, least=found.held, initial={"held": found.held})
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            tables.renew(plan=found, held=form.cleaned_data["held"], by=_user(request), now=timezone.now())
        except CannotSeat as cannot:
            wish = Wish(found.tables, found.rounds, found.chairs, ())
            form.add_error(None, sizes(cannot.members, wish).problem)
        except BeraadError:
            form.add_error(None, str(NOT_NOW))
            status = 409
        else:
            return redirect("beraad:tables", slug)
    may = found.assembly.state in SEATING and found.state in (PlanState.CONCEPT, PlanState.FIXED)
    seated = queries.seated(found) if may else None
    context = {
        "assembly": found.assembly,
        "plan": found,
        "form": form,
        "may": may,
        "fit": queries.fit(seated) if seated else None,
    }
    return render(request, "beraad/tables_renew.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team
@fresh_login
def fix(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Fix a plan and tell people their tables."""
    found = _plan(slug, pk)
    problem, status = "", 200
    if request.method == "POST":
        version = request.POST.get("version", "")
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        try:
            tables.fix(plan=found, version=seen, by=_user(request), now=timezone.now())
        except BeraadError as refused:
            words = {Stale: STALE, NotReady: NOT_FIT}.get(type(refused), NOT_NOW)
            problem, status, found = str(words), 409 if seen else 422, _plan(slug, pk)
        else:
            messages.success(request, _("De indeling staat vast. De brieven zijn onderweg."))
            return redirect("beraad:tables", slug)
    may = found.state == PlanState.CONCEPT and found.assembly.state in SEATING
    page = queries.page(queries.seated(found)) if may else None
    context = {
        "assembly": found.assembly,
        "plan": found,
        "page": page,
        "may": may,
        "faults": [fault_text(fault) for fault in page.faults] if page else [],
        "problem": problem,
        "replaces": found.assembly.table_plans.fixed().first(),
    }
    return render(request, "beraad/tables_fix.html", context, status=status)


@require_safe
@team
def sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give the tables as CSV: per ticket the table of each round."""
    seated = queries.seated(_plan(slug, pk))
    pins = dict(seated.plan.assembly.table_pins.values_list("invitation", "why"))
    rows = queries.tables_by_person(seated.plan)
    head = ("lot", *(f"ronde {number}" for number in range(1, seated.plan.rounds + 1)), "vaste tafel")
    lines = []
    for member in seated.members:
        at = dict(rows[member.pk])
        why = str(WHYS[PinReason(pins[member.pk])]) if member.pk in pins else ""
        lines.append(
            (member.ticket.number, *(str(at.get(number, "")) for number in range(1, seated.plan.rounds + 1)), why)
        )
    response = HttpResponse(csv_table(head, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-tafels-{seated.plan.number}.csv"'
    return response


@require_POST
@team
def paper(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Order the table cards and the lists of each round as a PDF."""
    found, user = _plan(slug, pk), _user(request)
    assert user is not None
    if not found.seats.exists():
        return _show(request, found, problem=str(NOT_NOW), status=409)
    try:
        placed = orders.place(
            owner=user,
            kind=pdf.TABLES,
            parameters={"plan": found.pk, "version": found.version, "language": get_language() or "nl"},
            title=_("Tafelkaarten: %(title)s") % {"title": found.assembly.title},
            filename=f"{slug}-tafels-{found.number}.pdf",
            now=timezone.now(),
        )
    except orders.TooManyOrders:
        return too_many(request, retry_after=300)
    return redirect(placed)
