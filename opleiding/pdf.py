"""One function a document: the letter of an advice, and the sheets with codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ndt.pdf import registry as pdf_registry
from ndt.pdf import services as pdf
from ndt.pdf.registry import Progress
from ndt.people.models import User
from opleiding import links
from opleiding.models import Advice, Batch, Institute
from opleiding.queries import advice as advices

SHEETS: Final = "opleiding.sheets"


@dataclass(frozen=True, slots=True)
class Card:
    """A code to cut out: as a picture of `side` squares, as text, and where it leads."""

    number: int
    code: str
    address: str
    path: str
    side: int


def letter(given: Advice, *, name: str, language: str) -> bytes:
    """Give the letter of an advice, dated when it was made; the same advice gives the same bytes. Raises PdfUnavailable."""
    with translation.override(language):
        context = {
            "advice": given,
            "page": advices.page(given),
            "name": name,
            "address": settings.SITE_URL + reverse("opleiding:weights"),
        }
        title = _("Jouw advies: welke opleiding tot leraar past bij je?")
    return pdf.render(
        "opleiding/letter.html",
        context,
        title=title,
        language=language,
        now=given.made_at,
        styles=("opleiding/letter.css",),
    )


def sheets(batch: Batch, *, language: str, now: datetime, tell: Progress) -> bytes:
    """Give the sheets of a batch: six codes a page, to cut out. Raises PdfUnavailable."""
    found = batch.invitations.select_related("batch")
    cards = [card(links.code_of(one), one.number, language=language) for one in found]
    tell(0, len(cards))
    with translation.override(language):
        title = _("Uitnodigingen: %(title)s") % {"title": batch.title}
    return pdf.render(
        "opleiding/sheets.html",
        {"batch": batch, "pages": [cards[at : at + 6] for at in range(0, len(cards), 6)]},
        title=title,
        language=language,
        now=now,
        styles=("opleiding/sheets.css",),
    )


def card(code: str, number: int, *, language: str) -> Card:
    """Give a code as a card."""
    address = links.address(code, language=language)
    # Error level Q: a quarter of the code may be torn or painted over.
    matrix = segno.make(address, error="q", micro=False).matrix
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, line in enumerate(matrix) for x, dark in enumerate(line) if dark)
    return Card(number, links.shown(code), address.partition("://")[2], dots, len(matrix))


def make_sheets(user: User, parameters: dict[str, str], now: datetime, tell: Progress) -> bytes:
    """Make ordered sheets; only for who still works for the institute. Raises NotAllowed or PdfUnavailable."""
    batch = Batch.objects.filter(pk=parameters["batch"], institute__in=Institute.objects.of(user)).first()
    if batch is None:
        raise pdf_registry.NotAllowed
    return sheets(batch, language=parameters["language"], now=now, tell=tell)
