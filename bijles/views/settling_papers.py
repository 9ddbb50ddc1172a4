"""Papers of a month: invoices, payment files, the statement of the bank, and how organisations stand on an invoice."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles import pdf
from bijles.core.errors import Fault, NotSettled, StatementRefused
from bijles.forms.settling import BillingForm, JoinForm, StatementForm
from bijles.models import BankLine, Billing, CreditNote, Invoice, PassScheme, PaymentExport
from bijles.money import euros
from bijles.queries import settling as queries
from bijles.services import crediting, invoicing, paying
from bijles.views.access import municipality_desk, person, providers_of, schemes_of, sides
from bijles.views.settling import WHY_NOT, scheme_of
from ndt.pdf.http import answer as pdf_answer
from ndt.people.models import Organisation, Role

SHOWN_FAULTS: Final = 50
LINES: Final = 50
FAULTS: Final = {
    "too-large": gettext_lazy("Het bestand is te groot. Vraag de bank om een kortere periode."),
    "too-many": gettext_lazy("Het bestand heeft te veel regels. Vraag de bank om een kortere periode."),
    "encoding": gettext_lazy("Het bestand is geen UTF-8. Sla het op als 'CSV UTF-8' en probeer het opnieuw."),
    "csv": gettext_lazy("Het bestand is geen CSV. Sla het op als 'CSV UTF-8' en probeer het opnieuw."),
    "column-missing": gettext_lazy("Deze kolom ontbreekt. Zet de naam van de kolom in de eerste rij."),
    "cells-missing": gettext_lazy("Deze rij heeft te weinig vakken. Vul de rij aan."),
    "reference": gettext_lazy("Het kenmerk ontbreekt of is langer dan 80 tekens. Vul het kenmerk van de bank in."),
    "day": gettext_lazy("Dit is geen datum. Schrijf haar als 2027-04-08."),
    "amount": gettext_lazy("Dit is geen bedrag. Schrijf het als -62,50."),
    "iban": gettext_lazy("Dit rekeningnummer klopt niet. Kopieer het opnieuw uit het afschrift."),
    "twice": gettext_lazy("Dit kenmerk staat er twee keer in. Haal één van de twee weg."),
    "doctype": gettext_lazy("Dit is geen afschrift van een bank. Haal een nieuw bestand op bij uw bank."),
    "xml": gettext_lazy("Dit bestand is niet heel. Haal het opnieuw op bij uw bank."),
    "not-camt": gettext_lazy("Dit is geen CAMT.053. Vraag uw bank om een afschrift in dat formaat."),
    "entry": gettext_lazy(
        "Van deze boeking is de datum of het bedrag niet te lezen. Vraag de bank om een nieuw bestand."
    ),
}


@require_safe
@sides
def invoice_ubl(request: HttpRequest, number: int) -> HttpResponse:
    """Give the invoice that software reads."""
    found = _invoice_of(request, number)
    return _file(bytes(found.ubl), "application/xml", f"{found.number}.xml")


@require_safe
@sides
def invoice_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Give the invoice that people read."""
    found = _invoice_of(request, number)
    return pdf_answer(request, lambda: pdf.invoice(invoicing.again(found)), filename=f"{found.number}.pdf")


@require_safe
@sides
def credit_ubl(request: HttpRequest, number: int) -> HttpResponse:
    """Give the credit note that software reads."""
    found = _credit_of(request, number)
    return _file(bytes(found.ubl), "application/xml", f"{found.number}.xml")


@require_safe
@sides
def credit_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Give the credit note that people read."""
    found = _credit_of(request, number)
    return pdf_answer(
        request, lambda: pdf.invoice(crediting.again(found), why=found.why), filename=f"{found.number}.pdf"
    )


def _credit_of(request: HttpRequest, number: int) -> CreditNote:
    who = person(request)
    mine = CreditNote.objects.filter(
        Q(corrects__settlement__scheme__in=schemes_of(who)) | Q(provider__in=providers_of(who, Role.PROVIDER))
    )
    return get_object_or_404(mine.select_related("corrects__settlement"), pk=number)


def _invoice_of(request: HttpRequest, number: int) -> Invoice:
    """Give an invoice to the municipality that pays it, and to the provider in whose name it is made."""
    who = person(request)
    mine = Invoice.objects.filter(
        Q(settlement__scheme__in=schemes_of(who)) | Q(provider__in=providers_of(who, Role.PROVIDER))
    )
    return get_object_or_404(mine.select_related("settlement"), pk=number)


@require_safe
@municipality_desk
def payment_file(request: HttpRequest, number: int) -> HttpResponse:
    """Give a payment file as it was made."""
    found = get_object_or_404(PaymentExport.objects.filter(scheme__in=schemes_of(person(request))), pk=number)
    return _file(bytes(found.content), "application/xml", f"{found.message}.xml")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    header = content_disposition_header(as_attachment=True, filename=name)
    assert header is not None
    response.headers["Content-Disposition"] = header
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
def bank(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Read a statement of the bank, and show the lines that wait for somebody."""
    scheme = scheme_of(request, slug)
    form = StatementForm(request.POST, request.FILES) if request.method == "POST" else StatementForm()
    faults: tuple[Fault, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            read = paying.read_bank(scheme=scheme, data=form.cleaned_data["statement"], now=timezone.now())
        except StatementRefused as refused:
            faults = refused.faults
        else:
            messages.success(request, _said(read))
            return redirect("bijles:settle-bank", slug)
    return _bank(request, scheme, form=form, faults=faults, status=422 if request.method == "POST" else 200)


def _said(read: paying.Read) -> str:
    return _(
        "Gelezen. Betaald: %(matched)d. Nakijken: %(look)d. Eerder gelezen: %(known)d. "
        "Niet van ons en niet bewaard: %(others)d."
    ) % {"matched": read.matched, "look": read.to_look_at, "known": read.known, "others": read.others}


def _bank(
    request: HttpRequest,
    scheme: PassScheme,
    *,
    status: int,
    problem: object = "",
    faults: tuple[Fault, ...] = (),
    **facts: Any,
) -> HttpResponse:
    page = Paginator(queries.to_look_at(scheme), LINES).get_page(request.GET.get("pagina"))
    context = {
        "scheme": scheme,
        "form": StatementForm(),
        "faults": [(one, FAULTS[one.code]) for one in faults[:SHOWN_FAULTS]],
        "more_faults": max(0, len(faults) - SHOWN_FAULTS),
        "lines": [(one, euros(one.cents)) for one in page],
        "page": page,
        "problem": problem,
    } | facts
    return render(request, "bijles/settle_bank.html", context, status=status)


@require_POST
@municipality_desk
def bank_line(request: HttpRequest, number: int) -> HttpResponseBase:
    """Say which invoice a line of the bank pays, or that it is dealt with elsewhere."""
    mine = BankLine.objects.filter(scheme__in=schemes_of(person(request))).select_related("scheme")
    line = get_object_or_404(mine, pk=number)
    try:
        if request.POST.get("do") == "aside":
            paying.set_aside(line=line, now=timezone.now())
            messages.success(request, _("De regel is afgehandeld. Er is niets betaald gemeld."))
        else:
            form = JoinForm(request.POST)
            if not form.is_valid():
                return _bank(request, line.scheme, problem=form.errors["number"][0], status=422)
            paying.join(line=line, number=form.cleaned_data["number"], now=timezone.now())
            messages.success(request, _("De factuur is betaald gemeld."))
    except NotSettled as problem:
        words = (
            _("Er is geen factuur met dit nummer die nog op betaling wacht. Kijk op de pagina van de maand.")
            if problem.why == "step"
            else WHY_NOT[problem.why]
        )
        return _bank(request, line.scheme, problem=words, status=422)
    return redirect("bijles:settle-bank", line.scheme.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
def billing(request: HttpRequest, number: int) -> HttpResponseBase:
    """Fill in how an organisation stands on invoices: of the municipality itself, or of a provider of its passes."""
    schemes = schemes_of(person(request))
    organisation = get_object_or_404(
        Organisation.objects.filter(
            Q(pk__in=schemes.values("municipality")) | Q(bijles_provider__in=queries.providers_of(schemes))
        ).distinct(),
        pk=number,
    )
    is_payer = schemes.filter(municipality=organisation).exists()
    known = Billing.objects.filter(organisation=organisation).first() or Billing(
        organisation=organisation, legal_name=str(organisation)
    )
    form = BillingForm(request.POST if request.method == "POST" else None, instance=known, is_payer=is_payer)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, _("De factuurgegevens zijn bewaard. Facturen die er al zijn veranderen niet."))
        return redirect("bijles:settling")
    context = {"organisation": organisation, "form": form, "is_payer": is_payer}
    return render(request, "bijles/settle_billing.html", context, status=422 if request.method == "POST" else 200)
