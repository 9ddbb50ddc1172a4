"""What the page about data and method shows: the norms as they stand, and the files behind every number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from inspectie.core.norms import NormSet
from inspectie.models import Publication
from inspectie.queries import norm_sets
from inspectie.queries.exports import Cell, Meta, Source, Table
from inspectie.queries.wording import Shown, Text, school_year

CURRENT: Final = "current-2020"
CONFIDENCE: Final[dict[str, Text]] = {
    "official": gettext_lazy("Officieel: zo staat het in de regels."),
    "derived": gettext_lazy("Afgeleid uit een officieel bestand."),
    "unknown": gettext_lazy("Niet bekend: deze waarde vonden we niet."),
    "proposal": gettext_lazy("Een voorstel, geen regel."),
    "experimental": gettext_lazy("Een proef, geen regel."),
}
CAVEATS: Final[tuple[Text, ...]] = (
    gettext_lazy("Een uitkomst is een signaal, geen oordeel. Alleen de inspectie oordeelt, na een bezoek."),
    gettext_lazy("Aantallen onder de vijf zijn afgeschermd. 'Open' betekent: met openbare gegevens niet te zeggen."),
)
PUBLISHERS: Final = {
    "outcomes": "Inspectie van het Onderwijs",
    "weging": "Inspectie van het Onderwijs / CBS",
    "judgements": "Inspectie van het Onderwijs",
    "coordinates": "PDOK",
}


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm set in words. json: its address. compare: where it is held against the norm of now, or ""."""

    slug: str
    title: str
    summary: str
    source: str
    confidence: str
    sha256: str
    json: str
    compare: str


def language() -> str:
    """Give the language of now."""
    return get_language() or "nl"


def title(norm_set: NormSet) -> str:
    """Give the name of a norm set in the language of now."""
    return norm_set.title.within(language())


def norms() -> list[Norm]:
    """Give all norm sets in their fixed order."""
    return [_norm(one) for one in norm_sets.every().values()]


def _norm(norm_set: NormSet) -> Norm:
    compare = f"{reverse('inspectie:comparison')}?van={CURRENT}&naar={norm_set.slug}"
    return Norm(
        slug=norm_set.slug,
        title=title(norm_set),
        summary=norm_set.summary.within(language()),
        source=norm_set.source.within(language()),
        confidence=str(CONFIDENCE.get(norm_set.confidence, norm_set.confidence)),
        sha256=norm_set.sha256,
        json=reverse("inspectie:norm-json", args=[norm_set.slug]),
        compare="" if norm_set.slug == CURRENT else compare,
    )


def publications() -> list[Publication]:
    """Give the files that today's data come from."""
    return list(Publication.objects.in_use())


def is_demo(files: list[Publication]) -> bool:
    """Say whether any of the data was invented."""
    return any(one.is_demo for one in files)


def holds_demo() -> bool:
    """Say whether any of the data of now was invented: one small query."""
    return Publication.objects.in_use().filter(is_demo=True).exists()


def sources(files: list[Publication]) -> tuple[Source, ...]:
    """Give the files as every download names them."""
    return tuple(
        Source(
            publisher=PUBLISHERS.get(one.kind, "DUO"),
            title=one.file,
            dated=one.published_on.isoformat() if one.published_on else "",
            sha256=one.sha256,
        )
        for one in files
    )


def meta(*, title: str, address: str, version: str, used: Sequence[NormSet], caveats: Sequence[Text] = ()) -> Meta:
    """Give what belongs to the figures of a page. used: the norm sets behind them."""
    files = publications()
    return Meta(
        title=title,
        address=address,
        version=version,
        is_demo=is_demo(files),
        sources=sources(files),
        caveats=tuple(str(one) for one in (*CAVEATS, *caveats)),
        norm_sets={one.slug: one.sha256 for one in used},
    )


def source_line(years: Sequence[int], *, demo: bool, version: str) -> str:
    """Say in one line where figures come from."""
    span = _("%(first)s tot en met %(last)s") % {"first": school_year(years[0]), "last": school_year(years[-1])}
    words = (
        _("Voorbeeld met verzonnen cijfers, schooljaren %(years)s. Versie %(version)s.")
        if demo
        else _("Bron: Inspectie van het Onderwijs en DUO, schooljaren %(years)s. Versie %(version)s.")
    )
    return words % {"years": span, "version": version[:12]}


def files_shown(files: list[Publication]) -> Shown:
    """Give the files as a table."""
    return Shown(
        caption=_("Bestanden achter de cijfers"),
        columns=(_("Bestand"), _("Wat erin staat"), _("Stand van"), _("Ingelezen"), _("Vingerafdruk")),
        rows=tuple(
            (
                one.file,
                str(one.get_kind_display()),
                formats.date_format(one.published_on, "j F Y") if one.published_on else _("niet bekend"),
                formats.date_format(one.imported_at, "j F Y"),
                one.sha256[:12],
            )
            for one in files
        ),
        numeric="",
    )


def addresses() -> Shown:
    """Give the fixed addresses of the pages."""
    code = "00AP-C1"
    rows = [
        (_("Het hele land"), reverse("inspectie:overview"), "overzicht.csv, overzicht.json"),
        (_("Twee normen"), reverse("inspectie:comparison"), "vergelijk.csv, vergelijk.json"),
        (_("Een norm die u bewaart"), reverse("inspectie:scenario") + "…/", "….csv, ….json"),
        (_("Een school"), reverse("inspectie:school", args=[code]), f"{code}.csv, {code}.json"),
    ]
    return Shown(
        caption=_("Waar u alles vindt"),
        columns=(_("Pagina"), _("Adres"), _("Bestanden ernaast")),
        rows=tuple(rows),
        numeric="",
    )


def tables(files: list[Publication]) -> list[Table]:
    """Give the page for its CSV and JSON: the norm sets and the files."""
    sets: list[tuple[Cell, ...]] = [
        (one.slug, one.version, one.title.nl, one.source.nl, one.confidence, one.parent, one.sha256)
        for one in norm_sets.every().values()
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            one.file,
            one.kind,
            one.published_on.isoformat() if one.published_on else None,
            one.imported_at.date().isoformat(),
            one.sha256,
            one.is_demo,
        )
        for one in files
    ]
    return [
        Table("norm_sets", ("slug", "version", "title", "source", "confidence", "parent", "sha256"), sets),
        Table("files", ("file", "kind", "published_on", "imported_on", "sha256", "is_demo"), rows),
    ]
