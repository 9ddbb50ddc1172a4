"""The maps: schools that take part, for everybody; applications of a round, for its coordinator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ndt.charts import maps
from ndt.charts.maps import Mark, Place
from ndt.charts.shapes import Chart
from ndt.geo.distance import Point
from ndt.schools.models import Postcode, SchoolLocation
from ndt.schools.queries import points_of
from wisselkracht.models import LIVE, Applicant, Application, MapAnswer, Role, Round, RoundState, Stage


@dataclass(frozen=True, slots=True)
class Listed:
    """A school that takes part: what the list beside the map says."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class PublicMap:
    """The public map and the same in words, by place. chart: None while nothing can be drawn."""

    chart: Chart | None
    schools: list[Listed]


def public_map() -> PublicMap:
    """Draw the schools that said yes among the places of their regions that have a school."""
    agreed = [
        one.school
        for one in MapAnswer.objects.shown().select_related("school").order_by("school__place", "school__title")
    ]
    listed = [Listed(one.title, _place(one)) for one in agreed]
    points = points_of(agreed)
    if not points:
        return PublicMap(None, listed)
    places = [Place(point.lat, point.lon, Mark.ACCENT) for point in points.values()]
    areas = {
        area for one in Round.objects.exclude(state=RoundState.CONCEPT).values_list("region__areas") for area in one[0]
    }
    places += [Place(point.lat, point.lon) for point in _middles(areas)]
    title = ngettext(
        "%(number)d school is op de kaart te zien", "%(number)d scholen zijn op de kaart te zien", len(points)
    ) % {"number": len(points)}
    chart = maps.draw(
        places,
        title=title,
        description=_("Een kaart met een stip voor elke school. Dezelfde scholen staan in de lijst."),
        key={Mark.ACCENT: _("doet mee"), Mark.CONTEXT: _("andere plekken met een school")},
    )
    return PublicMap(chart, listed)


def _place(school: SchoolLocation) -> str:
    return school.place.title() if school.place.isupper() else school.place


def _middles(areas: Collection[str]) -> list[Point]:
    """Give the middles of the postcodes with an open school in some areas."""
    inside = SchoolLocation.objects.open().filter(area__in=areas).values("pc4")
    return [Point(lat, lon) for lat, lon in Postcode.objects.filter(pc4__in=inside).values_list("lat", "lon")]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """What a place has in a round: how many schools, applications, and how many of those are ready."""

    place: str
    schools: int
    applications: int
    ready: int


@dataclass(frozen=True, slots=True)
class RoundMap:
    """The map of a round and its table. unplaced: schools of which we do not know where they lie."""

    chart: Chart | None
    rows: list[PlaceRow]
    unplaced: int


def round_map(found: Round) -> RoundMap:
    """Draw the living applications of a round, a dot a school: filled when one of them is ready. A few queries."""
    counted: Counter[int] = Counter()
    ready: Counter[int] = Counter()
    living = Application.objects.filter(round=found, stage__in=LIVE)
    for school, stage, waits in living.values_list("school", "stage", "waits_for_round"):
        counted[school] += 1
        ready[school] += stage == Stage.VERIFIED and not waits
    schools = list(
        SchoolLocation.objects.filter(pk__in=living.values("school")).only("title", "place", "pc4", "lat", "lon")
    )
    points = points_of(schools)
    chart = None
    if points:
        chart = maps.draw(
            [
                *(Place(point.lat, point.lon) for point in _middles(found.region.areas)),
                *(Place(point.lat, point.lon, Mark.ACCENT if ready[pk] else Mark.OPEN) for pk, point in points.items()),
            ],
            title=_title(ready, points),
            description=_("Een kaart met een stip voor elke school. De aantallen per plaats staan in de tabel."),
            key={
                Mark.ACCENT: _("klaar voor de ronde"),
                Mark.OPEN: _("nog niet klaar"),
                Mark.CONTEXT: _("andere plekken met een school"),
            },
        )
    return RoundMap(chart, _by_place(schools, counted, ready), len(schools) - len(points))


def _title(ready: Counter[int], points: Collection[int]) -> str:
    return ngettext(
        "%(ready)d van de %(all)d school heeft een aanmelding die klaar is",
        "%(ready)d van de %(all)d scholen hebben een aanmelding die klaar is",
        len(points),
    ) % {"ready": sum(1 for pk in points if ready[pk]), "all": len(points)}


def _by_place(schools: Iterable[SchoolLocation], counted: Counter[int], ready: Counter[int]) -> list[PlaceRow]:
    found: dict[str, list[int]] = {}
    for one in schools:
        found.setdefault(_place(one), []).append(one.pk)
    return [
        PlaceRow(place, len(pks), sum(counted[pk] for pk in pks), sum(ready[pk] for pk in pks))
        for place, pks in sorted(found.items())
    ]


def may_answer(applicant: Applicant) -> bool:
    """Say whether somebody speaks for a school about the map: its director, known to be one."""
    application = applicant.application
    return applicant.role == Role.DIRECTOR and applicant.has_confirmed and application.stage == Stage.VERIFIED


def answer_of(school: SchoolLocation) -> MapAnswer | None:
    """Give what a school said last; None before it said anything."""
    return MapAnswer.objects.filter(school=school).first()
