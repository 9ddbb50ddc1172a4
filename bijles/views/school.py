"""A school: order letters and flyers, print slips, see counts."""

from __future__ import annotations

from uuid import uuid5

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bijles import pdf, words
from bijles.core.errors import NotPrintable
from bijles.core.letters import ORDERED, Kind
from bijles.forms.outreach import OrderForm, SlipsForm
from bijles.models import Batch, School
from bijles.queries import letters
from bijles.queries import outreach as queries
from bijles.services import outreach, signals
from bijles.views.access import person, school_desk, schools_of
from ndt.pdf import http
from ndt.pdf import services as ndt_pdf


@require_safe
@school_desk
@never_cache
def desk(request: HttpRequest) -> HttpResponseBase:
    """Go to the school of who asks; who speaks for more of them chooses."""
    schools = schools_of(person(request))
    if len(schools) == 1:
        return redirect("bijles:school-page", schools[0].pk)
    return render(request, "bijles/school_choose.html", {"schools": schools})


@require_safe
@school_desk
@never_cache
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Show what can be ordered, what was ordered, and what came of it."""
    return _page(request, _school(request, number))


@require_POST
@school_desk
def order(request: HttpRequest, number: int) -> HttpResponseBase:
    """Order letters or flyers."""
    school, printable = _school(request, number), letters.printable(*ORDERED)
    form = OrderForm(printable, request.POST)
    if not form.is_valid():
        return _page(request, school, order_form=form, status=422)
    try:
        outreach.order(
            school=school,
            text=form.text(),
            copies=form.cleaned_data["copies"],
            key=form.cleaned_data["key"],
            now=timezone.now(),
        )
    except NotPrintable:
        form.add_error(None, words.NOT_PRINTABLE)
        return _page(request, school, order_form=form, status=409)
    messages.success(request, _("De bestelling is klaar. Open het bestand en druk het af."))
    return redirect("bijles:school-page", school.pk)


@require_safe
@school_desk
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """Give what was ordered as a document."""
    mine = Batch.objects.filter(school__in=schools_of(person(request)))
    batch = get_object_or_404(
        mine.select_related("text", "school__organisation", "school__scheme__municipality"), pk=number
    )
    made = batch.at
    return http.answer(request, lambda: pdf.parents_letter(batch, now=made), filename=f"ouders-{batch.pk}.pdf")


@require_POST
@school_desk
def slips(request: HttpRequest, number: int) -> HttpResponseBase:
    """Print slips. They are made here and now: afterwards nobody can read their codes. A second press gives the same ones."""
    school, printable = _school(request, number), letters.printable(Kind.SLIP)
    form = SlipsForm(printable, request.POST)
    if not form.is_valid():
        return _page(request, school, slips_form=form, status=422)
    now, data = timezone.now(), form.cleaned_data
    try:
        with transaction.atomic():
            drawn = signals.make(
                school=school,
                subject=data["subject"],
                level=data["level"],
                count=data["count"],
                # In another language they are other slips.
                key=uuid5(data["key"], data["language"]),
                today=timezone.localdate(now),
            )
            content = pdf.slips(form.text(), school, drawn=drawn, subject=data["subject"], level=data["level"], now=now)
    except NotPrintable:
        form.add_error(None, words.NOT_PRINTABLE)
        return _page(request, school, slips_form=form, status=409)
    except ndt_pdf.PdfUnavailable as problem:
        return http.unavailable(request, problem.reason)
    return http.document(content, filename="briefjes.pdf")


def _school(request: HttpRequest, number: int) -> School:
    return get_object_or_404(schools_of(person(request)), pk=number)


def _page(
    request: HttpRequest,
    school: School,
    *,
    order_form: OrderForm | None = None,
    slips_form: SlipsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    printable = letters.printable(*ORDERED, Kind.SLIP)
    slips_made, slips_used = queries.signals(school)
    context = {
        "school": school,
        "order_form": order_form or OrderForm(printable),
        "slips_form": slips_form or SlipsForm(printable),
        "can_order": any(kind in ORDERED for kind, _language in printable),
        "can_print": any(kind == Kind.SLIP for kind, _language in printable),
        "orders": queries.orders(school),
        "slips_made": slips_made,
        "slips_used": slips_used,
        "form": slips_form or order_form,
        "has_more": len(schools_of(person(request))) > 1,
    }
    return render(request, "bijles/school.html", context, status=status)
