"""What a programme came to, for its municipality: as page, as CSV, and as an ordered PDF."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bijles import pdf, reports
from bijles.models import Programme
from bijles.queries import figures as queries
from bijles.views.access import municipality_desk, person, schemes_of
from ndt.pdf import orders
from ndt.reports import display
from ndt.reports.core import sheet as sheets
from ndt.web.views.errors import too_many


@require_safe
@municipality_desk
@never_cache
def figures(request: HttpRequest, number: int) -> HttpResponse:
    """Show the report of a programme."""
    programme = _programme(request, number)
    paper = reports.figures(queries.figures(programme, now=_hour()))
    context = {
        "programme": programme,
        "paper": paper,
        "sections": display.sections(paper),
        "crumbs": [
            (_("Bijles met de pas"), reverse("bijles:city")),
            (programme.title, reverse("bijles:city-programme", args=[programme.pk])),
        ],
    }
    return render(request, "bijles/city_figures.html", context)


@require_safe
@municipality_desk
def sheet(request: HttpRequest, number: int, table: int) -> HttpResponse:
    """Give one table of the report as a CSV file."""
    programme = _programme(request, number)
    tables = reports.figures(queries.figures(programme, now=_hour())).tables
    if not 1 <= table <= len(tables):
        raise Http404
    found = tables[table - 1]
    word = partial(display.hidden, threshold=found.threshold)
    text = sheets.write(found, language=get_language() or "nl", word=word)
    response = HttpResponse(text.encode(), content_type="text/csv; charset=utf-8")
    header = content_disposition_header(as_attachment=True, filename=f"bijles-{programme.pk}-{table}.csv")
    assert header is not None
    response.headers["Content-Disposition"] = header
    return response


@require_POST
@municipality_desk
def order(request: HttpRequest, number: int) -> HttpResponseBase:
    """Order the report as PDF: it is made in a job."""
    programme = _programme(request, number)
    try:
        placed = orders.place(
            owner=person(request),
            kind=pdf.FIGURES,
            parameters={"programme": programme.pk, "language": get_language() or "nl"},
            title=_("Cijfers van %(programme)s") % {"programme": programme.title},
            filename=f"bijles-{programme.pk}.pdf",
            now=timezone.now(),
        )
    except orders.TooManyOrders:
        return too_many(request, retry_after=300)
    return redirect(placed)


def _programme(request: HttpRequest, number: int) -> Programme:
    """Give a programme of the municipality of who asks; for others it does not exist."""
    mine = Programme.objects.filter(scheme__in=schemes_of(person(request))).select_related("scheme__municipality")
    return get_object_or_404(mine, pk=number)


def _hour() -> datetime:
    """Give the moment of the figures: it stands still for an hour, so that page and table are the same."""
    return timezone.localtime().replace(minute=0, second=0, microsecond=0)
