"""The report about all draws."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beraad import queries
from beraad.models import Assembly
from ndt.reports.core.paper import Column, Kind, Number, Paper, Section, Selection, Table
from ndt.reports.display import count


def lotteries(selection: Selection) -> Paper:
    """Give all draws that were held, with the least chance in each. All of it is public already."""
    drawn = [
        (assembly, found)
        for assembly in Assembly.objects.public()
        if (found := queries.fixed_draw(assembly)) is not None
    ]
    rows = tuple(
        (
            assembly.title,
            len(found.chances),
            found.report["size"],
            Decimal(f"{found.report['minimum_percent']:.1f}"),
            "–" if found.index is None else str(found.index),
        )
        for assembly, found in drawn
    )
    finding = ngettext("Er was %d loting onder leraren", "Er waren %d lotingen onder leraren", len(rows)) % len(rows)
    columns = (
        Column(_("Beraad")), Column(_("Leraren op de lijst"), Kind.COUNT), Column(_("Plaatsen"), Kind.COUNT),
        Column(_("Kleinste kans"), Kind.PERCENT), Column(_("Geloot nummer")),
    )  # fmt: skip
    people = sum(len(found.chances) for _assembly, found in drawn)
    section = Section(title=_("Per beraad"), table=Table(_("Lotingen"), columns, rows))
    if not rows:
        section = Section(title=_("Per beraad"), paragraphs=(_("Er is nog niet geloot."),))
    return Paper(
        finding=finding,
        lead=_("Bij elke loting stond vooraf vast hoe groot ieders kans was. Iedereen kan dat narekenen."),
        measured_at=selection.now,
        numbers=(Number(count(people), _("leraren op een lijst")),),
        sections=(section,),
        notes=(_("Een loting telt mee zodra de groepen openbaar zijn."),),
    )
