"""Where a coordinator works: rounds, the cockpit of one, an application, checking a director, reminding many."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ndt.charts import bars
from ndt.charts.shapes import Chart
from ndt.mail import rendering
from ndt.pdf.http import answer as pdf_answer
from wisselkracht import emails, pdf
from wisselkracht.core.refusals import BadPeriod, NotNow, TooOften
from wisselkracht.forms.desk import PERIOD_FAULTS, CallForm, RoundForm
from wisselkracht.models import Application, Role
from wisselkracht.queries import agenda, practices, rights
from wisselkracht.queries import cockpit as queries
from wisselkracht.queries.vocabulary import label
from wisselkracht.services import reminding, rounds, verifying
from wisselkracht.views.access import application_of, person, round_of, team

PAGE: Final = 50
LONGEST: Final = 5
KINDS: Final = (
    (queries.ALL, gettext_lazy("Alles")),
    *((f"mist-{role.value}", words) for role, words in (
        (Role.TEACHER, gettext_lazy("Leraar bevestigde niet")),
        (Role.DIRECTOR, gettext_lazy("Schoolleider bevestigde niet")),
        (Role.BUDDY, gettext_lazy("Buddy bevestigde niet")),
    )),
    (queries.TO_CHECK, gettext_lazy("Schoolleider nog nagaan")),
    (queries.READY, gettext_lazy("Klaar voor de ronde")),
    (queries.ENDED, gettext_lazy("Geëindigd")),
)  # fmt: skip


@require_safe
@team
def desk(request: HttpRequest) -> HttpResponse:
    """List the rounds."""
    found = rights.rounds_of(person(request))
    items = agenda.items_of(person(request), today=timezone.localdate())
    context = {
        "rows": queries.funnels(list(found)),
        "waiting": practices.waiting(person(request)),
        "overdue": sum(item.is_overdue for item in items),
    }
    return render(request, "wisselkracht/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def new(request: HttpRequest) -> HttpResponseBase:
    """Make a round."""
    form = RoundForm(rights.regions_of(person(request)), request.POST or None)
    if form.is_valid():
        try:
            made = rounds.create(region=form.cleaned_data["region"], plan=form.plan(), now=timezone.now())
        except BadPeriod as problem:
            form.add_error(*PERIOD_FAULTS[problem.what])
        else:
            messages.success(request, _("De ronde is gemaakt. Open haar als alles klopt."))
            return redirect("wisselkracht:cockpit", made.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "wisselkracht/new.html", {"form": form}, status=status)


@require_safe
@team
def cockpit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how a round stands, and its applications."""
    found = round_of(request, slug)
    kind, text = request.GET.get("toon", ""), request.GET.get("zoek", "").strip()[:80]
    page = Paginator(queries.narrowed(found, kind, text), PAGE).get_page(request.GET.get("pagina"))
    numbers = queries.funnel(found)
    context = {
        "round": found,
        "numbers": numbers,
        "chart": _chart(numbers),
        "waited": queries.waited_for(found),
        "longest": queries.longest_waited_for(found, LONGEST),
        "closed_schools": agenda.at_closed_schools([found]).count(),
        "kinds": KINDS,
        "kind": kind,
        "text": text,
        "page": page,
        "rows": queries.rows(list(page.object_list)),
        "is_taking": found.is_taking(timezone.now()),
        "now": timezone.now(),
    }
    return render(request, "wisselkracht/cockpit.html", context)


def _chart(numbers: queries.Funnel) -> Chart:
    steps = (
        (_("Begonnen"), numbers.begun),
        (_("Gevraagd"), numbers.asked),
        (_("Alle drie bevestigd"), numbers.complete),
        (_("Klaar voor de ronde"), numbers.verified),
    )
    title = _("%(ready)d van de %(all)d aanmeldingen zijn klaar voor de ronde") % {
        "ready": numbers.verified,
        "all": numbers.begun,
    }
    drawn = [
        bars.Bar(label=words, value=float(number), shown=str(number), accent=place == len(steps) - 1)
        for place, (words, number) in enumerate(steps)
    ]
    return bars.draw(drawn, title=title, description=_("Per balk hoeveel aanmeldingen zo ver zijn."))


@require_POST
@team
def open_round(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Open a round for applications."""
    found = round_of(request, slug)
    try:
        rounds.open_round(found=found, now=timezone.now())
    except NotNow:
        messages.error(request, _("Deze ronde kan niet open. Misschien is de laatste dag voorbij."))
    else:
        messages.success(request, _("De ronde is open. Scholen kunnen zich aanmelden."))
    return redirect("wisselkracht:cockpit", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def close_round(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Say what closing a round today means; the button closes it."""
    found = round_of(request, slug)
    try:
        if request.method == "POST":
            rounds.close_now(found=found, now=timezone.now())
            messages.success(request, _("De ronde is gesloten. U kunt nu ruilen zoeken en voorleggen."))
            return redirect("wisselkracht:cockpit", slug)
        rounds.check_may_close(found, now=timezone.now())
    except NotNow:
        messages.error(request, _("Deze ronde is al gesloten, of nog niet open."))
        return redirect("wisselkracht:cockpit", slug)
    numbers = queries.funnel(found)
    context = {"round": found, "numbers": numbers, "unfinished": numbers.begun - numbers.complete}
    return render(request, "wisselkracht/close_round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def remind(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show who would get a reminder and what it says; the button sends it."""
    found = round_of(request, slug)
    now = timezone.now()
    if request.method == "POST":
        number = reminding.remind_round(found=found, now=now)
        messages.success(request, _("Er gaan %(number)d herinneringen uit.") % {"number": number})
        return redirect("wisselkracht:cockpit", slug)
    people = reminding.waiting(found, now=now)
    school = found.region.schools().first()
    sample = rendering.render(emails.sample_reminder(found, school)) if school else None
    context = {
        "round": found,
        "number": people.count(),
        "people": people.select_related("application__school").order_by("role", "name")[:PAGE],
        "more": max(0, people.count() - PAGE),
        "sample": sample,
    }
    return render(request, "wisselkracht/remind.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def application(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show one application; write down how the director was checked by phone."""
    found = application_of(request, number)
    form = CallForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            verifying.by_phone(
                application=found, by=person(request), note=form.cleaned_data["note"], now=timezone.now()
            )
        except NotNow:
            form.add_error(None, _("Dit kan nu niet. De schoolleider bevestigt eerst zelf, of is al nagegaan."))
            status = 409
        else:
            messages.success(request, _("De schoolleider is nagegaan."))
            return redirect("wisselkracht:application", number)
    return render(request, "wisselkracht/application.html", _whole(found, form), status=status)


def _whole(found: Application, form: CallForm) -> dict[str, Any]:
    row = queries.rows([found])[0]
    director = row.people.get(Role.DIRECTOR.value)
    verification = queries.verification_of(found)
    return {
        "application": found,
        "round": found.round,
        "row": row,
        "verification": verification,
        "form": form,
        "can_check": found.is_live and verification is None and director is not None and director.has_confirmed,
        "can_write": found.is_live and verification is None,
        "expertise": [(label(one.theme), one) for one in found.expertise.all()],
        "goals": [(label(one.theme), one) for one in found.goals.all()],
    }


@require_POST
@team
def letter(request: HttpRequest, number: int) -> HttpResponseBase:
    """Make the letter with a new code for the school, to print and post."""
    found = application_of(request, number)
    director = found.people.filter(role=Role.DIRECTOR).first()
    if director is None or director.has_left:
        raise Http404
    try:
        code = verifying.letter_code(application=found, now=timezone.now())
    except (NotNow, TooOften):
        messages.error(
            request, _("Er kan nu geen brief gemaakt worden. Er gingen er vandaag al twee, of het hoeft niet.")
        )
        return redirect("wisselkracht:application", number)
    language = get_language() or "nl"

    def make() -> bytes:
        return pdf.register_letter(found, director, code=code, language=language, now=timezone.now())

    return pdf_answer(request, make, filename=f"brief-{found.school.code}.pdf")
