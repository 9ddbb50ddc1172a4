"""One function a document: the policy brief and the letter about a school."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from inspectie.queries.briefs import making, papers
from inspectie.queries.briefs.facts import Facts, Scope
from inspectie.queries.school_pages import SchoolPage
from ndt.pdf import registry as pdf_registry
from ndt.pdf import services as pdf
from ndt.people.models import User
from ndt.reports import display

BRIEF: Final = "inspectie.brief"


def brief(facts: Facts, *, language: str, now: datetime) -> bytes:
    """Give the policy brief: a cover, then one question a page. Raises PdfUnavailable."""
    with translation.override(language):
        paper = papers.paper(facts, now=now)
        shown = display.sections(paper)
        context = {
            "facts": facts,
            "about": papers.about(facts),
            "asks": papers.asks(facts),
            "paper": paper,
            "sections": shown[:-1] if facts.lines else shown,
            "appendix": shown[-1] if facts.lines else None,
            "address": settings.SITE_URL + reverse("inspectie:overview"),
        }
        title = f"{capfirst(papers.about(facts))}: {paper.finding}"
    return pdf.render(
        "inspectie/brief.html",
        context,
        title=title,
        language=language,
        now=now,
        styles=("cover.css", "inspectie/brief.css"),
    )


def make_brief(user: User, chosen: dict[str, Any], now: datetime, tell: pdf_registry.Progress) -> bytes:
    """Make an ordered brief: what it holds is public. Raises NotAllowed when its subject is gone from the data."""
    del user
    tell(0, 2)
    try:
        facts = making.facts(Scope(chosen["scope"]), chosen["code"])
    except making.Unknown as problem:
        raise pdf_registry.NotAllowed from problem
    tell(1, 2)
    return brief(facts, language=chosen["language"], now=now)


def letter(page: SchoolPage, *, is_demo: bool, language: str, now: datetime) -> bytes:
    """Give the letter about a school; `page` holds public verdicts only. Raises PdfUnavailable."""
    with translation.override(language):
        address = settings.SITE_URL + reverse("inspectie:school", args=[page.school.slug])
        return pdf.render(
            "inspectie/letter.html",
            {"page": page, "is_demo": is_demo, "address": address},
            title=translation.gettext("De normen en %(name)s") % {"name": page.school.name},
            language=language,
            now=now,
            styles=("inspectie/letter.css",),
        )
