"""Keep the report about a draw up to date, in every language of the house."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from beraad import pdf
from beraad.models import Draw, DrawPaper
from beraad.models.draw import State
from beraad.queries import transparency
from ndt.jobs import services as jobs
from ndt.jobs.core.errors import TryAgain
from ndt.pdf.services import PdfUnavailable


def order(draw: Draw) -> None:
    """Ask the worker for the report about a draw. The same facts are not made into a report twice."""
    digest = transparency.facts(draw).digest
    for language, _name in settings.LANGUAGES:
        key = f"beraad:paper:{draw.pk}:{language}:{digest}"
        jobs.enqueue(kind="beraad.paper", key=key, payload={"draw": draw.pk, "language": language})


def make(*, draw_id: int, language: str, now: datetime) -> None:
    """Make the report as things stand now, unless it is there; safe to run twice.

    The seconds of rendering hold no row of this room: only storing is a transaction of its own here.
    Raises TryAgain where no PDF can be made here yet.
    """
    draw = Draw.objects.select_related("assembly").get(pk=draw_id)
    found = transparency.facts(draw)
    if DrawPaper.objects.filter(draw=draw, language=language, facts=found.digest).exists():
        return
    try:
        content = pdf.transparency(found, language=language, now=now)
    except PdfUnavailable as missing:
        raise TryAgain("pango-missing") from missing
    _store(DrawPaper(draw=draw, language=language, facts=found.digest, content=content, made_at=now))


@transaction.atomic
def _store(paper: DrawPaper) -> None:
    """Keep a report, but not over one that was begun later and took less time."""
    Draw.objects.select_for_update(no_key=True).get(pk=paper.draw_id)
    same = DrawPaper.objects.filter(draw=paper.draw_id, language=paper.language)
    if same.filter(made_at__gt=paper.made_at).exists():
        return
    same.delete()
    paper.save()


def renew() -> None:
    """Ask for new reports about all drawn lotteries whose facts changed."""
    for draw in Draw.objects.filter(state=State.DRAWN).select_related("assembly"):
        order(draw)
