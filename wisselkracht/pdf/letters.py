"""The letter to a school with the code for its director."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ndt.pdf import services as pdf
from wisselkracht.models import Applicant, Application

# As `services/verifying.py` keeps a code; a test holds the two together.
KEPT = timedelta(days=30)


def register_letter(application: Application, director: Applicant, *, code: str, language: str, now: datetime) -> bytes:
    """Give the letter to the school's address in the register. Raises PdfUnavailable."""
    with translation.override(language):
        until = date_format(timezone.localdate(now + KEPT), "j F Y")
        title = _("Een code voor %(school)s") % {"school": application.school}
    return pdf.render(
        "wisselkracht/register_letter.html",
        {
            "lines": application.school.address_lines,
            "school": str(application.school),
            "director": director.name,
            "code": code,
            "until": until,
            "site": settings.SITE_URL.partition("://")[2],
        },
        title=title,
        language=language,
        now=now,
        styles=("wisselkracht/register_letter.css",),
    )
