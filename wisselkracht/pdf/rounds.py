"""The report of a round for boards and policymakers: numbers, charts and proof, and no people."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Final

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ndt.charts import bars, dumbbells
from ndt.pdf import services as pdf
from ndt.reports import display
from ndt.reports.core import suppression
from ndt.reports.core.paper import Column, Hidden, Kind, Number, Paper, Section, Table
from ndt.reports.display import count
from wisselkracht.core.sheets import Funnel, RoundSheet, Stop
from wisselkracht.pdf.sheets import RULES

# Upper ends in minutes; the last band is open.
_BANDS: Final = (15, 30, 45, 60)
_MOST_THEMES: Final = 8


def round_report(sheet: RoundSheet, *, address: str, language: str, now: datetime) -> bytes:
    """Give the report of a round. address: where the proof of the round stands. Raises PdfUnavailable."""
    with translation.override(language):
        paper = round_paper(sheet, now=now)
        context = {
            "sheet": sheet,
            "paper": paper,
            "sections": display.sections(paper),
            "is_proven": sheet.stop is Stop.OPTIMAL,
            "address": address,
        }
        title = f"{sheet.name}: {paper.finding}"
    return pdf.render(
        "wisselkracht/round.html",
        context,
        title=title,
        language=language,
        now=now,
        styles=("cover.css", "wisselkracht/round.css"),
    )


def round_paper(sheet: RoundSheet, *, now: datetime) -> Paper:
    """Give the report in words, charts and tables. Small counts are hidden, as on every public page."""
    exchanges = sheet.two_ways + sheet.three_ways
    finding = ngettext(
        "%(teachers)s leraren wisselen van school, in %(number)s ruil",
        "%(teachers)s leraren wisselen van school, in %(number)s ruilen",
        exchanges,
    ) % {"teachers": count(sheet.teachers), "number": count(exchanges)}
    in_run = sheet.funnel.in_run
    share = formats.number_format(Decimal(100 * sheet.teachers) / in_run, 0) if in_run else "0"
    return Paper(
        finding=finding,
        lead=_("Dit verslag telt de aanmeldingen, de ruilen en wat scholen van elkaar leren. Er staan geen namen in."),
        measured_at=now,
        numbers=(
            Number(count(in_run), _("aanmeldingen deden mee")),
            Number(f"{share} %", _("daarvan kreeg een voorstel")),
            Number(count(exchanges), _("ruilen")),
            Number(_minutes(median(sheet.travel)) if sheet.travel else "–", _("minuten reizen, de middelste")),
        ),
        sections=tuple(
            section
            for section in (
                _exchanges(sheet), _funnel(sheet.funnel), _travel(sheet.travel), _themes(sheet), _unmatched(sheet),
                _levels(sheet),
            )
            if section is not None
        ),
        notes=(
            _("Aantallen onder de 10 staan er als '<10'. Zo is niemand te herkennen."),
            _("Een aanmelding telt mee als drie mensen ja zeiden, en de directeur bekend is."),
            _("De reistijd is vaak een schatting. Dan rekenen we met afstand en een vaste snelheid."),
        ),
    )  # fmt: skip


def _minutes(value: float) -> str:
    return formats.number_format(round(value), 0)


def _funnel(funnel: Funnel) -> Section:
    names = [
        _("Begonnen"), _("Bevestigd door drie mensen"), _("Directeur bekend"), _("Meegedaan"), _("Voorstel gekregen"),
        _("Iedereen zei ja"), _("Begonnen met de ruil"),
    ]  # fmt: skip
    rows = [(name, number) for name, number in zip(names, funnel.steps, strict=False)]
    shown = [(name, suppression.one(number)) for name, number in rows]
    return Section(
        title=_("Van aanmelding tot ruil"),
        chart=bars.draw(
            [_bar(name, cell, accent=at == 4) for at, (name, cell) in enumerate(shown)],
            title=_("Van %(many)s aanmeldingen kregen %(few)s een voorstel")
            % {"many": count(shown[0][1]), "few": count(shown[4][1])},
            description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."),
        ),
        table=Table(
            _("Aanmeldingen per stap"), (Column(_("Stap")), Column(_("Aanmeldingen"), Kind.COUNT)), tuple(shown)
        ),
    )  # fmt: skip


def _bar(name: str, cell: int | Hidden, *, accent: bool = False) -> bars.Bar:
    return bars.Bar(name, None if isinstance(cell, Hidden) else cell, count(cell), accent=accent)


def _exchanges(sheet: RoundSheet) -> Section:
    rows = (
        (_("Twee leraren ruilen met elkaar"), sheet.two_ways, 2 * sheet.two_ways),
        (_("Drie leraren ruilen in een kring"), sheet.three_ways, 3 * sheet.three_ways),
    )
    return Section(
        title=_("De ruilen"),
        paragraphs=(_("Een kring van drie kan vaker mislukken. Daarom kiezen we er zo weinig als kan."),),
        table=Table(
            _("Ruilen naar soort"),
            (Column(_("Soort")), Column(_("Ruilen"), Kind.COUNT), Column(_("Leraren"), Kind.COUNT)),
            rows,
            total=(_("Samen"), sheet.two_ways + sheet.three_ways, sheet.teachers),
        ),
    )


def _travel(travel: Sequence[int]) -> Section | None:
    """Give how far teachers travel, in bands of a quarter of an hour."""
    if not travel:
        return None
    edges = [-1, *_BANDS, max(*travel, _BANDS[-1]) + 1]
    numbers = [sum(low < one <= high for one in travel) for low, high in itertools.pairwise(edges)]
    names = [
        _("tot en met %(minutes)s minuten") % {"minutes": _BANDS[0]},
        *(_("%(low)s tot en met %(high)s minuten") % {"low": low + 1, "high": high}
          for low, high in itertools.pairwise(_BANDS)),
        _("meer dan %(minutes)s minuten") % {"minutes": _BANDS[-1]},
    ]  # fmt: skip
    shown = suppression.column(numbers)
    if all(isinstance(cell, Hidden) for cell in shown.cells):
        return None  # so few travel that a picture would be empty
    rows = tuple(zip(names, shown.cells, strict=True))
    near = 100 * sum(numbers[:2]) // len(travel)
    # A share of hidden counts would tell them after all.
    is_told = not any(isinstance(cell, Hidden) for cell in shown.cells[:2])
    return Section(
        title=_("Hoe ver reizen leraren?"),
        chart=bars.draw(
            [_bar(name, cell, accent=at < 2) for at, (name, cell) in enumerate(rows)],
            title=_("%(share)s %% reist een half uur of korter") % {"share": near}
            if is_told
            else _("Reistijd in groepen"),
            description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."),
        ),
        table=Table(
            _("Leraren naar reistijd, enkele reis"),
            (Column(_("Reistijd")), Column(_("Leraren"), Kind.COUNT)),
            rows,
            total=(_("Samen"), shown.total),
        ),
    )


def _themes(sheet: RoundSheet) -> Section | None:
    """Give the themes that are wanted most beside how many schools offer them."""
    themes = sorted(sheet.themes, key=lambda theme: (-theme.wanted, theme.name))[:_MOST_THEMES]
    known = [theme for theme in themes if min(theme.wanted, theme.offered) >= suppression.THRESHOLD]
    if not known:
        return None
    short = max(known, key=lambda theme: (theme.wanted - theme.offered, theme.name))
    title = (
        _("Naar %(theme)s vragen %(wanted)s scholen, %(offered)s zijn er goed in")
        if short.wanted > short.offered
        else _("Voor elk thema zijn er genoeg scholen die er goed in zijn")
    ) % {"theme": short.name.lower(), "wanted": short.wanted, "offered": short.offered}
    rows = tuple((one.name, suppression.one(one.wanted), suppression.one(one.offered)) for one in themes)
    columns = (Column(_("Thema")), Column(_("Wil leren"), Kind.COUNT), Column(_("Is er goed in"), Kind.COUNT))
    return Section(
        title=_("Wat willen scholen leren?"),
        chart=dumbbells.draw(
            [
                dumbbells.Pair(
                    one.name, one.wanted, one.offered, count(one.wanted), count(one.offered), accent=one is short
                )
                for one in known
            ],
            title=title,
            description=_("Per thema hoeveel scholen het willen leren, en hoeveel er goed in zijn."),
            ends=dumbbells.Ends(_("wil leren"), _("is er goed in")),
            from_zero=True,
        ),
        table=Table(_("Scholen per thema"), columns, rows),
    )  # fmt: skip


def _unmatched(sheet: RoundSheet) -> Section | None:
    """Give why applications have no partner; those that fit somebody and lost to the whole stand apart."""
    reasons = sorted(sheet.unmatched, key=lambda one: (-one.candidates, one.rule))
    rows = [(str(RULES[one.rule]), one.candidates) for one in reasons if one.candidates]
    if sheet.lost_by_choice:
        rows.append((_("Paste wel; samen was iets anders beter"), sheet.lost_by_choice))
    if not rows:
        return None
    shown = suppression.column([number for _name, number in rows])
    cells = tuple((name, cell) for (name, _number), cell in zip(rows, shown.cells, strict=True))
    return Section(
        title=_("Wie kreeg geen voorstel?"),
        paragraphs=(_("Ieder kreeg een eigen uitleg, met de kleinste verandering die helpt."),),
        chart=bars.draw(
            [_bar(name, cell, accent=at == 0) for at, (name, cell) in enumerate(cells)],
            title=_("De meeste vielen af door: %(reason)s") % {"reason": cells[0][0].lower()},
            description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."),
        ),
        table=Table(
            _("Aanmeldingen zonder voorstel, naar de eerste reden"),
            (Column(_("Reden")), Column(_("Aanmeldingen"), Kind.COUNT)),
            cells,
            total=(_("Samen"), shown.total),
        ),
    )


def _levels(sheet: RoundSheet) -> Section:
    """Give what the search reached and how much better it could be at most."""
    words = (
        _("Voor elk doel is bewezen dat het niet beter kan. Eerst telt het eerste doel, dan het tweede, en zo verder.")
        if sheet.stop is Stop.OPTIMAL
        else _("De tijd was op voordat alles bewezen was. Hieronder staat hoeveel beter het nog zou kunnen zijn.")
    )
    rows = tuple(
        (one.name, one.value, one.bound, _("bewezen") if one.is_proven else _("niet bewezen")) for one in sheet.levels
    )
    columns = (
        Column(_("Doel")), Column(_("Bereikt"), Kind.COUNT), Column(_("Beste dat kan"), Kind.COUNT), Column(_("Bewijs")),
    )  # fmt: skip
    return Section(
        title=_("Is dit de beste verdeling?"),
        paragraphs=(words,),
        table=Table(_("De doelen op volgorde"), columns, rows),
    )
