"""The desk where a municipality settles its months: what was given, who is paid, and what the bank did."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles.core.errors import NotSettled
from bijles.core.settlement import ORDER, Step
from bijles.forms.settling import PayForm, ReasonForm
from bijles.models import Claim, CreditNote, PassScheme
from bijles.models.claim import ClaimState
from bijles.models.programme import Form
from bijles.models.settlement import Happened, StepChoice
from bijles.money import euros
from bijles.queries import settling as queries
from bijles.services import claiming, crediting, months, paying
from bijles.views.access import municipality_desk, person, schemes_of
from ndt.people.models import User

PAGE: Final = 50
VERBS: Final = {"vastzetten": "freeze", "goedkeuren": "approve", "facturen": "invoice"}
WHY_NOT: Final = {
    "step": gettext_lazy("Deze stap kan nu niet. Misschien was een collega u voor. Bekijk de maand opnieuw."),
    "month": gettext_lazy("Deze maand is nog niet voorbij. Zet hem vast op de eerste dag van de volgende maand."),
    "billing": gettext_lazy("Er ontbreken factuurgegevens. Vul ze hieronder aan, en probeer het daarna opnieuw."),
    "claim": gettext_lazy("Deze declaratie staat al in een maand die vastzit. Verreken haar met de aanbieder."),
    "amount": gettext_lazy("Het bedrag op het afschrift is anders dan op de factuur. Bel de aanbieder of uw bank."),
    "reason": gettext_lazy("Schrijf in één zin waarom. De aanbieder leest dat."),
    "unpaid": gettext_lazy(
        "Deze declaratie is nog niet betaald, of wij weten het nog niet. Lees eerst het afschrift van de bank in."
    ),
    "past": gettext_lazy("Die dag is voorbij. Kies vandaag of een latere dag."),
    "faults": gettext_lazy(
        "De bedragen van lessen, facturen en bank zijn niet gelijk. De maand blijft open. Bel de beheerder."
    ),
    "done": gettext_lazy("Er is niets te doen. Misschien was een collega u voor."),
}
FORMS: Final = {Form.TUTORING: gettext_lazy("bijles"), Form.HOMEWORK: gettext_lazy("huiswerkbegeleiding")}
SHAPES: Final = {
    Step.OPEN: "open",
    Step.FROZEN: "busy",
    Step.APPROVED: "busy",
    Step.INVOICED: "busy",
    Step.EXPORTED: "busy",
    Step.PAID: "ok",
    Step.RECONCILED: "closed",
}


def scheme_of(request: HttpRequest, slug: str) -> PassScheme:
    """Give a pass of the municipality of who asks; for others it does not exist."""
    return get_object_or_404(schemes_of(person(request)).select_related("municipality"), slug=slug)


def status_of(step: Step) -> dict[str, str]:
    """Give a step in words, with its shape."""
    return {"word": str(StepChoice(step).label), "shape": SHAPES[step]}


@require_safe
@municipality_desk
def desk(request: HttpRequest) -> HttpResponse:
    """List the months of every pass of this municipality."""
    found = [
        {
            "scheme": scheme,
            "months": [(one, status_of(one.step), euros(one.cents)) for one in queries.months(scheme)],
            "to_look_at": queries.to_look_at(scheme).count(),
        }
        for scheme in schemes_of(person(request)).select_related("municipality")
    ]
    return render(request, "bijles/settle_months.html", {"schemes": found})


@require_safe
@municipality_desk
def month(request: HttpRequest, slug: str, of: date) -> HttpResponse:
    """Show one month: where it stands, its providers, and what comes next."""
    return _month(request, scheme_of(request, slug), of)


def _month(
    request: HttpRequest,
    scheme: PassScheme,
    of: date,
    *,
    form: PayForm | None = None,
    problem: object = "",
    status: int = 200,
) -> HttpResponse:
    page = queries.month(scheme, of)
    running = queries.running(scheme, of)
    today = timezone.localdate()
    context: dict[str, Any] = {
        "scheme": scheme,
        "page": page,
        "total": euros(page.cents),
        "rows": [(row, status_of(row.step), euros(row.cents)) for row in page.rows],
        "road": [(StepChoice(step).label, page.at(step), step) for step in ORDER if step is not Step.OPEN],
        "files": [(one, euros(one.cents)) for one in queries.files(scheme, of)],
        "log": [(StepChoice(one.step).label, one) for one in queries.log(scheme, of)],
        "running": running,
        "done": max(0, len(page.rows) - running.waiting),
        "is_over": queries.is_over(of, timezone.now()),
        "to_look_at": queries.to_look_at(scheme).count(),
        "form": form or PayForm(today=today, initial={"pays_on": today + timedelta(days=1)}),
        "problem": problem,
    }
    return render(request, "bijles/settle_month.html", context, status=status)


@require_POST
@municipality_desk
def step(request: HttpRequest, slug: str, of: date, name: str) -> HttpResponseBase:
    """Let the next step be taken for every provider that waits for it."""
    scheme = scheme_of(request, slug)
    by = person(request).pk
    try:
        number = months.start(scheme=scheme, month=of, verb=VERBS[name], by=by, now=timezone.now())
    except NotSettled as problem:
        return _month(request, scheme, of, problem=WHY_NOT[problem.why], status=422)
    said = ngettext(
        "Het werk is begonnen voor %(number)d aanbieder. U ziet hier hoe ver het is.",
        "Het werk is begonnen voor %(number)d aanbieders. U ziet hier hoe ver het is.",
        number,
    )
    messages.success(request, said % {"number": number})
    return redirect("bijles:settle-month", slug, of)


@require_POST
@municipality_desk
def export(request: HttpRequest, slug: str, of: date) -> HttpResponseBase:
    """Make the payment file of a month."""
    scheme = scheme_of(request, slug)
    form = PayForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _month(request, scheme, of, form=form, status=422)
    try:
        made = paying.export(scheme=scheme, month=of, pays_on=form.cleaned_data["pays_on"], now=timezone.now())
    except NotSettled as problem:
        return _month(request, scheme, of, problem=WHY_NOT[problem.why], status=422)
    messages.success(
        request,
        _("Het betaalbestand %(file)s is klaar. Haal het hieronder op en geef het aan uw bank.")
        % {"file": made.message},
    )
    return redirect("bijles:settle-month", slug, of)


@require_POST
@municipality_desk
def close(request: HttpRequest, slug: str, of: date) -> HttpResponseBase:
    """Close what is paid of a month, when all of it agrees."""
    scheme = scheme_of(request, slug)
    try:
        number = paying.reconcile(scheme=scheme, month=of)
    except NotSettled as problem:
        return _month(request, scheme, of, problem=WHY_NOT[problem.why], status=422)
    messages.success(
        request, _("Afgesloten: %(number)d. Lessen, facturen en bank zijn tot op de cent gelijk.") % {"number": number}
    )
    return redirect("bijles:settle-month", slug, of)


@require_safe
@municipality_desk
def provider(request: HttpRequest, slug: str, of: date, number: int) -> HttpResponse:
    """Show the claims of one provider in a month."""
    scheme = scheme_of(request, slug)
    found = get_object_or_404(queries.providers_of([scheme]).select_related("organisation"), pk=number)
    page = queries.month(scheme, of)
    row = next((one for one in page.rows if one.provider == found.pk), None)
    claims = Paginator(queries.claims_of(scheme, found, of), PAGE).get_page(request.GET.get("pagina"))
    taken_back = Paginator(queries.credits_of(scheme, found), PAGE).get_page(request.GET.get("terug"))
    context = {
        "scheme": scheme,
        "month": of,
        "provider": found,
        "row": row,
        "status": status_of(row.step if row else Step.OPEN),
        "total": euros(row.cents if row else 0),
        "is_open": row is None or row.step is Step.OPEN,
        "credit_page": taken_back,
        "credits": [_shown(one) for one in taken_back],
        "page": claims,
        "claims": [
            (one, euros(one.cents), _happened(one), FORMS[Form(one.booking.lesson.agreement.form)]) for one in claims
        ],
    }
    return render(request, "bijles/settle_provider.html", context)


def _shown(credit: CreditNote) -> tuple[CreditNote, str]:
    return credit, euros(credit.gross)


def _happened(claim: Claim) -> str:
    state = claim.booking.state
    return str(Happened(state if state in Happened.values else Happened.LATE_CANCEL).label)


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
def claim(request: HttpRequest, number: int) -> HttpResponseBase:
    """Decide about one claim: put it aside, pay it after all, or refuse it; always with a reason."""
    found, scheme = _claim_of(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    problem: object = ""
    if request.method == "POST" and form.is_valid():
        try:
            said = _decide(found, request.POST.get("do", ""), form.cleaned_data["why"], by=person(request))
        except NotSettled as refused:
            problem = WHY_NOT[refused.why]
        else:
            messages.success(request, said)
            start = timezone.localdate(found.booking.period.lower).replace(day=1)
            return redirect("bijles:settle-provider", scheme.slug, start, found.provider_id)
    context = {
        "claim": found,
        "scheme": scheme,
        "month": timezone.localdate(found.booking.period.lower).replace(day=1),
        "amount": euros(found.cents),
        "happened": _happened(found),
        "form_word": FORMS[Form(found.booking.lesson.agreement.form)],
        "is_open": found.state in (ClaimState.SUBMITTED, ClaimState.DISPUTED) and not hasattr(found, "line"),
        "is_paid": hasattr(found, "line") and Step(found.line.settlement.step) in crediting.PAID,
        "credit": _shown(found.credit) if hasattr(found, "credit") else None,
        "form": form,
        "problem": problem,
    }
    return render(request, "bijles/settle_claim.html", context, status=422 if request.method == "POST" else 200)


def _claim_of(request: HttpRequest, number: int) -> tuple[Claim, PassScheme]:
    mine = Claim.objects.filter(booking__lesson__agreement__programme__scheme__in=schemes_of(person(request)))
    found = get_object_or_404(
        mine.select_related(
            "line__settlement",
            "credit__netted",
            "provider__organisation",
            "booking__attendance",
            "booking__lesson__tutor",
            "booking__lesson__agreement__programme__scheme",
        ),
        pk=number,
    )
    return found, found.booking.lesson.agreement.programme.scheme


def _decide(found: Claim, do: str, why: str, *, by: User) -> str:
    if do == "correct":
        made = crediting.correct(claim=found, why=why, by=by, now=timezone.now())
        return _("Creditnota %(number)s is gemaakt. De aanbieder krijgt bij een volgende betaling zoveel minder.") % {
            "number": made.number
        }
    if do == "pay":
        claiming.accept(claim=found, why=why)
        return _("De declaratie gaat mee met de eerstvolgende maand die u vastzet.")
    if do == "refuse":
        claiming.refuse(claim=found, why=why, now=timezone.now())
        return _("De declaratie is afgewezen. Het geld is terug bij het kind.")
    claiming.put_aside(claim=found, why=why)
    return _("De declaratie blijft buiten de maand, tot u beslist.")
