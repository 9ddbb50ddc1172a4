"""An agreement as both sides see it: read, sign, suspend, end, print."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles import pdf
from bijles.core.errors import NotSignable
from bijles.forms.city import SuspendForm
from bijles.models import Agreement
from bijles.models.programme import AgreementState
from bijles.models.quality import Side
from bijles.queries import city as queries
from bijles.queries.provider import SHOWN
from bijles.services import agreeing
from bijles.views.access import person, providers_of, schemes_of, sides
from ndt.pdf.http import answer as pdf_answer
from ndt.people.models import Role
from ndt.people.predicates import has_role

WHY: Final[dict[str, Promise]] = {
    "contact": gettext_lazy("Uw organisatie heeft nog geen vertrouwenspersoon. Kies er eerst een op uw eigen pagina."),
    "state": gettext_lazy("Dit kan nu niet. De overeenkomst veranderde net."),
}
STEPS: Final = {"hervatten": agreeing.resume, "beeindigen": agreeing.end}


@require_safe
@sides
@never_cache
def agreement(request: HttpRequest, number: int) -> HttpResponse:
    """Show an agreement, and what its reader can do with it."""
    found, side = _agreement(request, number)
    signed = {one.side: one for one in found.signatures.all()}
    context = {
        "agreement": found,
        "is_city": side == Side.MUNICIPALITY,
        "money": queries.money_lines(found),
        "quality": queries.quality_lines(found.quality),
        "signatures": [(one.label, signed.get(one.value)) for one in Side],
        "may_sign": found.state == AgreementState.OFFERED and side not in signed and _signs(request, found, side),
        "fingerprint": agreeing.fingerprint(found),
    }
    return render(request, "bijles/agreement.html", context)


@require_POST
@sides
def sign(request: HttpRequest, number: int) -> HttpResponseBase:
    """Sign for the side of who asks."""
    found, side = _agreement(request, number)
    if not _signs(request, found, side):
        raise Http404
    try:
        made = agreeing.sign(agreement=found, side=side, by=person(request), now=timezone.now())
    except NotSignable as problem:
        messages.error(request, str(WHY[problem.why]))
    else:
        valid = made.state == AgreementState.ACTIVE
        both = _("Beide kanten hebben getekend. De overeenkomst geldt.")
        messages.success(request, both if valid else _("U hebt getekend. De ander moet nog tekenen."))
    return redirect("bijles:agreement", found.pk)


@require_POST
@sides
def step(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """Resume or end an agreement; only the municipality does."""
    found, side = _agreement(request, number)
    if side != Side.MUNICIPALITY or name not in STEPS:
        raise Http404
    try:
        made = STEPS[name](agreement=found)
    except NotSignable as problem:
        messages.error(request, str(WHY[problem.why]))
    else:
        messages.success(request, _("De overeenkomst is nu: %(state)s.") % {"state": made.get_state_display()})
    return redirect("bijles:agreement", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@sides
@never_cache
def suspend(request: HttpRequest, number: int) -> HttpResponseBase:
    """Suspend an agreement, after one question: do the lessons that are booked go on?"""
    found, side = _agreement(request, number)
    if side != Side.MUNICIPALITY:
        raise Http404
    form = SuspendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _suspend(found, is_off=form.cleaned_data["booked"] == "off")
        except NotSignable as problem:
            messages.error(request, str(WHY[problem.why]))
        else:
            messages.success(request, said)
        return redirect("bijles:agreement", found.pk)
    lessons, families = queries.ahead(found, timezone.now())
    context = {"agreement": found, "form": form, "lessons": lessons, "families": families}
    return render(request, "bijles/agreement_suspend.html", context, status=422 if request.method == "POST" else 200)


def _suspend(found: Agreement, *, is_off: bool) -> str:
    if not is_off:
        agreeing.suspend(agreement=found)
        return _("Er zijn geen nieuwe boekingen meer. Lessen die zijn geboekt, gaan door.")
    dropped = agreeing.stop(agreement=found, now=timezone.now())
    said = ngettext(
        "Er zijn geen nieuwe boekingen meer. %(number)d boeking vervalt. Het gezin krijgt een mail en betaalt niets.",
        "Er zijn geen nieuwe boekingen meer. %(number)d boekingen vervallen. De gezinnen krijgen een mail en betalen niets.",
        len(dropped),
    )
    return said % {"number": len(dropped)}


@require_safe
@sides
@never_cache
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """Give the agreement as a document."""
    found, _side = _agreement(request, number)
    language, now = get_language() or "nl", timezone.now()
    return pdf_answer(
        request, lambda: pdf.agreement(found, language=language, now=now), filename=f"overeenkomst-{found.pk}.pdf"
    )


def _agreement(request: HttpRequest, number: int) -> tuple[Agreement, Side]:
    """Give an agreement with the side of who asks; for others it does not exist."""
    user = person(request)
    ours, theirs = schemes_of(user), providers_of(user, Role.PROVIDER)
    mine = Q(programme__scheme__in=ours) | Q(provider__in=theirs)
    rows = Agreement.objects.filter(mine, state__in=SHOWN).select_related(
        "programme__scheme__municipality", "provider__organisation"
    )
    found = get_object_or_404(rows.prefetch_related("signatures"), pk=number)
    is_provider = theirs.filter(pk=found.provider_id).exists()
    return found, Side.PROVIDER if is_provider else Side.MUNICIPALITY


def _signs(request: HttpRequest, found: Agreement, side: Side) -> bool:
    """Say whether who asks signs for that side; who coordinates the plan only looks."""
    city = found.programme.scheme.municipality_id
    return side == Side.PROVIDER or has_role(person(request), Role.POLICYMAKER, organisation=city)
