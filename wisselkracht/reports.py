"""The report for boards and policymakers: how many apply, where, and what schools want to learn from each other."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ndt.charts import bars
from ndt.reports.core import suppression
from ndt.reports.core.paper import Column, Hidden, Kind, Number, Paper, Section, Selection, Table
from ndt.reports.display import count
from ndt.reports.platform import period
from wisselkracht.models import ApplicationQuerySet
from wisselkracht.queries import numbers
from wisselkracht.queries.vocabulary import label

MOST_THEMES: Final = 12


def complete(since: date | None, until: date | None) -> int:
    """Count the applications that all three confirmed in the period."""
    return numbers.complete(period("confirmed_at", since, until))


def municipalities() -> list[str]:
    """Give the municipalities that the report can be narrowed to."""
    return numbers.municipalities()


def exchanges(selection: Selection) -> Paper:
    """Give how many applications there are, how far they came, where, and for which themes."""
    found = numbers.begun(period("created_at", selection.since, selection.until))
    places = numbers.by_municipality(found)
    shown = suppression.column(list(places.values()))
    town = selection.municipality
    if town:
        cells = dict(zip(places, shown.cells, strict=True))
        # A place whose count is hidden in the table of all places stays hidden when asked for alone.
        if isinstance(cells.get(town, Hidden.FEW), Hidden):
            return _too_few(selection)
        found = found.filter(school__municipality__iexact=town)
    progress = suppression.column(numbers.by_progress(found))
    # Both tables count the same applications: a total that one of them hides, the other would give away.
    if isinstance(progress.total, Hidden) or (not town and isinstance(shown.total, Hidden)):
        return _too_few(selection)
    total = progress.total
    sections = [_progress(progress.cells, total)]
    if not town:
        sections.append(_places(places, shown.cells, total))
    sections.append(_themes(found))
    return Paper(
        finding=_("%(number)s aanmeldingen van scholen") % {"number": count(total)},
        lead=_("Elke aanmelding is van een leraar, een schoolleider en een buddy van één school."),
        measured_at=selection.now,
        numbers=(Number(count(total), _("aanmeldingen in deze periode")),),
        sections=tuple(sections),
        notes=_notes(),
    )


def _notes() -> tuple[str, ...]:
    return (
        _("Een aanmelding telt mee vanaf de dag waarop zij begon."),
        _("Aantallen onder de 10 laten wij niet zien. Soms is nog een getal weg, zodat niemand het kan uitrekenen."),
        _("Wat 60 dagen geleden is geëindigd, is gewist. Het telt niet meer mee."),
    )


def _too_few(selection: Selection) -> Paper:
    return Paper(
        finding=_("Nog te weinig aanmeldingen om te tonen"),
        lead=_("Er zijn er zo weinig, dat je mensen zou kunnen herkennen. Kies een langere periode of alle gemeenten."),
        measured_at=selection.now,
        notes=_notes(),
    )


def _progress(cells: tuple[int | Hidden, ...], total: int) -> Section:
    words = (_("wacht nog op iemand"), _("door alle drie bevestigd"), _("ingetrokken of verlopen"))
    table = Table(
        _("Hoever de aanmeldingen zijn"),
        (Column(_("Stand")), Column(_("Aanmeldingen"), Kind.COUNT)),
        tuple(zip(words, cells, strict=True)),
        total=(_("Samen"), total),
    )
    whole = cells[1]
    title = (
        _("Zo ver zijn de aanmeldingen")
        if isinstance(whole, Hidden)
        else ngettext(
            "%(number)s aanmelding is door alle drie bevestigd",
            "%(number)s aanmeldingen zijn door alle drie bevestigd",
            whole,
        )
        % {"number": count(whole)}
    )
    drawn = [
        bars.Bar(word, None if isinstance(cell, Hidden) else float(cell), count(cell), accent=place == 1)
        for place, (word, cell) in enumerate(zip(words, cells, strict=True))
    ]
    chart = bars.draw(drawn, title=title, description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."))
    return Section(_("Hoever zij zijn"), chart=chart, table=table)


def _places(places: dict[str, int], cells: tuple[int | Hidden, ...], total: int) -> Section:
    table = Table(
        _("Aanmeldingen per gemeente"),
        (Column(_("Gemeente")), Column(_("Aanmeldingen"), Kind.COUNT)),
        tuple((name or _("gemeente onbekend"), cell) for name, cell in zip(places, cells, strict=True)),
        total=(_("Samen"), total),
    )
    return Section(_("Per gemeente"), table=table)


def _themes(found: ApplicationQuerySet) -> Section:
    rows = [row for row in numbers.themes(found) if row[1] or row[2]][:MOST_THEMES]
    if not rows:
        return Section(_("Thema's"), paragraphs=(_("Er is nog geen school die haar thema's invulde."),))
    cells = tuple((label(code), suppression.one(wanted), suppression.one(offered)) for code, wanted, offered in rows)
    table = Table(
        _("Wat scholen willen leren, en waar zij goed in zijn"),
        (Column(_("Thema")), Column(_("Wil dit leren"), Kind.COUNT), Column(_("Is hier goed in"), Kind.COUNT)),
        cells,
    )
    chart = bars.draw(
        [
            bars.Bar(name, None if isinstance(wanted, Hidden) else float(wanted), count(wanted), accent=place == 0)
            for place, (name, wanted, _offered) in enumerate(cells)
        ],
        title=_("Het meest gezocht: %(theme)s") % {"theme": cells[0][0]},
        description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."),
    )
    return Section(_("Thema's"), chart=chart, table=table)
