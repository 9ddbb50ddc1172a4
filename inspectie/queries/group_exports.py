"""The figures of a board, a municipality and the map, as tables for CSV and JSON."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from inspectie.core.engine import Status
from inspectie.queries import directory, methods, norm_sets
from inspectie.queries.exports import Meta, Table
from inspectie.queries.groups import Country, GroupPage
from inspectie.queries.tallies import Tally
from inspectie.queries.words import SIGNS


def schools(page: GroupPage) -> Table:
    """Give a row a school, as the page lists them and as its map shows them."""
    return Table(
        "schools",
        (
            *("ovt", "school", "place", "status_now", "status_chosen", "because", "value", "interval_low"),
            *("interval_high", "latitude", "longitude"),
        ),
        [
            (
                row.school.ovt,
                row.school.name,
                row.school.place,
                row.now.code,
                row.chosen.code,
                row.because or None,
                row.margin.value if row.margin else None,
                row.margin.low if row.margin else None,
                row.margin.high if row.margin else None,
                row.school.latitude,
                row.school.longitude,
            )
            for row in page.rows
        ],
    )


def tallies(rows: Sequence[Tally], name: str) -> Table:
    """Give numbers of schools, a row a norm set, province or municipality."""
    return Table(
        name,
        ("code", "title", "below", "above", "undecided", "without_verdict"),
        [(row.code, str(row.title), row.below, row.above, row.undecided, row.without) for row in rows],
    )


def dots(page: Country) -> Table:
    """Give a row for each dot of the map."""
    known = directory.current()
    shown = [(known.schools[place], place) for place in (page.map.places if page.map else ())]
    return Table(
        "schools",
        ("ovt", "school", "place", "municipality", "status", "latitude", "longitude"),
        [
            (
                school.ovt,
                school.name,
                school.place,
                school.municipality,
                SIGNS[Status(page.chosen.school[place])].code,
                school.latitude,
                school.longitude,
            )
            for school, place in shown
        ],
    )


def group_meta(page: GroupPage, *, address: str) -> Meta:
    """Say where the figures of a board or municipality come from."""
    used = [norm_sets.named(row.code) for row in page.tallies]
    return methods.meta(title=page.group.name, address=address, version=page.version, used=used)


def country_meta(page: Country, *, address: str) -> Meta:
    """Say where the figures of the map come from."""
    return methods.meta(
        title=_("Kaart van de scholen"), address=address, version=page.version, used=[page.chosen.norm_set]
    )
