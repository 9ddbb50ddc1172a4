"""One function a document."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from beraad.models import Assembly, Link
from beraad.queries import paper as papers
from beraad.queries.transparency import Facts
from ndt.pdf import services as pdf
from ndt.reports import display

# How large the question stands: up to so many signs it fits on the sheet in that size.
LENGTHS: Final = {"short": 75, "long": 110, "longer": 160, "longest": 240}


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


def _render(template: str, style: str, assembly: Assembly, link: Link | None, *, language: str, now: datetime) -> bytes:
    with translation.override(language):
        path = reverse("beraad:via", args=[assembly.slug, link.slug]) if link else assembly.get_absolute_url()
    address = settings.SITE_URL + path
    # Error level Q: a quarter of the code may be torn or painted over.
    matrix = segno.make(address, error="q", micro=False).matrix
    dots = "".join(
        f"M{column} {row}h1v1h-1z" for row, line in enumerate(matrix) for column, dark in enumerate(line) if dark
    )
    return pdf.render(
        template,
        {
            "assembly": assembly,
            "length": next(name for name, most in LENGTHS.items() if len(assembly.question) <= most),
            "address": address.partition("://")[2].rstrip("/"),
            "path": dots,
            "side": len(matrix),
        },
        title=f"{assembly.title}: {assembly.question}",
        language=language,
        now=now,
        styles=(style,),
    )


def poster(assembly: Assembly, *, link: Link | None, language: str, now: datetime) -> bytes:
    """Give the poster on A3: the question, and a code to register with. Raises PdfUnavailable."""
    return _render("beraad/poster.html", "beraad/poster.css", assembly, link, language=language, now=now)


def flyer(assembly: Assembly, *, link: Link | None, language: str, now: datetime) -> bytes:
    """Give the flyer on A5: what it is, how it goes, and the code. Raises PdfUnavailable."""
    return _render("beraad/flyer.html", "beraad/flyer.css", assembly, link, language=language, now=now)
