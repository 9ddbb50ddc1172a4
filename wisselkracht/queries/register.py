"""What a coordinator should know of the school register: what was read, what closed, and what that touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ndt.people.models import User
from ndt.schools.models import Edition, LocationState, SchoolLocation
from wisselkracht.models import Application
from wisselkracht.queries import agenda, rights

MOST: Final = 50
EDITIONS: Final = 10


@dataclass(frozen=True, slots=True)
class Register:
    """The last files that were read, the schools of somebody's regions that closed, and what stands at those."""

    editions: list[Edition]
    closed: list[SchoolLocation]
    touched: list[Application]
    number_open: int


def register_of(user: User) -> Register:
    """Give the register as it touches somebody's regions. Five queries."""
    areas = {area for one in rights.regions_of(user).values_list("areas", flat=True) for area in one}
    inside = SchoolLocation.objects.filter(area__in=areas)
    closed = inside.filter(state=LocationState.CLOSED).select_related("board").order_by("-closed_on", "title")
    touched = agenda.at_closed_schools(rights.rounds_of(user)).select_related("school", "round")
    return Register(
        editions=list(Edition.objects.all()[:EDITIONS]),
        closed=list(closed[:MOST]),
        touched=list(touched.order_by("school__closed_on", "pk")[:MOST]),
        number_open=inside.filter(state=LocationState.OPEN).count(),
    )


def successors(application: Application) -> list[SchoolLocation]:
    """Give the open schools of the same board in the region: where an application of a closed school can go."""
    region = application.round.region
    return list(region.schools().filter(board=application.school.board_id).order_by("place", "title"))
