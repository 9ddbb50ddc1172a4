"""One function a document."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from ndt.pdf import registry as pdf_registry
from ndt.pdf import services as pdf
from ndt.people.models import User
from ndt.reports import display, queries, registry
from ndt.reports.core.paper import Paper, Selection
from ndt.reports.registry import Report
from ndt.web.registry import solutions

ORDER = "reports.report"


def document(report: Report, paper: Paper, selection: Selection) -> bytes:
    """Give a report as a PDF. Raises PdfUnavailable."""
    with translation.override(selection.language):
        solution = next((one for one in solutions() if one.room == report.room), None)
        context = {
            "report": report,
            "paper": paper,
            "sections": display.sections(paper),
            "solution": solution,
            "selection": selection,
            "address": f"{settings.SITE_URL}{report.url}",
        }
        title = f"{report.title}: {paper.finding}"
    return pdf.render(
        "reports/report.html", context, title=title, language=selection.language, now=paper.measured_at
    )  # fmt: skip


def parameters(report: Report, selection: Selection) -> dict[str, Any]:
    """Give what an order of a long report needs to know."""
    return {
        "report": report.slug,
        "municipality": selection.municipality,
        "since": selection.since.isoformat() if selection.since else None,
        "until": selection.until.isoformat() if selection.until else None,
        "language": selection.language,
        "division": selection.division,
    }


def make_ordered(user: User, chosen: dict[str, Any], now: Any, tell: pdf_registry.Progress) -> bytes:
    """Make an ordered report for who may still read it. Raises NotAllowed."""
    report = registry.find(chosen["report"])
    if report is None or not queries.may_read(user, report):
        raise pdf_registry.NotAllowed
    selection = Selection(
        now=now,
        municipality=chosen["municipality"],
        since=date.fromisoformat(chosen["since"]) if chosen["since"] else None,
        until=date.fromisoformat(chosen["until"]) if chosen["until"] else None,
        language=chosen["language"],
        # An order from before figures could be divided has no such choice.
        division=chosen.get("division", ""),
    )
    tell(0, 2)
    paper = queries.edition(report, selection)
    tell(1, 2)
    return document(report, paper, selection)
