"""Policy briefs, which the worker makes, and the letter about a school."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inspectie import pdf
from inspectie.queries import frames, methods, norm_sets, school_pages
from inspectie.queries.briefs import exports as brief_exports
from inspectie.queries.briefs import making, papers
from inspectie.queries.briefs.facts import Scope
from inspectie.views.downloads import csv_answer, json_answer
from ndt.limits import services as limits
from ndt.pdf import http as pdf_http
from ndt.pdf import orders
from ndt.people.models import User
from ndt.reports.core.paper import Paper
from ndt.web.client import address_block, client_address
from ndt.web.views.errors import too_many

HOUR: Final = timedelta(hours=1)
LETTERS_AN_HOUR: Final = 60


@require_safe
def briefs(request: HttpRequest) -> HttpResponse:
    """Let people choose what a brief is about: the country, or a municipality or board that they look for."""
    asked = request.GET.get("zoek", "").strip()[:80]
    context = {
        "asked": asked,
        "found": making.find(asked),
        "crumbs": [("Kwaliteit In-zicht", reverse("inspectie:overview"))],
    }
    return render(request, "inspectie/briefs.html", context)


@require_safe
def brief(request: HttpRequest, scope: str, code: str) -> HttpResponse:
    """Say what the brief about a municipality or board says, and let people order it."""
    title = _title(scope, code)
    context = {
        "title": title,
        "scope": scope,
        "code": code,
        "paper": _paper(scope, code),
        "csv": reverse("inspectie:brief-csv", args=[scope, code]),
        "json": reverse("inspectie:brief-json", args=[scope, code]),
        "crumbs": [
            ("Kwaliteit In-zicht", reverse("inspectie:overview")),
            (_("Beleidsbrieven"), reverse("inspectie:briefs")),
        ],
    }
    return render(request, "inspectie/brief.html", context)


@require_safe
def brief_json(request: HttpRequest, scope: str, code: str) -> HttpResponse:
    """Give every figure of the brief as JSON, with its words."""
    title, paper = _title(scope, code), _paper(scope, code)
    meta = methods.meta(
        title=_("Beleidsbrief: %(title)s") % {"title": title},
        address=reverse("inspectie:brief", args=[scope, code]),
        version=frames.current().version,
        used=list(norm_sets.every().values()),
        caveats=paper.notes,
    )
    return json_answer(request, meta, [brief_exports.cells(paper)], brief_exports.facts(paper))


@require_safe
def brief_csv(request: HttpRequest, scope: str, code: str) -> HttpResponse:
    """Give every figure in the tables of the brief as CSV."""
    _title(scope, code)
    return csv_answer(
        request,
        brief_exports.cells(_paper(scope, code)),
        filename=f"beleidsbrief-{scope}-{code}.csv",
        described_by=reverse("inspectie:brief-json", args=[scope, code]),
    )


def _paper(scope: str, code: str) -> Paper:
    return papers.paper(making.facts(Scope(scope), code), now=timezone.now())


@require_POST
def order_brief(request: HttpRequest, scope: str, code: str) -> HttpResponse:
    """Order a brief: the worker makes it, for the account that orders it."""
    title = _title(scope, code)
    if not isinstance(request.user, User):
        return redirect_to_login(reverse("inspectie:brief", args=[scope, code]))
    try:
        placed = orders.place(
            owner=request.user,
            kind=pdf.BRIEF,
            parameters={"scope": scope, "code": code, "language": get_language() or "nl"},
            title=_("Beleidsbrief: %(title)s") % {"title": title},
            filename=f"beleidsbrief-{scope}-{code}.pdf",
            now=timezone.now(),
        )
    except orders.TooManyOrders:
        return too_many(request, retry_after=300)
    return redirect(placed)


@require_safe
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the letter about a school as a PDF."""
    page = school_pages.school_page(slug)
    if page is None:
        raise Http404
    now = timezone.now()
    block = address_block(client_address(request))
    if not limits.allow(purpose="inspectie.letter", subject=block, limit=LETTERS_AN_HOUR, window=HOUR, now=now):
        return too_many(request, retry_after=60)
    language = get_language() or "nl"

    def make() -> bytes:
        return pdf.letter(page, is_demo=making.is_demo(), language=language, now=now)

    return pdf_http.answer(request, make, filename=f"brief-{slug}.pdf")


def _title(scope: str, code: str) -> str:
    """Give what a brief is about; what does not exist is not found."""
    try:
        return making.title(Scope(scope), code)
    except (ValueError, making.Unknown) as problem:
        raise Http404 from problem
