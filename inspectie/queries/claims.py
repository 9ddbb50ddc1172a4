"""The four claims of the report in words and pictures, from the figures of the country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from inspectie.queries.country import DOMAINS, Country, Judged, Told
from inspectie.queries.exports import Cell, Table
from inspectie.queries.wording import (
    NAMES,
    Shown,
    Stat,
    hundred,
    number,
    school_year,
    shares_chart,
    span,
    told_table,
)
from ndt.charts import bars, hundreds
from ndt.charts.shapes import Chart

COUNTS: Final = ("key", "name", "schools_certain", "schools_possible", "schools_of")
# What the report of 2021 says of its second proposal: more than so many.
REPORT_SCHOOLS: Final = 100
REPORT_PUPILS: Final = 19_000
NO_COUNTS: Final = Table("counts", COUNTS, ())


@dataclass(frozen=True, slots=True)
class Link:
    """Where a number can be asked anew."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One proposal of the report and what today's data show of it. wide: a template with more across the whole width, or ""."""

    number: int
    proposal: str
    finding: str
    stat: Stat | None
    paragraphs: tuple[str, ...]
    source: str
    links: tuple[Link, ...]
    chart: Chart | None = None
    table: Shown | None = None
    label: str = ""
    wide: str = ""

    @property
    def chart_id(self) -> str:
        """Give the id of the chart on the page."""
        return f"beeld-{self.number}"


@dataclass(frozen=True, slots=True)
class Page:
    """The overview, ready for its template."""

    lead: str
    hundreds: Chart
    claims: tuple[Claim, ...]
    figures: Shown
    source: str
    version: str


def page(country: Country, judged: Sequence[Judged]) -> Page:
    """Give the overview in the language of now."""
    return Page(
        lead=_(
            "Nu zit %(now)s scholen onder een norm. Telt elk vak apart, met dezelfde norm? Dan zijn het er %(apart)s."
        )
        % {"now": hundred(country.now), "apart": hundred(country.apart)},
        hundreds=_hundreds(country),
        claims=(_apart(country), _urgency(country, judged), _reading(country), _growth(country)),
        figures=_figures(country),
        source=_source(country),
        version=_("Versie van de gegevens: %(version)s") % {"version": country.version[:12]},
    )


def _hundreds(country: Country) -> Chart:
    now, apart = country.now.of_hundred, country.apart.of_hundred
    return hundreds.draw(
        [
            hundreds.Hundred(_("Nu: alles bij elkaar"), now[0], now[1] - now[0], hundred(country.now)),
            hundreds.Hundred(_("Elk vak apart"), apart[0], apart[1] - apart[0], hundred(country.apart)),
        ],
        title=_("Van elke 100 scholen zit %(now)s onder een norm. Per vak zijn dat er %(low)s tot %(high)s.")
        % {"now": now[0], "low": apart[0], "high": apart[1]},
        description=_("Twee vlakken van honderd stippen. Een stip is een school."),
    )


def _apart(country: Country) -> Claim:
    rows = [
        (str(NAMES[domain]).capitalize(), told) for domain, told in zip(DOMAINS, country.apart_by_domain, strict=True)
    ]
    compare = reverse("inspectie:comparison")
    return Claim(
        number=1,
        proposal=_("Kijk naar elk vak apart"),
        finding=_("Rekenen verdwijnt in het gemiddelde")
        if country.hidden.low
        else _("Elk vak apart geeft een ander beeld"),
        stat=Stat(
            number(country.hidden.low),
            _("scholen halen de norm nu. Toch zijn ze zeker te zwak in rekenen, en niet in lezen."),
            _("Zeker. Hooguit zijn het er %(high)s, van %(of)s scholen waarvan we dit weten.")
            % {"high": number(country.hidden.high), "of": number(country.hidden.of)},
        ),
        paragraphs=(
            _("Nu telt het gemiddelde van lezen, taal en rekenen. Een school kan rekenen dus goedmaken met lezen."),
            _("Met dezelfde norm voor elk vak zitten %(apart)s scholen onder een norm. Nu zijn het er %(now)s.")
            % {"apart": span(country.apart), "now": span(country.now)},
            _(
                "Dezelfde norm is dus erg streng. Kies per vak een norm die 9 van de 10 scholen halen. "
                "Dan zitten %(calibrated)s scholen onder een norm."
            )
            % {"calibrated": span(country.calibrated)},
        ),
        chart=shares_chart(rows, title=_title(country)),
        table=told_table(rows, caption=_("Scholen onder dezelfde norm, per vak"), first=_("Vak")),
        source=_source(country),
        links=(
            Link(_("Bekijk welke scholen veranderen"), f"{compare}?van=current-2020&naar=r1-same-table"),
            Link(_("Bekijk de mildere norm"), f"{compare}?van=current-2020&naar=r1-calibrated-90"),
        ),
    )


def _title(country: Country) -> str:
    """Say what the bars of the three domains show, as far as it is certain."""
    reading, _language, arithmetic = country.apart_by_domain
    if arithmetic.low > 5 * reading.high:
        return _("Bij lezen zit bijna elke school goed, bij rekenen niet")
    if arithmetic.low > reading.high:
        return _("Bij rekenen zitten meer scholen onder de norm dan bij lezen")
    return _("Per vak zitten niet dezelfde scholen onder de norm")


def _urgency(country: Country, judged: Sequence[Judged]) -> Claim:
    return Claim(
        number=2,
        proposal=_("Help elke onvoldoende school even snel"),
        finding=_("Een signaal is nog geen hulp"),
        label=_("Signaal, geen oordeel"),
        stat=Stat(
            number(country.signals.low),
            _("scholen zitten nu onder een norm. Dat is een signaal om te gaan kijken."),
            _("Op deze scholen deden %(pupils)s leerlingen in drie jaar de toets.")
            % {"pupils": number(country.signal_pupils)},
        ),
        paragraphs=(
            _("Alleen de inspectie oordeelt of een school onvoldoende is. Dat doet zij na een bezoek."),
            _("Hoeveel scholen een oordeel krijgen, hangt dus ook af van het aantal bezoeken."),
            _(
                "Het rapport uit 2021 noemt zelf meer dan %(schools)s scholen en meer dan %(pupils)s leerlingen. "
                "Dat is het cijfer van het rapport."
            )
            % {"schools": number(REPORT_SCHOOLS), "pupils": number(REPORT_PUPILS)},
        ),
        chart=_judged_chart(judged),
        table=_judged_table(judged),
        source=_("Bron van de aantallen: zie de tabel. Signalen: %(source)s") % {"source": _source(country)},
        links=(Link(_("Bekijk de regel achter dit signaal"), reverse("inspectie:method") + "#current-2020"),),
    )


def _judged_chart(judged: Sequence[Judged]) -> Chart | None:
    rows = [one for one in judged if one.label == "zeer_zwak" and one.schools is not None]
    if not rows:
        return None
    return bars.draw(
        [
            bars.Bar(
                one.period,
                float(one.schools or 0),
                str(one.schools)
                if one.visits is None
                else _("%(schools)s (%(visits)s bezoeken)") % {"schools": one.schools, "visits": one.visits},
                accent=one is rows[-1],
            )
            for one in rows
        ],
        title=_("Zeer zwakke scholen door de jaren, met bezoeken waar die bekend zijn"),
        description=_("Balken met het aantal zeer zwakke scholen, met het aantal bezoeken erbij."),
    )


def _judged_table(judged: Sequence[Judged]) -> Shown | None:
    if not judged:
        return None
    unknown = _("niet bekend")
    labels = {
        "zeer_zwak": _("zeer zwak"),
        "onvoldoende": _("onvoldoende"),
        "voldoende": _("voldoende"),
        "goed": _("goed"),
    }
    rows = []
    for one in judged:
        found = number(one.schools) if one.schools is not None else f"{formats.number_format(one.share or 0.0, 1)} %"
        shown = _("ongeveer %(count)s") % {"count": found} if one.about else found
        visits = number(one.visits) if one.visits is not None else unknown
        rows.append((one.period, labels[one.label], shown, visits, one.source))
    return Shown(
        caption=_("Oordelen die gepubliceerd zijn"),
        columns=(_("Wanneer"), _("Oordeel"), _("Scholen"), _("Bezoeken"), _("Bron")),
        rows=tuple(rows),
        numeric="3 4",
    )


def _reading(country: Country) -> Claim:
    rows = [
        (
            _("De norm van nu")
            if not raised.points
            else _("%(points)s punten hoger") % {"points": formats.number_format(raised.points, 0)},
            raised.below,
        )
        for raised in country.reading
    ]
    first = country.reading[0].below
    return Claim(
        number=3,
        proposal=_("Maak de norm voor lezen hoger"),
        finding=_("Bijna elke school haalt de norm voor lezen")
        if first.high * 10 <= first.of
        else _("Niet elke school haalt de norm voor lezen"),
        stat=Stat(
            span(first),
            _("scholen zitten onder de norm als alleen lezen telt."),
            _("Van %(of)s scholen waarvan we dit weten.") % {"of": number(first.of)},
        ),
        paragraphs=(
            _(
                "Toch lezen Nederlandse kinderen slechter dan vroeger. Dat blijkt uit PISA, een onderzoek in veel landen."
            ),
            _("De grens ligt dus laag. Schuif hem omhoog, en u ziet hoeveel scholen eronder komen."),
        ),
        chart=shares_chart(rows, title=_("Hoe hoger de norm voor lezen, hoe meer scholen eronder")),
        table=told_table(rows, caption=_("Scholen onder de norm voor lezen"), first=_("Norm voor lezen")),
        source=_source(country),
        links=(
            Link(
                _("Bekijk wat het voorstel doet"), f"{reverse('inspectie:comparison')}?van=current-2020&naar=r3-reading"
            ),
            Link(_("Kies zelf een norm voor lezen"), reverse("inspectie:scenario")),
        ),
    )


def _growth(country: Country) -> Claim:
    return Claim(
        number=4,
        proposal=_("Kijk ook naar groei"),
        finding=_("Groei per school is nog een proef"),
        label=_("Proef: geen leerwinst per leerling"),
        stat=None,
        paragraphs=(
            _("Open gegevens volgen geen kinderen. Elk jaar zit er een andere groep 8."),
            _(
                "We schatten daarom hoe een school verandert, naast scholen met zulke leerlingen. Dat zegt niets over één kind."
            ),
        ),
        source=_source(country),
        links=(
            Link(_("Bekijk de proef met groei"), reverse("inspectie:growth")),
            Link(_("Lees hoe zeker dit is"), reverse("inspectie:certainty")),
        ),
        wide="inspectie/claim_growth.html",
    )


def _years(country: Country) -> str:
    first, last = country.years[0], country.years[-1]
    return _("%(first)s tot en met %(last)s") % {"first": school_year(first), "last": school_year(last)}


def _source(country: Country) -> str:
    if country.is_demo:
        return _("Voorbeeld met verzonnen cijfers, schooljaren %(years)s.") % {"years": _years(country)}
    return _("Inspectie van het Onderwijs en DUO, schooljaren %(years)s.") % {"years": _years(country)}


def _rows(country: Country) -> list[tuple[str, str, Told]]:
    """Give every count of the page: its key, its name and itself."""
    rows = [
        ("below_now", _("Onder een norm, nu"), country.now),
        ("signals_now", _("Signalen: alle scholen onder een norm, nu"), country.signals),
        ("below_apart_same_table", _("Onder een norm, elk vak apart, dezelfde norm"), country.apart),
        ("below_apart_calibrated", _("Onder een norm, elk vak apart, mildere norm"), country.calibrated),
        ("above_now_arithmetic_below_reading_not", _("Nu boven, maar rekenen eronder en lezen niet"), country.hidden),
    ]
    for domain, told in zip(DOMAINS, country.apart_by_domain, strict=True):
        rows.append((f"below_same_table_{domain}", _("Dezelfde norm: %(domain)s") % {"domain": NAMES[domain]}, told))
    for domain, told in zip(DOMAINS, country.calibrated_by_domain, strict=True):
        rows.append((f"below_calibrated_{domain}", _("Mildere norm: %(domain)s") % {"domain": NAMES[domain]}, told))
    for raised in country.reading[1:]:
        name = _("Lezen, norm %(points)s punten hoger") % {"points": formats.number_format(raised.points, 0)}
        rows.append((f"below_reading_plus_{raised.points:g}", name, raised.below))
    return rows


def _figures(country: Country) -> Shown:
    return Shown(
        caption=_("Scholen onder een norm, %(years)s") % {"years": _years(country)},
        columns=(_("Wat telt"), _("Zeker"), _("Hooguit"), _("Van scholen")),
        rows=tuple((name, number(one.low), number(one.high), number(one.of)) for _key, name, one in _rows(country)),
        numeric="2 3 4",
    )


def facts(country: Country) -> dict[str, object]:
    """Give the single figures of the page for its JSON; the report's own are only quoted."""
    return {
        "school_years": [school_year(year) for year in country.years],
        "signal_test_takers": country.signal_pupils,
        "quoted_from_the_report_of_2021": {"schools_more_than": REPORT_SCHOOLS, "pupils_more_than": REPORT_PUPILS},
    }


def tables(country: Country, judged: Sequence[Judged]) -> list[Table]:
    """Give the page's figures for its CSV and JSON: the counts, and the published judgements."""
    counts: list[tuple[Cell, ...]] = [(key, name, one.low, one.high, one.of) for key, name, one in _rows(country)]
    published: list[tuple[Cell, ...]] = [
        (one.period, one.dated.isoformat(), one.label, one.schools, one.share, one.total, one.visits, one.source)
        for one in judged
    ]
    return [
        Table("counts", COUNTS, counts),
        Table(
            "judgements",
            ("period", "dated", "label", "schools", "share_percent", "schools_total", "visits", "source"),
            published,
        ),
    ]
