"""The charts of one school, each with the table that says the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from inspectie.core import uncertainty
from inspectie.core.engine import Verdicts
from inspectie.core.frame import DOMAINS, INDICATORS, Frame
from inspectie.queries import verdicts
from inspectie.queries.margins import Margin
from inspectie.queries.words import DOMAINS as DOMAIN_WORDS
from inspectie.queries.words import INDICATORS as INDICATOR_WORDS
from inspectie.queries.words import WHOLE, between, number, percent, school_year
from ndt.charts import funnels, intervals, ranges, trends
from ndt.charts.bars import Norm
from ndt.charts.funnels import Axes, Limit, Named, Spot
from ndt.charts.intervals import Interval
from ndt.charts.ranges import Range
from ndt.charts.shapes import Chart
from ndt.charts.trends import Year

ALIKE: Final = 200
HIGHER: Final = 1


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The words behind a chart. figures: which columns hold numbers, the first is 0."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        return [(label, place in self.figures) for place, label in enumerate(self.columns)]

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        return [[(cell, place in self.figures) for place, cell in enumerate(row)] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its finding, its source and its table.

    others: the schools beside this one, as places in the frame. reach: how far chance goes around the norm, in percent.
    """

    title: str
    chart: Chart
    table: FigureTable
    source: str = ""
    others: tuple[int, ...] = ()
    reach: tuple[float, float] | None = None


def measure(value: float, margin: Margin, threshold: float, *, indicator: str) -> Chart:
    """Give the value of a school with what may be chance, beside the norm."""
    shown = percent(value)
    title = _("%(indicator)s: %(value)s, norm %(norm)s") % {
        "indicator": INDICATOR_WORDS[indicator],
        "value": shown,
        "norm": percent(threshold),
    }
    return intervals.draw(
        [Interval(_("Deze school"), margin.low, value, margin.high, shown, accent=True)],
        title=title,
        description=_("Een streep van %(low)s tot %(high)s met een stip op %(value)s.")
        % {"low": percent(margin.low), "high": percent(margin.high), "value": shown},
        norm=Norm(threshold, _("norm %(value)s") % {"value": percent(threshold)}),
    )


def apart(judged: Verdicts, place: int) -> Figure | None:
    """Give reading, language and arithmetic apart at the higher level; None where nothing is known of one."""
    shown: list[Range] = []
    rows: list[tuple[str, ...]] = []
    for domain in DOMAINS:
        column = verdicts.column(judged, "1S/2F", domain)
        if column is None:
            return None
        low, high = float(judged.low[place, column]), float(judged.high[place, column])
        threshold = float(judged.threshold[place, column])
        if not all(math.isfinite(one) for one in (low, high, threshold)):
            return None
        words = between(low, high)
        shown.append(Range(str(DOMAIN_WORDS[domain]), low, high, words, threshold, accent=bool(high < threshold)))
        rows.append((str(DOMAIN_WORDS[domain]), words, percent(threshold)))
    if says_nothing(judged, place):
        return None
    title = _apart_title(shown)
    chart = ranges.draw(
        shown,
        title=title,
        description=_("Drie balken van de laagste tot de hoogste mogelijke waarde, elk met een streep voor de norm."),
        norm_label=_("norm"),
    )
    table = FigureTable(
        _("Leerlingen op het hogere niveau, per vak"),
        (_("Vak"), _("Waarde"), _("Norm")),
        tuple(rows),
        frozenset({1, 2}),
    )
    return Figure(title, chart, table, _("Een balk is breder als de bron kleine aantallen verbergt."))


def says_nothing(judged: Verdicts, place: int) -> bool:
    """Say whether each domain at the higher level can be anything from 0 to 100 percent."""
    columns = [verdicts.column(judged, "1S/2F", domain) for domain in DOMAINS]
    return all(column is not None and judged.low[place, column] <= 0 and judged.high[place, column] >= WHOLE
               for column in columns)  # fmt: skip


def _apart_title(shown: list[Range]) -> str:
    below = [one.label.lower() for one in shown if one.accent]
    if below:
        return _("Zeker onder de norm: %(domains)s") % {"domains": ", ".join(below)}
    if all(one.norm is not None and one.low < one.norm <= one.high for one in shown):
        return _("De bron verbergt te veel om per vak iets te zeggen")
    return _("Geen vak is zeker onder de norm")


def alike(frame: Frame, place: int) -> npt.NDArray[np.intp]:
    """Give the schools with a value and the schoolweging nearest to this one, itself left out."""
    known = np.flatnonzero(np.isfinite(frame.weging) & np.isfinite(frame.pooled[:, HIGHER]) & (frame.pooled_pupils > 0))
    known = known[known != place]
    near = np.argsort(np.abs(frame.weging[known] - frame.weging[place]), kind="stable")[:ALIKE]
    found: npt.NDArray[np.intp] = known[near]
    return found


def funnel(frame: Frame, place: int, *, name: str, threshold: float) -> Figure | None:
    """Give the school among schools alike: value against number of pupils, with the room that chance takes."""
    value, pupils = float(frame.pooled[place, HIGHER]), int(frame.pooled_pupils[place])
    if not math.isfinite(value) or not math.isfinite(threshold) or pupils <= 0 or math.isnan(frame.weging[place]):
        return None
    others = alike(frame, place)
    spots = [Spot(float(frame.pooled_pupils[one]), float(frame.pooled[one, HIGHER])) for one in others]
    most = max([pupils, *(int(spot.size) for spot in spots)])
    sizes = np.unique(np.geomspace(5, max(most, 6), 24).round())
    low, high = uncertainty.funnel_limits(sizes, threshold)
    least, most_by_chance = (float(edge[0]) for edge in uncertainty.funnel_limits(np.array([float(pupils)]), threshold))
    is_chance = least <= value <= most_by_chance
    title = (
        _("Het verschil met de norm kan toeval zijn")
        if is_chance
        else _("Het verschil met de norm is groter dan toeval")
    )
    chart = funnels.draw(
        spots,
        title=title,
        description=_(
            "Elke stip is een school: hoe verder naar rechts, hoe meer leerlingen. De twee lijnen zijn de grens van toeval."
        ),
        axes=Axes(_("leerlingen in drie jaar"), _("% op hoger niveau")),
        centre=threshold,
        centre_label=_("norm %(value)s") % {"value": percent(threshold)},
        curves=[
            Limit(tuple(Spot(float(x), float(y)) for x, y in zip(sizes, edge, strict=True)), dashed=True)
            for edge in (low, high)
        ],
        named=[Named(Spot(float(pupils), value), name)],
    )
    table = FigureTable(
        _("Deze school en de grens van toeval"),
        (_("Wat"), _("Waarde")),
        (
            (_("Leerlingen in drie jaar"), number(pupils, 0)),
            (_("Deel op het hogere niveau"), percent(value)),
            (_("Norm"), percent(threshold)),
            (_("Toeval kan lopen van"), between(least, most_by_chance)),
            (_("Scholen in de grafiek"), number(len(spots), 0)),
        ),
        frozenset({1}),
    )
    return Figure(
        title,
        chart,
        table,
        _("De grijze stippen zijn de scholen die het meest op deze school lijken."),
        others=tuple(int(one) for one in others),
        reach=(least, most_by_chance),
    )


def by_year(frame: Frame, place: int, thresholds: tuple[float, float]) -> tuple[tuple[Figure, ...], FigureTable] | None:
    """Give a trend for each indicator and one table for both; None when no year may be shown."""
    if not np.isfinite(frame.percentage[place]).any():
        return None
    hidden = _("niet openbaar")
    rows = [_year_row(frame, place, number_, hidden) for number_ in range(len(frame.years))]
    table = FigureTable(
        _("Uitkomsten per schooljaar"),
        (_("Schooljaar"), _("Leerlingen"), _("Basisniveau"), _("Hoger niveau")),
        tuple(rows),
        frozenset({1, 2, 3}),
    )
    figures = []
    for column, indicator in enumerate(INDICATORS):
        values = frame.percentage[place, :, column]
        if not np.isfinite(values).any():
            continue
        title = _("%(indicator)s, per schooljaar") % {"indicator": INDICATOR_WORDS[indicator]}
        years = [
            Year(school_year(year), float(value) if math.isfinite(value) else None, percent(value) or hidden)
            for year, value in zip(frame.years, values, strict=True)
        ]
        threshold = thresholds[column]
        norm = (
            Norm(threshold, _("norm %(value)s") % {"value": percent(threshold)}) if math.isfinite(threshold) else None
        )
        chart = trends.draw(
            years, title=title, description=_("Een lijn met een stip per schooljaar, naast de norm."), norm=norm
        )
        figures.append(Figure(title, chart, table))
    return tuple(figures), table


def _year_row(frame: Frame, place: int, year: int, hidden: str) -> tuple[str, ...]:
    pupils = int(frame.pupils[place, year])
    values = [percent(float(value)) or hidden for value in frame.percentage[place, year]]
    return school_year(frame.years[year]), number(pupils, 0) if pupils >= 0 else hidden, *values
