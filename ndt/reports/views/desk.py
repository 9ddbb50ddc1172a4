"""The desk, and each report as page, PDF and CSV."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import partial
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ndt.limits import services as limits
from ndt.pdf import http as pdf_http
from ndt.pdf import orders
from ndt.people.models import User
from ndt.reports import display, queries
from ndt.reports import pdf as documents
from ndt.reports.core import sheet as sheets
from ndt.reports.core.paper import Selection
from ndt.reports.forms import DeskForm, SelectionForm
from ndt.reports.registry import Report
from ndt.web.client import address_block, client_address
from ndt.web.views.errors import too_many

HOUR: Final = timedelta(hours=1)
PDFS_AN_HOUR: Final = 60
KEPT_S: Final = 600


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the reports that fit the choice."""
    form = DeskForm(request.GET or None, municipalities=queries.municipalities(request.user))
    choice = form.choice()
    context = {
        "form": form,
        "entries": queries.desk(request.user, choice),
        "query": _query(request),
        "has_closed": not request.user.is_authenticated,
    }
    return render(request, "reports/index.html", context, status=422 if form.errors else 200)


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a report."""
    try:
        found = queries.get_report_for(request.user, slug)
    except PermissionDenied:
        return _closed(request)
    form = _selection_form(request, found)
    selection = _selection(form)
    paper = queries.edition(found, selection)
    context = {
        "report": found,
        "paper": paper,
        "sections": display.sections(paper),
        "solution": queries.solution_of(found),
        "served": queries.goals_of(found),
        "form": form if form.fields else None,
        "query": _query(request),
        "crumbs": [(_("Rapporten"), reverse("reports:index"))],
    }
    return render(request, "reports/report.html", context, status=422 if form.errors else 200)


@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a report as a PDF."""
    try:
        found = queries.get_report_for(request.user, slug)
    except PermissionDenied:
        return _closed(request)
    if found.long:
        raise Http404
    block = address_block(client_address(request))
    if not limits.allow(purpose="reports.pdf", subject=block, limit=PDFS_AN_HOUR, window=HOUR, now=timezone.now()):
        return too_many(request, retry_after=60)
    selection = _selection(_selection_form(request, found))
    return pdf_http.answer(request, lambda: _printed(found, selection), filename=f"{found.slug}.pdf")


@require_POST
def order(request: HttpRequest, slug: str) -> HttpResponse:
    """Order the PDF of a long report: it is made in a job, for the account that orders it."""
    try:
        found = queries.get_report_for(request.user, slug)
    except PermissionDenied:
        return _closed(request)
    if not isinstance(request.user, User):
        return redirect_to_login(found.url)
    selection = _selection(_selection_form(request, found))
    try:
        placed = orders.place(
            owner=request.user,
            kind=documents.ORDER,
            parameters=documents.parameters(found, selection),
            title=str(found.title),
            filename=f"{found.slug}.pdf",
            now=timezone.now(),
        )
    except orders.TooManyOrders:
        return too_many(request, retry_after=300)
    return redirect(placed)


@require_safe
def sheet(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give one table of a report as a CSV file."""
    try:
        found = queries.get_report_for(request.user, slug)
    except PermissionDenied:
        return _closed(request)
    selection = _selection(_selection_form(request, found))
    tables = queries.edition(found, selection).tables
    if not 1 <= number <= len(tables):
        raise Http404
    table = tables[number - 1]
    word = partial(display.hidden, threshold=table.threshold)
    text = sheets.write(table, language=selection.language, word=word)
    response = HttpResponse(text.encode(), content_type="text/csv; charset=utf-8")
    name = content_disposition_header(as_attachment=True, filename=f"{found.slug}-{number}.csv")
    assert name is not None
    response.headers["Content-Disposition"] = name
    return response


def _printed(found: Report, selection: Selection) -> bytes:
    """Give the PDF of this hour's edition; the same figures are printed once."""
    paper = queries.edition(found, selection)
    mark = (found.slug, selection, queries.digest(paper))
    key = f"reports:pdf:{hashlib.sha256(repr(mark).encode()).hexdigest()}"
    kept = cache.get(key)
    if isinstance(kept, bytes):
        return kept
    content = documents.document(found, paper, selection)
    cache.set(key, content, KEPT_S)
    return content


def _selection_form(request: HttpRequest, found: Report) -> SelectionForm:
    values = request.POST if request.method == "POST" else request.GET
    return SelectionForm(
        values or None, municipalities=found.places(), divisions=found.ways(), by_period=found.by_period
    )


def _selection(form: SelectionForm) -> Selection:
    """Give what was chosen; everything where it was not understood. The clock stands still for an hour."""
    values: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    return Selection(
        now=timezone.localtime().replace(minute=0, second=0, microsecond=0),
        municipality=values.get("gemeente", ""),
        since=values.get("van"),
        until=values.get("tot"),
        language=get_language() or "nl",
        division=values.get("naar", ""),
    )


def _query(request: HttpRequest) -> str:
    """Give what the reader chose for links to the same selection."""
    kept = request.GET.copy()
    for key in list(kept):
        if key not in {"naar", "gemeente", "van", "tot"} or not kept[key]:
            del kept[key]
    return f"?{kept.urlencode()}" if kept else ""


def _closed(request: HttpRequest) -> HttpResponse:
    """Let a visitor log in; refuse who is logged in."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())
