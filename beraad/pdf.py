"""One function a document."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from beraad.queries import paper as papers
from beraad.queries.transparency import Facts
from ndt.pdf import services as pdf
from ndt.reports import display


def transparency(facts: Facts, *, language: str, now: datetime) -> bytes:
    """Give the report about a draw, for everybody. Raises PdfUnavailable."""
    assembly = facts.draw.assembly
    with translation.override(language):
        paper = papers.transparency_paper(facts, now=now)
        context = {
            "facts": facts,
            "assembly": assembly,
            "paper": paper,
            "sections": display.sections(paper),
            "features": len(facts.page.features),
            "address": settings.SITE_URL + reverse("beraad:draw", args=[assembly.slug]),
        }
        title = f"{assembly.title}: {paper.finding}"
    return pdf.render(
        "beraad/transparency.html",
        context,
        title=title,
        language=language,
        now=now,
        styles=("beraad/transparency.css",),
    )
