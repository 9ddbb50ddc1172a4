"""Pages for everybody: what we keep, why and how long."""

from __future__ import annotations

import csv
import uuid
from dataclasses import astuple
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ndt.privacy import queries
from ndt.privacy.models import Erasure

RECORD_COLUMNS: Final = (_("Onderdeel"), _("Waar het staat"), _("Van wie"), _("Wie het krijgt"))
LINE_COLUMNS: Final = (_("Gegeven"), _("Waarom"), _("Grondslag"), _("Hoe lang"), _("Bij verwijderen"))


@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """Show the privacy statement."""
    return render(request, "privacy/statement.html", _controller() | {"sections": queries.statement()})


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of art. 30 AVG."""
    records = [(record, [astuple(line) for line in record.lines]) for record in queries.register_records()]
    context = _controller() | {"columns": LINE_COLUMNS, "records": records}
    return render(request, "privacy/register.html", context)


@require_safe
def register_csv(request: HttpRequest) -> HttpResponse:
    """Give the register as a file for a spreadsheet."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="register-verwerkingen.csv"'
    response.write("\ufeff")  # without it Excel reads the accents wrong
    writer = csv.writer(response, delimiter=";")
    writer.writerow([*RECORD_COLUMNS, *LINE_COLUMNS])
    for record in queries.register_records():
        facts = (record.part, record.kind, record.about, record.shared)
        writer.writerows([*facts, *astuple(line)] for line in record.lines)
    return response


@require_safe
def erased(request: HttpRequest, tombstone: uuid.UUID | None = None) -> HttpResponse:
    """Tell that somebody's data is gone; nobody can be recognised by the number."""
    erasure = Erasure.objects.filter(pk=tombstone).first() if tombstone else None
    status = 404 if tombstone and erasure is None else 200
    return render(request, "privacy/erased.html", {"erasure": erasure, "asked_for": tombstone}, status=status)


def _controller() -> dict[str, Any]:
    return {
        "controller": settings.PRIVACY_CONTROLLER,
        "contact": settings.PRIVACY_EMAIL,
        "processors": settings.PRIVACY_PROCESSORS,
    }
