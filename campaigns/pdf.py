"""One function a document."""

from __future__ import annotations

from datetime import datetime

import segno
from django.conf import settings

from campaigns.models import Petition
from ndt.pdf import services as pdf


def qr_path(address: str) -> tuple[str, int]:
    """Give an address as an SVG path of dark modules and the side in modules, quiet zone left out.

    Error level Q: a quarter of the code may be torn or painted over.
    """
    matrix = segno.make(address, error="q", micro=False).matrix
    runs = [f"M{column} {row}h1v1h-1z" for row, line in enumerate(matrix) for column, dark in enumerate(line) if dark]
    return "".join(runs), len(matrix)


# Letters in the longest word, and the class of a heading in which that many fit across the sheet.
HEADINGS = ((4, "huge"), (6, "large"), (8, "wide"), (11, "long"))


def _heading(title: str) -> str:
    longest = max(len(word) for word in title.split())
    return next((size for letters, size in HEADINGS if longest <= letters), "longest")


def poster(petition: Petition, *, language: str, now: datetime) -> bytes:
    """Give the poster: the slogan, and a code to sign with. Raises PdfUnavailable."""
    address = settings.SITE_URL + petition.get_absolute_url()
    path, side = qr_path(address)
    return pdf.render(
        "campaigns/poster.html",
        {
            "petition": petition,
            "address": address.partition("://")[2].rstrip("/"),
            "path": path,
            "side": side,
            "heading": _heading(petition.title),
        },
        title=f"{petition.title}: {petition.slogan}",
        language=language,
        now=now,
        styles=("campaigns/poster.css",),
    )
