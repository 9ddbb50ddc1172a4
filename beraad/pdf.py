"""One function a document."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from beraad.models import Assembly, Link, TablePlan
from beraad.queries import paper as papers
from beraad.queries import tables as table_queries
from beraad.queries.transparency import Facts
from ndt.pdf import registry as pdf_registry
from ndt.pdf import services as pdf
from ndt.people.models import User
from ndt.people.predicates import coordinator_of, operator
from ndt.reports import display

# How large the question stands: up to so many signs it fits on the sheet in that size.
LENGTHS: Final = {"short": 75, "long": 110, "longer": 160, "longest": 240}
TABLES: Final = "beraad.tables"


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
        styles=("cover.css", "beraad/transparency.css"),
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


def tables(plan: TablePlan, *, language: str, now: datetime) -> bytes:
    """Give the lists of each round and the card of each table: tickets, no names. Raises PdfUnavailable."""
    seated = table_queries.seated(plan)
    rounds = range(1, plan.rounds + 1)
    with translation.override(language):
        title = translation.gettext("Tafels van ‘%(title)s’") % {"title": plan.assembly.title}
    sheets = table_queries.sheets(seated)
    context = {
        "assembly": plan.assembly,
        "is_fixed": plan.is_fixed,
        "rounds": rounds,
        "finder": sheets.finder,
        "lists": sheets.lists,
        "cards": sheets.cards,
    }
    return pdf.render(
        "beraad/tables.html", context, title=title, language=language, now=now, styles=("beraad/tables.css",)
    )


def make_tables(user: User, chosen: dict[str, Any], now: datetime, tell: pdf_registry.Progress) -> bytes:
    """Make the ordered cards and lists. Raises NotAllowed for who leads no assembly, or when the plan is gone."""
    plan = TablePlan.objects.select_related("assembly").filter(pk=chosen["plan"]).first()
    if plan is None or not (coordinator_of("beraad") | operator)(user):
        raise pdf_registry.NotAllowed
    tell(0, 1)
    return tables(plan, language=chosen["language"], now=now)
