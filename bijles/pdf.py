"""One function a document."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.utils import translation
from django.utils.translation import gettext as _

from bijles.core import ubl
from bijles.core.settlement import RATES
from bijles.models import Agreement
from bijles.models.quality import Side
from bijles.money import euros
from bijles.queries import city
from ndt.pdf import services as pdf

# An invoice is in Dutch, whoever reads the desk.
INVOICES = "nl"


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


def invoice(of: ubl.Invoice) -> bytes:
    """Give an invoice as PDF/UA. It is of the day on which it was issued, so it is the same each time. Raises PdfUnavailable."""
    with translation.override(INVOICES):
        context = {
            "invoice": of,
            "lines": [(line, euros(line.unit_cents), euros(line.cents)) for line in of.lines],
            "net": euros(of.totals.net),
            "tax": euros(of.totals.tax),
            "gross": euros(of.totals.gross),
            "rate": RATES[of.tax],
            "reason": ubl.REASONS.get(of.tax, ""),
            "iban": " ".join(of.iban[place : place + 4] for place in range(0, len(of.iban), 4)),
        }
        title = _("Factuur %(number)s") % {"number": of.number}
    return pdf.render(
        "bijles/invoice.html",
        context,
        title=title,
        language=INVOICES,
        now=datetime.combine(of.issued, time(12), tzinfo=UTC),
        styles=["bijles/invoice.css"],
    )
