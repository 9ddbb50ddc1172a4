"""An institute: its agreement, its codes, a mailing, and hours to confirm."""

from __future__ import annotations

import csv
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ndt.pdf import orders
from ndt.pdf.http import answer as pdf_answer
from ndt.pdf.http import document
from opleiding import links, pdf
from opleiding.core import addresses
from opleiding.core.addresses import BadFile
from opleiding.core.errors import AgreementStands, HoursChanged, NoAgreement, NotAllowed
from opleiding.forms.desks import AgreementForm, CodesForm, MailingForm, RevokeForm
from opleiding.models import Agreement, Batch
from opleiding.queries import institute as queries
from opleiding.services import agreeing, inviting, profile
from opleiding.services.agreeing import Terms
from opleiding.views.access import institute_desk, institute_of, person

PAGE: Final = 50
# Above this many codes the sheets take seconds: they are ordered.
AT_ONCE: Final = 60
MOST_DIGITS: Final = 4
FAULTS: Final[dict[str, Promise]] = {
    "empty": gettext_lazy("hier staat geen adres. Zet onder de kop één adres per regel."),
    "no-column": gettext_lazy("de kop ‘email’ ontbreekt. Zet die op de eerste regel."),
    "too-many": gettext_lazy("er staan meer dan 2.000 adressen in. Maak er twee bestanden van."),
    "missing": gettext_lazy("het adres ontbreekt."),
    "not-an-address": gettext_lazy("dit is geen mailadres."),
    "twice": gettext_lazy("dit adres staat er al."),
    "not-csv": gettext_lazy("de aanhalingstekens kloppen niet. Sla het bestand op als CSV."),
}
NO_AGREEMENT: Final = gettext_lazy("Er is geen geldige overeenkomst. Plaats die eerst; daarna kunt u uitnodigen.")


@require_safe
@institute_desk
def desk(request: HttpRequest) -> HttpResponse:
    """Show the agreement and the codes."""
    institute, now = institute_of(request), timezone.now()
    agreements = list(institute.agreements.defer("signed"))
    valid = next((one for one in agreements if one.is_valid(timezone.localdate(now))), None)
    context = {
        "institute": institute,
        "valid": valid,
        "standing": next((one for one in agreements if one.revoked_at is None), None),
        "agreements": agreements,
        "rows": queries.batches(institute, now=now),
        "waiting": queries.claims(institute).filter(confirmation=None).count(),
    }
    return render(request, "opleiding/institute.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@institute_desk
def agree(request: HttpRequest) -> HttpResponseBase:
    """Place a signed agreement."""
    institute = institute_of(request)
    form = AgreementForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        signed = facts.pop("file")
        try:
            agreeing.place(
                institute=institute, terms=Terms(**facts), signed=signed, by=person(request), now=timezone.now()
            )
        except AgreementStands:
            form.add_error(None, _("Er staat al een overeenkomst. Trek die eerst in."))
        else:
            messages.success(request, _("De overeenkomst staat erin. U kunt nu codes maken."))
            return redirect("opleiding:institute")
    status = 422 if request.method == "POST" else 200
    return render(request, "opleiding/agree.html", {"form": form, "institute": institute}, status=status)


def _agreement(request: HttpRequest, number: int) -> Agreement:
    return get_object_or_404(Agreement, institute=institute_of(request), pk=number)


@require_safe
@institute_desk
def signed(request: HttpRequest, number: int) -> HttpResponse:
    """Give the signed document."""
    found = _agreement(request, number)
    return document(bytes(found.signed), filename=f"overeenkomst-{found.since:%Y-%m-%d}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@institute_desk
def revoke(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask why, and end the agreement."""
    found, form = _agreement(request, number), RevokeForm(request.POST or None)
    if form.is_valid():
        agreeing.revoke(agreement=found, why=form.cleaned_data["why"], now=timezone.now())
        messages.success(
            request, _("De overeenkomst is ingetrokken. Codes die nog niet gebruikt zijn, werken niet meer.")
        )
        return redirect("opleiding:institute")
    status = 422 if request.method == "POST" else 200
    return render(request, "opleiding/revoke.html", {"form": form, "agreement": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@institute_desk
def codes(request: HttpRequest) -> HttpResponseBase:
    """Make codes that the institute hands out."""
    institute, form = institute_of(request), CodesForm(request.POST or None)
    if form.is_valid():
        try:
            made = inviting.make_codes(institute=institute, **form.cleaned_data, by=person(request), now=timezone.now())
        except NoAgreement:
            form.add_error(None, str(NO_AGREEMENT))
        else:
            return redirect("opleiding:batch", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "opleiding/codes.html", {"form": form, "institute": institute}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@institute_desk
def mailing(request: HttpRequest) -> HttpResponseBase:
    """Read a file of addresses and mail each a code; a wrong row and nobody is mailed."""
    institute, form = institute_of(request), MailingForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            sent = inviting.send(
                institute=institute,
                title=form.cleaned_data["title"],
                addresses=addresses.read(form.cleaned_data["file"]),
                by=person(request),
                now=timezone.now(),
            )
        except BadFile as problem:
            form.add_error("file", [_fault(one) for one in problem.faults])
        except NoAgreement:
            form.add_error(None, str(NO_AGREEMENT))
        else:
            words = ngettext("Wij mailen %(count)d trainer.", "Wij mailen %(count)d trainers.", sent.mailed)
            messages.success(request, words % {"count": sent.mailed})
            if sent.passed_over:
                again = _("%(count)d kregen al eerder een uitnodiging van u, en krijgen er geen meer.")
                messages.info(request, again % {"count": sent.passed_over})
            return redirect("opleiding:institute")
    status = 422 if request.method == "POST" else 200
    return render(request, "opleiding/mailing.html", {"form": form, "institute": institute}, status=status)


def _fault(one: addresses.Wrong) -> str:
    words = {"row": one.row, "column": one.column, "what": str(FAULTS[one.code])}
    return _("Rij %(row)d, kolom %(column)d: %(what)s") % words


def _batch(request: HttpRequest, number: int) -> Batch:
    mine = Batch.objects.select_related("agreement", "institute__organisation")
    return get_object_or_404(mine, institute=institute_of(request), pk=number)


def _to_hand_out(request: HttpRequest, number: int) -> Batch:
    """Give a batch whose codes the institute hands out; the codes that we mailed are nobody else's."""
    found = _batch(request, number)
    if found.sender != "institute" or not found.is_alive(timezone.now()):
        raise Http404
    return found


@require_safe
@institute_desk
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """Show a batch, and how its codes can be handed out."""
    found = _batch(request, number)
    context = {
        "batch": found,
        "used": found.invitations.exclude(used_at=None).count(),
        "is_alive": found.is_alive(timezone.now()),
        "at_once": found.size <= AT_ONCE,
    }
    return render(request, "opleiding/batch.html", context)


@require_safe
@institute_desk
@never_cache
def codes_csv(request: HttpRequest, number: int) -> HttpResponse:
    """Give all codes, to mail or print oneself. Which of them were used is not said: that would tell on somebody."""
    found = _to_hand_out(request, number)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="codes-{found.pk}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["nummer", "code", "link"])
    for one in found.invitations.select_related("batch"):
        code = links.code_of(one)
        writer.writerow([one.number, links.shown(code), links.address(code, language="nl")])
    return response


@require_safe
@institute_desk
@never_cache
def sheets(request: HttpRequest, number: int) -> HttpResponse:
    """Give the sheets of a small batch at once."""
    found = _to_hand_out(request, number)
    if found.size > AT_ONCE:
        raise Http404
    language, now = get_language() or "nl", timezone.now()
    return pdf_answer(
        request,
        lambda: pdf.sheets(found, language=language, now=now, tell=lambda _done, _total: None),
        filename=f"codes-{found.pk}.pdf",
    )


@require_POST
@institute_desk
def order_sheets(request: HttpRequest, number: int) -> HttpResponseBase:
    """Order the sheets of a batch."""
    found = _to_hand_out(request, number)
    try:
        order = orders.place(
            owner=person(request),
            kind=pdf.SHEETS,
            parameters={"batch": found.pk, "language": get_language() or "nl"},
            title=_("Uitnodigingen: %(title)s") % {"title": found.title},
            filename=f"codes-{found.pk}.pdf",
            now=timezone.now(),
        )
    except orders.TooManyOrders:
        messages.error(request, _("Er wachten al vijf documenten van u. Kom terug als die klaar zijn."))
        return redirect("opleiding:batch", found.pk)
    return redirect(order)


@require_safe
@institute_desk
@never_cache
def claims(request: HttpRequest) -> HttpResponse:
    """List the hours that trainers let this institute confirm."""
    page = Paginator(queries.claims(institute_of(request)), PAGE).get_page(request.GET.get("pagina"))
    return render(request, "opleiding/claims.html", {"page": page, "heading": _("Uren bevestigen")})


@require_POST
@institute_desk
def confirm(request: HttpRequest, number: int) -> HttpResponseBase:
    """Confirm the hours that stood on the page."""
    found = get_object_or_404(queries.claims(institute_of(request)), pk=number)
    typed = request.POST.get("hours", "")
    seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS else -1
    try:
        profile.confirm(experience=found, seen=seen, by=person(request), now=timezone.now())
    except NotAllowed:
        messages.error(request, _("Deze trainer laat u geen uren meer bevestigen."))
    except HoursChanged:
        messages.error(request, _("De trainer veranderde deze uren net. Kijk of ze kloppen en bevestig ze dan."))
    else:
        messages.success(request, _("De uren zijn bevestigd."))
    return redirect("opleiding:claims")
