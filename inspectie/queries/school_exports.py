"""The figures of the search page and of one school, as tables for CSV and JSON."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from inspectie.queries import directory, methods, norm_sets
from inspectie.queries.exports import Cell, Meta, Table
from inspectie.queries.school_pages import HIGHER, SchoolPage
from inspectie.queries.searching import Search
from inspectie.queries.verdicts import NOW


def hits(search: Search) -> Table:
    """Give a row for each school on the page. board and municipality are codes; where: the words beside its name."""
    return Table(
        "schools",
        ("ovt", "school", "place", "board", "municipality", "where", "status_now"),
        [
            (
                hit.school.ovt,
                hit.school.name,
                hit.school.place,
                hit.school.board,
                hit.school.municipality,
                hit.where,
                hit.sign.code,
            )
            for hit in search.hits
        ],
    )


def found_groups(search: Search) -> Table:
    """Give the municipalities and boards that the page offers."""
    rows = [(one.kind, one.code, one.name, one.number) for one in search.groups]
    return Table("groups", ("kind", "code", "name", "schools"), rows)


def search_meta(search: Search, *, address: str) -> Meta:
    """Say where the list comes from."""
    return methods.meta(title=_("Scholen"), address=address, version=search.version, used=[norm_sets.named(NOW)])


def verdicts(page: SchoolPage) -> Table:
    """Give a row for each norm set, indicator and domain. value_low, value_high: between these, in percent."""
    return Table(
        "verdicts",
        (
            *("norm_set", "indicator", "domain", "status", "value_low", "value_high", "threshold", "margin"),
            *("pupils", "reason", "inputs"),
        ),
        [
            (
                *(row.slug, row.indicator, row.domain, row.sign.code, row.low, row.high, row.limit, row.margin),
                *(row.pupils if row.pupils >= 0 else None, row.code, row.inputs),
            )
            for row in page.verdicts
        ],
    )


def tables(page: SchoolPage) -> list[Table]:
    """Give all tables of the page: the verdicts, the norm sets as a whole, the years, the schools alike and growth."""
    norms = Table(
        "norm_sets",
        ("norm_set", "title", "status", "because"),
        [(row.slug, str(row.title), row.sign.code, row.because) for row in page.norms],
    )
    years = Table("years", ("year", "pupils", "percentage_1f", "percentage_1s_2f"), page.published)
    return [verdicts(page), norms, years, _funnel(page), _growth(page)]


def _funnel(page: SchoolPage) -> Table:
    """Give every grey dot of the funnel: pupils in three years, and the percentage at the higher level."""
    frame, others = directory.frame_of(page.version), page.funnel.others if page.funnel else ()
    rows = [(frame.ovt[one], int(frame.pooled_pupils[one]), float(frame.pooled[one, HIGHER])) for one in others]
    return Table("schools_alike", ("ovt", "pupils", "percentage_1s_2f"), rows)


def _growth(page: SchoolPage) -> Table:
    """Give the estimates in percentage points, a year for a change. Experimental; no learning gain of pupils."""
    columns = ("domain", "measure", "value", "interval_low", "interval_high", "reliability_percent")
    rows: list[tuple[Cell, ...]] = [
        (line.column, name, one.value, one.low, one.high, one.reliability)
        for line in (page.grown.lines if page.grown else ())
        for name, one in (("level", line.level), ("change", line.change))
        if one is not None
    ]
    return Table("growth_experimental", columns, rows)


def facts(page: SchoolPage) -> dict[str, Any]:
    """Give the single figures of the page."""
    school = page.school
    return {
        "ovt": school.ovt,
        "name": school.name,
        "place": school.place,
        "board": school.board,
        "municipality": school.municipality,
        "schoolweging": page.weging_value,
        "enrolled": school.pupils,
        "headline": page.headline,
        "status_now": next(row.sign.code for row in page.norms if row.slug == NOW),
        "chance_reaches": page.funnel.reach if page.funnel else None,
        "measures": [
            {
                "indicator": one.indicator,
                "value": one.margin.value,
                "chance_below": one.margin.chance,
                "low": one.margin.low,
                "high": one.margin.high,
            }
            for one in page.measures
            if one.margin is not None
        ],
        "judgements": list(page.judgements),
    }


def school_meta(page: SchoolPage, *, address: str) -> Meta:
    """Say where the figures of a school come from."""
    used = [norm_sets.named(row.slug) for row in page.norms]
    return methods.meta(title=page.school.name, address=address, version=page.version, used=used)
