"""What the page about the shortage says: a finding, two pictures with their tables, and the question turned round."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from ndt.charts import intervals, trends
from ndt.charts.bars import Norm
from ndt.charts.shapes import Chart
from opleiding.core import shortage
from opleiding.core.shortage import Band, Forecast, Needed, Parameter, Scenario
from opleiding.core.shortage_facts import AS_NOW, claim_of_the_report
from opleiding.queries.shortage_words import EVERY, SLIDERS, fte, number, source, subject

# Below half a full-time job nobody is missing.
NOBODY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its name."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page shows. without, gain: the shortage of the year if no trainer became a teacher, and the difference."""

    year: int
    finding: str
    band: str
    trend: Chart
    subjects: Chart
    years: Shown
    by_subject: Shown
    without: str
    gain: str
    needed: str
    needed_by_subject: Shown
    is_claim: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """What the report says, worked out: the pool that would make it true, and when any trainer could be of any subject."""

    pool: str
    subject: str
    mix_free: str
    assumed: str


def answer(scenario: Scenario, year: int) -> Answer:
    """Give what a scenario does, above all in one year. Takes some milliseconds."""
    found = shortage.forecast(scenario)
    nobody = shortage.forecast(scenario.chosen({"pool": 0}))
    needed = shortage.needed(scenario, year)
    at = year - scenario.first_year
    total, without = found.total[at], nobody.total[at]
    return Answer(
        year=year,
        finding=_finding(total, year),
        band=_band(total),
        trend=_trend(found),
        subjects=_subjects(found, at),
        years=_years(found),
        by_subject=_by_subject(found, at),
        without=number(without.middle),
        gain=number(without.middle - total.middle),
        needed=_needed(needed),
        needed_by_subject=_needed_by_subject(needed, scenario),
        is_claim=_is_claim(scenario),
    )


@lru_cache(maxsize=1)
def _claimed() -> Needed:
    return shortage.needed(claim_of_the_report(), 2029)


def claim() -> Claim:
    """Give the claim of the report with what it takes."""
    found = _claimed()
    assert found.pool is not None
    assert found.mix_free is not None
    return Claim(
        number(found.pool), subject(found.decides), number(found.mix_free), number(AS_NOW.general["pool"].value)
    )


def _is_claim(scenario: Scenario) -> bool:
    general = scenario.general
    return general["conversion"].value == 1 and general["places"].value >= general["pool"].value


def _finding(total: Band, year: int) -> str:
    if total.middle < NOBODY:
        return _("In %(year)d is er in deze som geen tekort") % {"year": year}
    return _("In %(year)d komen de scholen in deze som %(fte)s aan leraren tekort") % {
        "year": year,
        "fte": fte(total.middle),
    }


def _band(total: Band) -> str:
    return _("Zit alles mee, dan zijn het er %(well)s. Zit alles tegen, dan zijn het er %(badly)s.") % {
        "well": number(total.well),
        "badly": number(total.badly),
    }


def _trend(found: Forecast) -> Chart:
    """Give every second year, so that figures stand clear of the lines; the table has all."""
    years = [
        trends.Year(str(year), band.middle, number(band.middle), band.well, band.badly)
        for year, band in list(zip(found.years, found.total, strict=True))[::2]
    ]
    first, last = found.total[0], found.total[-1]
    title = _("Tekort aan leraren in deze vakken: van %(first)s voltijdbanen in %(from)d naar %(last)s in %(to)d") % {
        "first": number(first.middle), "from": found.years[0], "last": number(last.middle), "to": found.years[-1],
    }  # fmt: skip
    return trends.draw(
        years,
        title=title,
        description=_("Een punt voor elk tweede jaar. De streep loopt van alles zit mee tot alles zit tegen."),
        norm=Norm(0.0, _("geen tekort")),
    )


def _subjects(found: Forecast, at: int) -> Chart:
    lines = sorted(found.lines, key=lambda line: -line.shortage[at].middle)
    worst = lines[0]
    title = (
        _("In %(year)d is het tekort het grootst bij %(subject)s")
        if worst.shortage[at].middle >= NOBODY
        else _("In %(year)d heeft in deze som geen vak een tekort")
    ) % {"year": found.years[at], "subject": subject(worst.subject)}
    return intervals.draw(
        [
            intervals.Interval(
                subject(line.subject),
                line.shortage[at].well,
                line.shortage[at].middle,
                line.shortage[at].badly,
                number(line.shortage[at].middle),
                accent=line is worst,
            )
            for line in lines
        ],
        title=title,
        description=_("Een streep per vak, van alles zit mee tot alles zit tegen. Het punt is het midden."),
        norm=Norm(0.0, _("geen tekort")),
    )


def _years(found: Forecast) -> Shown:
    return Shown(
        _("Tekort per jaar, alle vakken samen, in voltijdbanen"),
        (_("Jaar"), _("Zit alles mee"), _("Midden"), _("Zit alles tegen")),
        tuple(
            [
                (str(year), number(band.well), number(band.middle), number(band.badly))
                for year, band in zip(found.years, found.total, strict=True)
            ]
        ),
    )


def _by_subject(found: Forecast, at: int) -> Shown:
    return Shown(
        _("Per vak in %(year)d, in voltijdbanen") % {"year": found.years[at]},
        (_("Vak"), _("Tekort als alles meezit"), _("Tekort"), _("Tekort als alles tegenzit"), _("Te veel leraren")),
        tuple(
            [
                (
                    subject(line.subject),
                    number(line.shortage[at].well),
                    number(line.shortage[at].middle),
                    number(line.shortage[at].badly),
                    number(line.surplus[at].middle),
                )
                for line in found.lines
            ]
        ),
    )


def _needed(found: Needed) -> str:
    if found.pool == 0:
        return _("Dan zijn er geen examentrainers nodig: ook zonder hen is er in %(year)d geen tekort.") % {
            "year": found.year
        }
    if found.pool is not None:
        return _("Dan moeten er elk jaar %(pool)s examentrainers afstuderen. Het vak %(subject)s vraagt het meest.") % {
            "pool": number(found.pool),
            "subject": subject(found.decides),
        }
    reasons = {
        "too_late": _("Dat kan niet. Wie nu met de opleiding begint, staat in %(year)d nog niet voor de klas."),
        "no_share": _("Dat kan niet. In deze som wordt niemand leraar in het vak %(subject)s."),
        "places": _(
            "Dat kan niet. Voor het vak %(subject)s zijn er te weinig plaatsen op de opleidingen. "
            "Meer examentrainers helpen dan niet."
        ),
        "no_conversion": _("Dat kan niet. In deze som wil niemand leraar worden."),
    }
    return reasons[found.why] % {"year": found.year, "subject": subject(found.decides)}


def _needed_by_subject(found: Needed, scenario: Scenario) -> Shown:
    shares = {one.name: one.share.value for one in scenario.subjects}
    return Shown(
        _("Zoveel examentrainers per jaar zijn nodig voor elk vak apart, in %(year)d") % {"year": found.year},
        (_("Vak"), _("Deel dat dit vak kiest"), _("Examentrainers per jaar")),
        tuple(
            [
                (subject(name), f"{number(shares[name] * 100)}\u00a0%", _("kan niet") if pool is None else number(pool))
                for name, pool in found.by_subject.items()
            ]
        ),
    )


def numbers(scenario: Scenario) -> list[tuple[str, str, str, str, str]]:
    """Give every number of a scenario: its name, low, middle, high and source, in words."""
    rows = [_row(str(slider.label), scenario.general[code], slider.shown) for code, slider in SLIDERS.items()]
    share = EVERY["share:wiskunde"].shown
    return rows + [_row(name, part, share if is_share else fte) for name, part, is_share in _parts(scenario)]


def _row(name: str, one: Parameter, shown: Callable[[float], str]) -> tuple[str, str, str, str, str]:
    return name, shown(one.low), shown(one.value), shown(one.high), source(one)


def _parts(scenario: Scenario) -> list[tuple[str, Parameter, bool]]:
    found = []
    for one in scenario.subjects:
        name = {"subject": subject(one.name)}
        found += [
            (_("%(subject)s: leraren nodig") % name, one.demand, False),
            (_("%(subject)s: tekort in het eerste jaar") % name, one.shortage, False),
            (_("%(subject)s: deel van de examentrainers") % name, one.share, True),
        ]
    return found


def outcome_csv(scenario: Scenario) -> bytes:
    """Give the shortage of each year and subject, in fte, for programs: decimal points, names of columns in English."""
    found = shortage.forecast(scenario)
    rows = [
        (year, line.subject, *_cells(line.shortage[at]), *_cells(line.surplus[at]))
        for line in found.lines
        for at, year in enumerate(found.years)
    ]
    names = [f"{kind}_{case}" for kind in ("shortage", "surplus") for case in ("well", "middle", "badly")]
    return _csv(("year", "subject", *names), rows)


def numbers_csv(scenario: Scenario) -> bytes:
    """Give every number that the sum is made of, with its source."""
    rows = [(code, *_values(one)) for code, one in scenario.general.items()]
    for one in scenario.subjects:
        rows += [
            (f"{kind}:{one.name}", *_values(part))
            for kind, part in (("demand", one.demand), ("shortage", one.shortage), ("share", one.share))
        ]
    return _csv(("parameter", "low", "middle", "high", "unit", "source"), rows)


def _values(one: Parameter) -> tuple[float, float, float, str, str]:
    return one.low, one.value, one.high, one.unit, one.source


def _cells(band: Band) -> tuple[str, ...]:
    return tuple(f"{value:.2f}" for value in (band.well, band.middle, band.badly))


def _csv(columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
