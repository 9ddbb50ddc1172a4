"""Make a PDF/UA-1 document from a template.

from ndt.pdf import services as pdf
content = pdf.render("campaigns/poster.html", {...}, title=..., language="nl", now=now)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from ndt.pdf import engine, tagging

STYLE = "print.css"


class PdfUnavailable(Exception):
    """This machine lacks what a PDF needs. `reason` is for the operator."""

    code = "pdf_unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def available() -> bool:
    """Say whether PDFs can be made here."""
    return not engine.missing()


def reason() -> str:
    """Give the technical reason why no PDF can be made here, or ""."""
    return engine.missing()


def render(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    language: str,
    now: datetime,
    styles: Sequence[str] = (),
) -> bytes:
    """Give `templates/pdf/<template>` as a tagged PDF.

    template: extends "pdf/base.html" and has one <h1>. title: what the reader's window shows.
    language: "nl" or "en". now: date of the document; the same input gives the same bytes.
    styles: further style sheets below templates/pdf/. A list of more than some hundred rows takes
    seconds: order it as a job (`ndt.pdf.orders`).
    Raises PdfUnavailable.
    """
    if not available():
        raise PdfUnavailable(engine.missing())
    with translation.override(language):
        made_at = timezone.localtime(now)
        values = {**context, "title": title, "language": language, "made_at": made_at}
        html = render_to_string(f"pdf/{template}", values)
    return tagging.finish(engine.print_pages(html, (STYLE, *styles)))
