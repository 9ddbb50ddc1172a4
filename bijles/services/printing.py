"""Make the ordered document with the figures of a programme, for who may still read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation

from bijles import pdf, reports
from bijles.models import Programme
from bijles.queries import figures, rights
from ndt.pdf import registry
from ndt.people.models import User


def make_figures(user: User, chosen: dict[str, Any], now: datetime, tell: registry.Progress) -> bytes:
    """Give the report of a programme as PDF/UA. Raises NotAllowed."""
    programme = (
        Programme.objects.filter(pk=chosen["programme"], scheme__in=rights.schemes_of(user))
        .select_related("scheme__municipality")
        .first()
    )
    if programme is None:
        raise registry.NotAllowed
    tell(0, 2)
    with translation.override(chosen["language"]):
        paper = reports.figures(figures.figures(programme, now=now))
    tell(1, 2)
    return pdf.figures(programme, paper, language=chosen["language"], now=now)
