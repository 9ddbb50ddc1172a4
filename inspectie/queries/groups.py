"""What the page of a board or a municipality shows, and the map of the country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inspectie.core.engine import Status, Verdicts
from inspectie.queries import directory, margins, methods, verdicts
from inspectie.queries.directory import Directory, Group, School
from inspectie.queries.margins import Margin
from inspectie.queries.tallies import Tally, tally
from inspectie.queries.words import DOMAINS, SIGNS, Sign, between, number, percent
from ndt.charts import maps
from ndt.charts.maps import Mark, Place
from ndt.charts.shapes import Chart

HIGHER: Final = 1
MARKS: Final = {Status.ONDER: Mark.ACCENT, Status.ONBEPAALD: Mark.OPEN}


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school in a list: its status now and under the chosen norm, its value with what may be chance."""

    school: School
    url: str
    now: Sign
    chosen: Sign
    because: str
    value: str
    interval: str
    margin: Margin | None


@dataclass(frozen=True, slots=True)
class Map:
    """A map with its finding. places: which schools it shows, as places in the directory."""

    title: str
    chart: Chart
    source: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class GroupPage:
    """A board or municipality and its schools. kind: 'board' or 'municipality'."""

    version: str
    kind: str
    group: Group
    headline: str
    chosen: Verdicts
    norm: str
    tallies: tuple[Tally, ...]
    rows: tuple[SchoolRow, ...]
    map: Map | None


@dataclass(frozen=True)
class Country:
    """All schools on a map, counted by province and by municipality."""

    version: str
    chosen: Verdicts
    map: Map | None
    provinces: tuple[Tally, ...]
    municipalities: tuple[Tally, ...]


def group_page(kind: str, code: str, *, norm: str) -> GroupPage | None:
    """Give the page of a board or municipality; None when there is none with that code."""
    known = directory.current()
    group = known.groups(kind).get(code)
    if group is None:
        return None
    now, chosen = (verdicts.public(known.version, slug) for slug in (verdicts.NOW, norm))
    return GroupPage(
        version=known.version,
        kind=kind,
        group=group,
        headline=_headline(tally(now.school, group.members, title="")),
        chosen=chosen,
        norm=methods.title(chosen.norm_set),
        tallies=tuple(
            tally(one.school, group.members, title=methods.title(one.norm_set), code=one.norm_set.slug)
            for one in verdicts.every(known.version)
        ),
        rows=tuple(_row(known, place, now, chosen) for place in group.members),
        map=_map(known, group.members, chosen),
    )


def country(*, norm: str) -> Country:
    """Give the map of all schools under a norm."""
    known = directory.current()
    chosen = verdicts.public(known.version, norm)
    provinces: dict[str, list[int]] = defaultdict(list)
    for place, school in enumerate(known.schools):
        if school.province:
            provinces[school.province].append(place)
    return Country(
        version=known.version,
        chosen=chosen,
        map=_map(known, range(len(known.schools)), chosen),
        provinces=tuple(tally(chosen.school, places, title=name) for name, places in sorted(provinces.items())),
        municipalities=tuple(
            tally(
                chosen.school,
                group.members,
                title=group.name,
                code=group.code,
                url=reverse("inspectie:municipality", args=[group.code]),
            )
            for group in known.municipality_names
        ),
    )


def _headline(now: Tally) -> str:
    if now.below == 0:
        return ngettext(
            "Met de norm van nu zit de enige school niet onder de norm.",
            "Met de norm van nu zit geen van de %(total)s scholen onder de norm.",
            now.total,
        ) % {"total": now.total}
    return ngettext(
        "Met de norm van nu zit %(below)s van de %(total)s scholen onder de norm.",
        "Met de norm van nu zitten %(below)s van de %(total)s scholen onder de norm.",
        now.below,
    ) % {"below": now.below, "total": now.total}


def _row(known: Directory, place: int, now: Verdicts, chosen: Verdicts) -> SchoolRow:
    school = known.schools[place]
    margin = margins.of(known.version, place, HIGHER)
    return SchoolRow(
        school=school,
        url=reverse("inspectie:school", args=[school.slug]),
        now=SIGNS[Status(now.school[place])],
        chosen=SIGNS[Status(chosen.school[place])],
        because=because(chosen, place),
        value=percent(float(known.frame.pooled[place, HIGHER])),
        interval=between(margin.low, margin.high, 0) if margin else "",
        margin=margin,
    )


def because(judged: Verdicts, place: int) -> str:
    """Give the domains that decide the status of a school under a norm set, in words; '' when all agree."""
    status = judged.school[place]
    if status == Status.BOVEN:
        return ""
    columns = judged.columns
    deciding = [
        f"{str(DOMAINS[domain]).lower()} ({indicator})"
        for column, (indicator, domain) in enumerate(columns)
        if judged.status[place, column] == status
    ]
    return ", ".join(deciding) if 0 < len(deciding) < len(columns) else ""


def _map(known: Directory, members: Iterable[int], chosen: Verdicts) -> Map | None:
    placed = [place for place in members if known.schools[place].latitude is not None]
    if not placed:
        return None
    found = tally(chosen.school, placed, title="")
    norm = methods.title(chosen.norm_set)
    title = ngettext(
        "%(below)s van de %(total)s school zit onder de norm '%(norm)s'",
        "%(below)s van de %(total)s scholen zitten onder de norm '%(norm)s'",
        found.total,
    ) % {"below": number(found.below, 0), "total": number(found.total, 0), "norm": norm}
    chart = maps.draw(
        _places(known.schools, placed, chosen),
        title=title,
        description=_("Een kaart met een stip voor elke school. De aantallen staan in de tabel op deze pagina."),
        key={
            Mark.ACCENT: _("onder de norm"),
            Mark.OPEN: _("niet te zeggen"),
            Mark.CONTEXT: _("boven de norm, klein, of te weinig gegevens"),
        },
    )
    return Map(title, chart, _("Plekken van scholen: DUO en het Kadaster."), tuple(placed))


def _places(schools: Sequence[School], placed: Sequence[int], chosen: Verdicts) -> list[Place]:
    found = []
    for place in placed:
        latitude, longitude = schools[place].latitude, schools[place].longitude
        assert latitude is not None
        assert longitude is not None
        found.append(Place(latitude, longitude, MARKS.get(Status(chosen.school[place]), Mark.CONTEXT)))
    return found
