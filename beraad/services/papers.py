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


@transaction.atomic
def make(*, draw_id: int, language: str, now: datetime) -> None:
    """Make the report as things stand now. Raises TryAgain where no PDF can be made here yet."""
    draw = Draw.objects.select_related("assembly").get(pk=draw_id)
    found = transparency.facts(draw)
    try:
        content = pdf.transparency(found, language=language, now=now)
    except PdfUnavailable as missing:
        raise TryAgain("pango-missing") from missing
    DrawPaper.objects.update_or_create(
        draw=draw, language=language, defaults={"facts": found.digest, "content": content, "made_at": now}
    )


def renew() -> None:
    """Ask for new reports about all drawn lotteries whose facts changed."""
    for draw in Draw.objects.filter(state=State.DRAWN).select_related("assembly"):
        order(draw)
