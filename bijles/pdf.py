"""One function a document."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from bijles.models import Agreement
from bijles.models.quality import Side
from bijles.queries import city
from ndt.pdf import services as pdf


def agreement(found: Agreement, *, language: str, now: datetime) -> bytes:
    """Give an agreement with its quality annex, its money and its signatures. Raises PdfUnavailable."""
    signed = {one.side: one for one in found.signatures.all()}
    with translation.override(language):
        title = _("Overeenkomst %(form)s: %(city)s en %(provider)s, versie %(version)d") % {
            "form": found.get_form_display(),
            "city": found.programme.scheme.municipality,
            "provider": found.provider,
            "version": found.version,
        }
        context = {
            "agreement": found,
            "money": city.money_lines(found),
            "quality": city.quality_lines(found.quality),
            "signatures": [(str(one.label), signed.get(one.value)) for one in Side],
            "fingerprint": next((one.fingerprint for one in signed.values()), ""),
        }
    return pdf.render("bijles/agreement.html", context, title=title, language=language, now=now, styles=("cover.css",))
