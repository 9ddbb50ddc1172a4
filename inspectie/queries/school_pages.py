"""What the page of one school shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inspectie.core.engine import Status, Verdicts
from inspectie.core.frame import Frame
from inspectie.core.growth_table import Growth
from inspectie.models import Judgement
from inspectie.models.judgements import Label
from inspectie.queries import directory, growth, growth_pages, margins, methods, reasons, school_figures, verdicts
from inspectie.queries.directory import Group, School
from inspectie.queries.groups import because
from inspectie.queries.growth import SchoolGrowth
from inspectie.queries.growth_pages import Card
from inspectie.queries.margins import Margin
from inspectie.queries.school_figures import Figure, FigureTable
from inspectie.queries.words import (
    DOMAINS,
    INDICATORS,
    SIGNS,
    Sign,
    Text,
    between,
    number,
    percent,
    school_year,
)
from ndt.charts.shapes import Chart

HIGHER: Final = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator under the norm of now."""

    title: Text
    sign: Sign
    value: str
    reason: str
    chance: str
    interval: str
    chart: Chart | None
    indicator: str
    margin: Margin | None


@dataclass(frozen=True, slots=True)
class NormRow:
    """What one norm set says of the school as a whole."""

    slug: str
    title: Text
    sign: Sign
    because: str


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One verdict with its value, its threshold and its reason; numbers in words and, for files, as numbers."""

    slug: str
    norm: Text
    indicator: str
    indicator_word: Text
    domain: str
    domain_word: Text
    sign: Sign
    value: str
    threshold: str
    reason: str
    low: float
    high: float
    limit: float
    margin: float
    pupils: int
    code: str
    inputs: str


@dataclass(frozen=True)
class SchoolPage:
    """All of the page. The lines of `judgements` are the inspection's own, newest first."""

    version: str
    school: School
    board: Group | None
    municipality: Group | None
    weging: str
    weging_value: float
    headline: str
    measures: tuple[Measure, ...]
    apart: Figure | None
    says_nothing_apart: bool
    funnel: Figure | None
    norms: tuple[NormRow, ...]
    verdicts: tuple[VerdictRow, ...]
    trends: tuple[Figure, ...]
    years: FigureTable | None
    published: tuple[tuple[str, int | None, float, float], ...]
    judgements: tuple[str, ...]
    growth: Card | None
    grown: SchoolGrowth | None


def school_page(slug: str) -> SchoolPage | None:
    """Give the page of a school; None when no school of the newest data has that code."""
    known = directory.current()
    place = known.by_slug.get(slug)
    if place is None:
        return None
    frame, school = known.frame, known.schools[place]
    now, all_sets = verdicts.public(known.version, verdicts.NOW), verdicts.every(known.version)
    thresholds = _thresholds(now, place)
    years = school_figures.by_year(frame, place, thresholds)
    weging = float(frame.weging[place])
    grown = growth.of_table(_grown(known.version), school.ovt)
    return SchoolPage(
        version=known.version,
        school=school,
        board=known.board(school),
        municipality=known.municipality(school),
        weging="" if math.isnan(weging) else number(weging, 2),
        weging_value=weging,
        headline=_headline(now, place),
        measures=tuple(_measure(frame, now, place, column) for column in range(len(now.columns))),
        apart=school_figures.apart(verdicts.public(known.version, verdicts.OTHER), place),
        says_nothing_apart=school_figures.says_nothing(verdicts.public(known.version, verdicts.OTHER), place),
        funnel=school_figures.funnel(frame, place, name=school.name, threshold=thresholds[HIGHER]),
        norms=tuple(_norm(judged, place) for judged in all_sets),
        verdicts=tuple(_verdict(judged, place, column) for judged in all_sets for column in range(len(judged.columns))),
        trends=years[0] if years else (),
        years=years[1] if years else None,
        published=_published(frame, place),
        judgements=_judgements(known.version, school.ovt),
        growth=growth_pages.school_card(grown) if grown else None,
        grown=grown,
    )


def _thresholds(now: Verdicts, place: int) -> tuple[float, float]:
    columns = [verdicts.column(now, indicator, "samen") for indicator in INDICATORS]
    first, second = (math.nan if column is None else float(now.threshold[place, column]) for column in columns)
    return first, second


def _headline(now: Verdicts, place: int) -> str:
    """Say in a sentence where the school stands under the norm of now."""
    match Status(now.school[place]):
        case Status.BOVEN:
            return _("Deze school zit boven de norm van nu, op beide niveaus.")
        case Status.ONDER:
            below = [
                str(INDICATORS[indicator]).lower()
                for number_, (indicator, _domain) in enumerate(now.columns)
                if now.status[place, number_] == Status.ONDER
            ]
            return _("Deze school zit onder de norm van nu: %(levels)s.") % {"levels": _(" en ").join(below)}
        case Status.KLEINE_SCHOOL:
            return _("Deze school is klein. De inspectie kijkt dan naar vijf jaar in plaats van drie.")
        case Status.TE_WEINIG_GEGEVENS:
            return _("Er zijn te weinig gegevens om iets over deze school te zeggen.")
    return _("Wij kunnen niet zeggen of deze school boven of onder de norm zit.")


def _measure(frame: Frame, now: Verdicts, place: int, column: int) -> Measure:
    indicator, _domain = now.columns[column]
    status = Status(now.status[place, column])
    index = list(INDICATORS).index(indicator)
    value, threshold = float(frame.pooled[place, index]), float(now.threshold[place, column])
    margin = margins.of(frame.version, place, index)
    decided = status in (Status.BOVEN, Status.ONDER) and margin is not None and math.isfinite(threshold)
    return Measure(
        title=INDICATORS[indicator],
        sign=SIGNS[status],
        value=percent(value),
        reason=reasons.reason(now, place, column),
        chance=reasons.chance(margin.chance) if decided and margin and margin.chance is not None else "",
        interval=reasons.interval(margin.low, margin.high) if decided and margin else "",
        chart=school_figures.measure(value, margin, threshold, indicator=indicator) if decided and margin else None,
        indicator=indicator,
        margin=margin if decided else None,
    )


def _norm(judged: Verdicts, place: int) -> NormRow:
    return NormRow(
        slug=judged.norm_set.slug,
        title=methods.title(judged.norm_set),
        sign=SIGNS[Status(judged.school[place])],
        because=because(judged, place),
    )


def _verdict(found: Verdicts, place: int, column: int) -> VerdictRow:
    indicator, domain = found.columns[column]
    low, high, limit = (float(array[place, column]) for array in (found.low, found.high, found.threshold))
    return VerdictRow(
        slug=found.norm_set.slug,
        norm=methods.title(found.norm_set),
        indicator=indicator,
        indicator_word=INDICATORS[indicator],
        domain=domain,
        domain_word=DOMAINS[domain],
        sign=SIGNS[Status(found.status[place, column])],
        value=between(low, high),
        threshold=percent(limit),
        reason=reasons.reason(found, place, column),
        low=low,
        high=high,
        limit=limit,
        margin=float(found.margin[place, column]),
        pupils=int(found.pupils[place]),
        code=reasons.code(found, place, column),
        inputs=found.inputs_of(place),
    )


def _published(frame: Frame, place: int) -> tuple[tuple[str, int | None, float, float], ...]:
    """Give what the inspection published of each year: the year, the pupils, and both percentages."""
    return tuple(
        (
            school_year(year),
            int(frame.pupils[place, number_]) if frame.pupils[place, number_] >= 0 else None,
            float(frame.percentage[place, number_, 0]),
            float(frame.percentage[place, number_, 1]),
        )
        for number_, year in enumerate(frame.years)
    )


@lru_cache(maxsize=2)
def _grown(version: str) -> Growth:
    return growth.of_frame(directory.frame_of(version))


def _judgements(version: str, ovt: str) -> tuple[str, ...]:
    return tuple(
        _("De inspectie gaf op %(date)s het oordeel: %(label)s.") % {"date": date_format(dated), "label": _label(label)}
        for dated, label in _judged(version).get(ovt, ())
    )


def _label(label: str) -> str:
    return str(Label(label).label)


@lru_cache(maxsize=2)
def _judged(version: str) -> dict[str, tuple[tuple[date, str], ...]]:
    """Give the judgements of all schools, newest first. A judgement comes in a publication, so with a new version."""
    del version
    found: dict[str, tuple[tuple[date, str], ...]] = {}
    for ovt, dated, label in Judgement.objects.live().order_by("-dated").values_list("ovt__code", "dated", "label"):
        found[ovt] = (*found.get(ovt, ()), (dated, label))
    return found
