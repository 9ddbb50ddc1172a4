"""'Er is iets niet goed': reported without an account, read by safeguarding contacts alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles import links
from bijles.core.errors import StillWithdrawn
from bijles.forms.safety import CloseForm, LessonForm, ReportForm
from bijles.models import SafetyReport
from bijles.queries import safety as queries
from bijles.services import safety, talking
from bijles.views.access import person
from bijles.views.talks import pages
from ndt.limits import services as limits
from ndt.people.access import allowed
from ndt.people.models import Role
from ndt.people.predicates import holder_of
from ndt.web.client import address_block, client_address

contact = allowed(holder_of(Role.CONFIDANT))
TRIES: Final = 10
REPORTS: Final = 20
PAGE: Final = 50
_DAY: Final = timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def find(request: HttpRequest) -> HttpResponseBase:
    """Ask which lesson it is about, for who has no link."""
    form = LessonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _allowed(request, "bijles.report_code", TRIES):
            form.add_error(None, _("U probeerde het al vaak. Bel het nummer hieronder, of probeer het morgen opnieuw."))
            return _page(request, "safety_find", form, status=429)
        facts = form.cleaned_data
        found = queries.lesson_by_code(code=facts["code"].strip(), day=facts["day"], first_name=facts["first_name"])
        if found is not None:
            return redirect("bijles:report-lesson", links.report_token(found))
        form.add_error(None, _("Wij vinden deze les niet. Kijk of de code, de dag en de naam kloppen."))
    return _page(request, "safety_find", form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def tell(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask what is wrong, and write it down."""
    booking = links.reported_booking(token)
    if booking is None:
        raise Http404
    form = ReportForm(request.POST or None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        if not _allowed(request, "bijles.report", REPORTS):
            form.add_error(None, _("U meldde vandaag al veel. Bel het nummer hieronder als er nog iets is."))
            return _page(request, "safety_tell", form, booking=booking, status=429)
        safety.report(booking=booking, told=form.told(), now=timezone.now())
        return redirect("bijles:report-done")
    return _page(request, "safety_tell", form, booking=booking)


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Say what happens now."""
    return render(request, "bijles/safety_done.html")


@require_safe
@contact
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """List the reports that a safeguarding contact may read; of each only when it came."""
    reports = Paginator(queries.for_desk(person(request)), PAGE).get_page(request.GET.get("pagina"))
    return render(request, "bijles/safety_desk.html", {"reports": reports})


@require_POST
@contact
def open_report(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write down who opens a report, and open it."""
    safety.look(report=_report(request, number), by=person(request), now=timezone.now())
    return redirect("bijles:safety-report", number)


@require_safe
@contact
@never_cache
def read(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show a report to who opened it."""
    report = _report(request, number)
    if not _read_before(request, report):
        return redirect("bijles:safety")
    return _read(request, report, CloseForm())


@require_POST
@contact
def close(request: HttpRequest, number: int) -> HttpResponseBase:
    """Close a report with what was done."""
    report, form = _report(request, number), CloseForm(request.POST)
    if not _read_before(request, report):
        return redirect("bijles:safety")
    if form.is_valid():
        again = form.cleaned_data["again"] == "yes"
        try:
            safety.close(report=report, words=form.cleaned_data["words"], teaches_again=again, now=timezone.now())
        except StillWithdrawn:
            form.add_error("again", _("De VOG is ingetrokken. Eerst ziet de aanbieder een nieuwe VOG."))
        else:
            messages.success(request, _("De melding is afgesloten. De ander ziet wat u schreef."))
            return redirect("bijles:safety-report", number)
    return _read(request, report, form)


@require_POST
@contact
def open_talk(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write down who opens the messages that a report is about, and open them. Who has not read the report opens nothing."""
    report = _report(request, number)
    if not _read_before(request, report):
        return redirect("bijles:safety")
    if report.booking is None:
        raise Http404
    talking.look(report=report, by=person(request), now=timezone.now())
    return redirect("bijles:safety-talk", number)


@require_safe
@contact
@never_cache
def talk(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show the messages between the family and the tutor of the lesson, to who opened them."""
    report = _report(request, number)
    looks = report.talk_looks.select_related("by").order_by("at")
    if report.booking is None or not any(look.by_id == person(request).pk for look in looks):
        return redirect("bijles:safety-report", number)
    context = {"report": report, "booking": report.booking, "page": pages(request, report.booking), "looks": looks}
    return render(request, "bijles/safety_talk.html", context)


def _read_before(request: HttpRequest, report: SafetyReport) -> bool:
    return report.looks.filter(by=person(request)).exists()


def _read(request: HttpRequest, report: SafetyReport, form: CloseForm) -> HttpResponse:
    context = {
        "report": report,
        "booking": report.booking,
        "looks": report.looks.select_related("by").order_by("at"),
        "others": list(report.readers.all()),
        "form": form,
    }
    return render(request, "bijles/safety_report.html", context, status=422 if form.errors else 200)


def _report(request: HttpRequest, number: int) -> SafetyReport:
    mine = SafetyReport.objects.for_reader(person(request)).select_related(
        "tutor__provider__organisation", "booking__lesson__agreement__programme__scheme"
    )
    return get_object_or_404(mine, pk=number)


def _page(
    request: HttpRequest, template: str, form: LessonForm | ReportForm, *, status: int = 422, **context: object
) -> HttpResponse:
    answer = status if request.method == "POST" else 200
    return render(request, f"bijles/{template}.html", {"form": form, **context}, status=answer)


def _allowed(request: HttpRequest, purpose: str, limit: int) -> bool:
    block = address_block(client_address(request))
    return limits.allow(purpose=purpose, subject=block, limit=limit, window=_DAY, now=timezone.now())
