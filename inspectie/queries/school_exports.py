"""The figures of the search page and of one school, as tables for CSV and JSON."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from inspectie.queries import methods, norm_sets
from inspectie.queries.exports import Meta, Table
from inspectie.queries.school_pages import SchoolPage
from inspectie.queries.searching import Search
from inspectie.queries.verdicts import NOW


def hits(search: Search) -> Table:
    """Give a row for each school on the page."""
    return Table(
        "schools",
        ("ovt", "school", "place", "board", "municipality", "status_now"),
        [
            (
                hit.school.ovt,
                hit.school.name,
                hit.school.place,
                hit.school.board,
                hit.school.municipality,
                hit.sign.code,
            )
            for hit in search.hits
        ],
    )


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
    """Give all tables of the page: the verdicts, the norm sets as a whole, and the years."""
    norms = Table(
        "norm_sets", ("norm_set", "title", "status"), [(row.slug, str(row.title), row.sign.code) for row in page.norms]
    )
    years = Table("years", ("year", "pupils", "percentage_1f", "percentage_1s_2f"), page.published)
    return [verdicts(page), norms, years]


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
        "measures": [
            {
                "indicator": one.indicator,
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
