"""One function a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bijles import links, words
from bijles.core import codes, ubl
from bijles.core.settlement import RATES
from bijles.models import Agreement, Batch, Booking, Child, HelpVisit, ParentText, Programme, School
from bijles.models.quality import Side
from bijles.money import euros
from bijles.queries import city
from bijles.queries import letters as texts
from ndt.pdf import services as pdf
from ndt.reports import display
from ndt.reports.core import paper as papers
from ndt.web.registry import solutions

# An invoice is in Dutch, whoever reads the desk.
INVOICES = "nl"
FIGURES = "bijles.figures"


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


def slip(
    visit: HelpVisit, lessons: Sequence[tuple[Child, Sequence[Booking]]], *, language: str, now: datetime
) -> bytes:
    """Give a family on paper when its lessons are, with their codes and how to come back. Raises PdfUnavailable."""
    with translation.override(language):
        context = {
            "visit": visit,
            "lessons": [(child, [(one, words.subject(one.lesson.subject)) for one in of]) for child, of in lessons],
            "last_three": visit.family.passes.filter(scheme=visit.desk.scheme)
            .values_list("last_three", flat=True)
            .first(),
            "report_url": links.absolute("report", language=language).partition("://")[2],
            "site": settings.SITE_URL.partition("://")[2],
        }
        title = _("Uw lessen met de %(scheme)s") % {"scheme": visit.desk.scheme}
    return pdf.render("bijles/slip.html", context, title=title, language=language, now=now)


def invoice(of: ubl.Invoice, *, why: str = "") -> bytes:
    """Give an invoice or credit note as PDF/UA. why: of a credit note, in the words of the municipality. It is of the day on which it was issued, so it is the same each time. Raises PdfUnavailable."""
    with translation.override(INVOICES):
        context = {
            "invoice": of,
            "why": why,
            "lines": [(line, euros(line.unit_cents), euros(line.cents)) for line in of.lines],
            "net": euros(of.totals.net),
            "tax": euros(of.totals.tax),
            "gross": euros(of.totals.gross),
            "rate": RATES[of.tax],
            "reason": ubl.REASONS.get(of.tax, ""),
            "iban": " ".join(of.iban[place : place + 4] for place in range(0, len(of.iban), 4)),
        }
        words = _("Creditnota %(number)s") if of.corrects else _("Factuur %(number)s")
        title = words % {"number": of.number}
    return pdf.render(
        "bijles/invoice.html",
        context,
        title=title,
        language=INVOICES,
        now=datetime.combine(of.issued, time(12), tzinfo=UTC),
        styles=["bijles/invoice.css"],
    )


@dataclass(frozen=True, slots=True)
class Paper:
    """A code as it stands on paper. address: without https. path: the QR code as squares in `side` by `side`."""

    code: str
    address: str
    path: str
    side: int


def parents_letter(batch: Batch, *, now: datetime) -> bytes:
    """Give what a school ordered, in one language with Dutch beside it. Raises PdfUnavailable."""
    assert batch.text is not None, "a school orders a text"
    assert batch.school is not None, "a school orders a text"
    shown = _sides(batch.text, batch.school)
    context = shown | {"paper": _paper(batch.codes.get().code)}
    return pdf.render(
        f"bijles/parents_{batch.text.kind}.html",
        context,
        title=shown["own"].title,
        language=batch.text.language,
        now=now,
        styles=["bijles/parents.css", f"bijles/parents_{batch.text.kind}.css"],
    )


def slips(text: ParentText, school: School, *, drawn: Iterable[str], subject: str, level: str, now: datetime) -> bytes:
    """Give slips for parents, each with a code of its own; they can be made once. Raises PdfUnavailable."""
    with translation.override("nl"):
        about = f"{words.subject(subject)}, {words.level(level)}"
        title = _("Briefjes van %(school)s: %(about)s") % {"school": school, "about": about}
    context = _sides(text, school) | {"papers": [_paper(code) for code in drawn], "about": about}
    return pdf.render(
        "bijles/slips.html",
        context,
        title=title,
        language=text.language,
        now=now,
        styles=["bijles/parents.css", "bijles/slips.css"],
    )


def _sides(text: ParentText, school: School) -> dict[str, texts.Shown]:
    filled = texts.values(school.scheme, school=str(school))
    own, dutch = texts.show(text, filled), texts.beside(text)
    return {"own": own} | ({"dutch": texts.show_beside(dutch, filled, own=own)} if dutch else {})


def _paper(code: str) -> Paper:
    address = settings.SITE_URL + reverse("bijles:via", args=[codes.shown(code)])
    # Error level Q: a quarter of the code may be torn or written over.
    matrix: Sequence[Sequence[int]] = segno.make(address, error="q", micro=False).matrix
    path = "".join(f"M{x} {y}h1v1h-1z" for y, line in enumerate(matrix) for x, dark in enumerate(line) if dark)
    return Paper(codes.shown(code), address.partition("://")[2].rstrip("/"), path, len(matrix))


def figures(of: Programme, paper: papers.Paper, *, language: str, now: datetime) -> bytes:
    """Give the report about a programme as PDF/UA. Raises PdfUnavailable."""
    with translation.override(language):
        report = _("Cijfers van %(programme)s") % {"programme": of.title}
        context = {
            "report": {"title": report},
            "solution": next(one for one in solutions() if one.room == "bijles"),
            "paper": paper,
            "sections": display.sections(paper),
            "address": settings.SITE_URL + reverse("bijles:figures", args=[of.pk]),
        }
        title = f"{report}: {paper.finding}"
    return pdf.render("reports/report.html", context, title=title, language=language, now=now)
