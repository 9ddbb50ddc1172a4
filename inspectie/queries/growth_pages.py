"""Growth in words, a picture and a table, for the pages of a school and of the country. Always experimental."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inspectie.queries import growth
from inspectie.queries.exports import Table
from inspectie.queries.growth import CountryGrowth, Line, Measure, SchoolGrowth
from inspectie.queries.words import DOMAINS, number, school_year
from ndt.charts import bars, intervals
from ndt.charts.bars import Norm
from ndt.charts.shapes import Chart

# Where fewer than half of the differences is told by the data, chance does most of the work.
LITTLE: Final = 50


@dataclass(frozen=True, slots=True)
class Card:
    """A part of a page about growth. finding: a sentence; chart: None where there is nothing to draw.

    picture: what stands above the chart. is_country: about all schools instead of one.
    """

    finding: str
    sentences: tuple[str, ...]
    picture: str
    chart: Chart | None
    is_country: bool
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: str
    period: str
    providers_known: bool
    version: str


def of_school(ovt: str) -> Card | None:
    """Give the growth of one school; None where it is not in the newest data."""
    found = growth.of(ovt)
    return None if found is None else school_card(found)


def school_card(found: SchoolGrowth) -> Card:
    """Make the card of one school."""
    return Card(
        finding=_finding(found),
        sentences=_sentences(found),
        picture=_("Zo ver boven of onder scholen met dezelfde leerlingen, in procentpunten"),
        chart=_chart(found),
        is_country=False,
        caption=_("Groei van deze school"),
        columns=(
            _("Vak"), _("Vergeleken met scholen met dezelfde leerlingen"), _("Verandering per jaar"), _("Deel dat geen toeval is"),
        ),
        rows=tuple(_row(line) for line in found.lines),
        numeric="",
        period=_period(found.first, found.last),
        providers_known=found.providers_known,
        version=found.version,
    )  # fmt: skip


def of_country() -> Card | None:
    """Give what growth tells of the country; None without data."""
    found = growth.country()
    return None if found is None else _country_card(found)


def _finding(found: SchoolGrowth) -> str:
    together = found.lines[0].level
    if together is None:
        return _("Over groei kunnen wij bij deze school niets zeggen")
    if together.sure > 0:
        return _("Deze school haalt meer dan scholen met dezelfde leerlingen")
    if together.sure < 0:
        return _("Deze school haalt minder dan scholen met dezelfde leerlingen")
    return _("Deze school verschilt niet duidelijk van scholen met dezelfde leerlingen")


def _sentences(found: SchoolGrowth) -> tuple[str, ...]:
    together = found.lines[0]
    if together.level is None or together.change is None:
        return (_("Er zijn te weinig jaren of te weinig leerlingen bekend."),)
    change = together.change
    if change.sure > 0:
        told = _("De school gaat vooruit, meer dan het hele land.")
    elif change.sure < 0:
        told = _("De school gaat achteruit, vergeleken met het hele land.")
    else:
        told = _("Of de school vooruitgaat of achteruit, is niet te zeggen.")
    sentences = [told]
    if change.reliability < LITTLE:
        sentences.append(
            _("Het verschil tussen de jaren is vooral toeval: elk jaar zitten er andere kinderen in groep 8.")
        )
    return tuple(sentences)


def _chart(found: SchoolGrowth) -> Chart | None:
    drawn = [
        intervals.Interval(
            str(DOMAINS[line.column]), line.level.low, line.level.value, line.level.high, _signed(line.level.value),
            accent=line.column == "samen",
        )
        for line in found.lines
        if line.level is not None
    ]  # fmt: skip
    if not drawn:
        return None
    return intervals.draw(
        drawn,
        title=_finding(found),
        description=_(
            "Per vak een stip met een lijn. De stip is onze schatting, de lijn is hoe ver die ernaast kan zitten. "
            "De streep in het midden is de school die gelijk is aan scholen met dezelfde leerlingen."
        ),
        norm=Norm(0.0, _("gelijk")),
    )


def _row(line: Line) -> tuple[str, ...]:
    name = str(DOMAINS[line.column])
    if line.level is None or line.change is None:
        return (name, _("niet te zeggen"), _("niet te zeggen"), "–")
    return (
        name,
        _interval(line.level),
        _interval(line.change),
        _share(line.level.reliability, line.change.reliability),
    )


def _interval(measure: Measure) -> str:
    words = {"value": _signed(measure.value), "low": _signed(measure.low), "high": _signed(measure.high)}
    return _("%(value)s (tussen %(low)s en %(high)s)") % words


def _share(level: int, change: int) -> str:
    return _("%(level)s%% en %(change)s%%") % {"level": level, "change": change}


def _signed(value: float) -> str:
    """Give a number of percentage points with its sign: a true minus, and no sign at zero."""
    rounded = round(value, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{number(abs(rounded))}"


def _period(first: int, last: int) -> str:
    return _("%(first)s tot en met %(last)s") % {"first": school_year(first), "last": school_year(last)}


def _country_card(found: CountryGrowth) -> Card:
    return Card(
        finding=_country_finding(found),
        sentences=_country_sentences(found),
        picture=_("Van elke verandering is zo veel meer dan toeval"),
        chart=_country_chart(found),
        is_country=True,
        caption=_("Groei per vak"),
        columns=(
            _("Vak"), _("Scholen"), _("Verschil tussen gelijke scholen"), _("Zeker beter dan gelijke scholen"),
            _("Gaan zeker vooruit"), _("Gaan zeker achteruit"),
        ),
        rows=tuple(
            (
                str(DOMAINS[line.column]), count(line.schools),
                _("%(points)s punten") % {"points": number(line.level_spread)}, count(line.above), count(line.better),
                count(line.worse),
            )
            for line in found.lines
        ),
        numeric="2 3 4 5 6",
        period=_period(found.first, found.last),
        providers_known=found.providers_known,
        version=found.version,
    )  # fmt: skip


def _country_finding(found: CountryGrowth) -> str:
    if not found.lines:
        return _("Over groei kunnen wij nog niets zeggen")
    line = found.lines[0]
    if line.better == 0:
        return _("Bij geen enkele school is zeker dat zij vooruitgaat")
    return ngettext(
        "Bij %(number)s van de %(schools)s school is zeker dat zij vooruitgaat",
        "Bij %(number)s van de %(schools)s scholen is zeker dat zij vooruitgaan",
        line.schools,
    ) % {"number": count(line.better), "schools": count(line.schools)}


def _country_sentences(found: CountryGrowth) -> tuple[str, ...]:
    if not found.lines:
        return ()
    line, credit = found.lines[0], found.credit
    sentences = [
        _("Scholen veranderen van jaar tot jaar. Daarvan zegt %(share)s%% iets over de school zelf.")
        % {"share": line.change_reliability},
        _("De rest is toeval: elk jaar zitten er andere kinderen in groep 8."),
    ]
    below = {"below": count(credit.below), "number": count(credit.better)}
    if credit.better == 0:
        sentences.append(_("Onder de norm van nu zitten %(below)s scholen. Geen enkele gaat zeker vooruit.") % below)
    else:
        sentences.append(_("Onder de norm van nu zitten %(below)s scholen. Zeker vooruit gaan er %(number)s.") % below)
    if credit.above_like == 0:
        sentences.append(_("Krediet voor groei verandert dus niets aan wie onder de norm voor 1F zit."))
    else:
        words = _("Onder de norm voor 1F, maar zeker beter dan gelijke scholen: %(number)s.")
        sentences.append(words % {"number": count(credit.above_like)})
    return tuple(sentences)


def _country_chart(found: CountryGrowth) -> Chart | None:
    if not found.lines:
        return None
    shares = [(str(DOMAINS[line.column]), line.change_reliability) for line in found.lines]
    most = max(share for _name, share in shares)
    return bars.draw(
        [bars.Bar(name, share, f"{share}%", accent=share == most) for name, share in shares],
        title=_("Van elke verandering is hooguit %(most)s%% meer dan toeval") % {"most": most},
        description=_("Staafdiagram met een staaf per vak: welk deel van de verandering iets zegt over de school."),
    )


def country_table(found: CountryGrowth) -> Table:
    """Give the figures of the country for its CSV and JSON."""
    columns = (
        "domain", "schools", "level_sd_pp", "change_sd_pp_a_year", "level_reliability_percent",
        "change_reliability_percent", "surely_above_like", "surely_better", "surely_worse",
    )  # fmt: skip
    rows = [
        (
            line.column, line.schools, line.level_spread, line.change_spread, line.reliability,
            line.change_reliability, line.above, line.better, line.worse,
        )
        for line in found.lines
    ]  # fmt: skip
    return Table("growth", columns, rows)


def country_facts(found: CountryGrowth) -> dict[str, object]:
    """Give the single figures of the country, with the label that always goes with them."""
    return {
        "label": "experimental; no learning gain of pupils",
        "first_school_year": found.first,
        "last_school_year": found.last,
        "test_providers_known": found.providers_known,
        "growth_version": found.version,
        "below_the_norm_of_today": found.credit.below,
        "below_1f_but_surely_above_like": found.credit.above_like,
        "below_but_surely_better": found.credit.better,
    }


def count(value: int) -> str:
    """Give a whole number as people read it."""
    return number_format(value, use_l10n=True, force_grouping=True)
