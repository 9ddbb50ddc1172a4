"""Find a school, know whose mail it is, and how long somebody travels to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q

from ndt.geo import travel
from ndt.geo.distance import Point
from ndt.mail.addresses import ascii_domain
from ndt.schools.core import domains
from ndt.schools.models import Postcode, SchoolLocation, SchoolLocationQuerySet, TravelTime

MOST_FOUND: Final = 12
FEWEST_SIGNS: Final = 3


def search(text: str, *, within: SchoolLocationQuerySet) -> list[SchoolLocation]:
    """Give up to twelve schools in which each typed word stands: in the name, the place, the code or the postcode."""
    if len(text.strip()) < FEWEST_SIGNS:
        return []
    found = within
    for word in re.split(r"[\s,]+", text.strip())[:8]:
        if word:
            found = found.filter(
                Q(title__icontains=word)
                | Q(place__icontains=word)
                | Q(code__iexact=word)
                | Q(code__istartswith=word, code__iregex=r"^[0-9]{2}[A-Z]{2}")
                | Q(postcode__istartswith=word)
            )
    return list(found.select_related("board")[:MOST_FOUND])


def mail_domains(location: SchoolLocation) -> frozenset[str]:
    """Give the domains whose mail comes from this school or its board.

    Those that people wrote down, and the website's where only schools of one board have it. The domain above a
    website counts when several schools of this board, and none of another, have theirs below it.
    """
    found = {*location.domains, *location.board.domains}
    host = location.web_domain
    if host:
        alike = SchoolLocation.objects.open().filter(Q(web_domain=host) | Q(pk=location.pk))
        if not alike.exclude(board=location.board_id).exists():
            found.add(host)
        above = domains.parent(host)
        if above and not domains.is_free(above):
            below = SchoolLocation.objects.open().filter(Q(web_domain=above) | Q(web_domain__endswith=f".{above}"))
            if below.count() > 1 and not below.exclude(board=location.board_id).exists():
                found.add(above)
    return frozenset(found)


def is_mail_of(address: str, location: SchoolLocation) -> bool:
    """Say whether a mail address is one of this school or its board."""
    domain = ascii_domain(address.rpartition("@")[2])
    if domains.is_free(domain):
        return False
    return any(domains.stands_under(domain, allowed) for allowed in mail_domains(location))


@dataclass(slots=True)
class Journeys:
    """Travel times between some PC4s, read from the database once."""

    pc4s: Collection[str]
    points: dict[str, Point] = field(init=False)
    table: dict[tuple[str, str, travel.Mode], int] = field(init=False)

    def __post_init__(self) -> None:
        codes = set(self.pc4s)
        self.points = {row.pc4: Point(row.lat, row.lon) for row in Postcode.objects.filter(pc4__in=codes)}
        rows = TravelTime.objects.filter(from_pc4__in=codes, to_pc4__in=codes)
        self.table = {(row.from_pc4, row.to_pc4, travel.Mode(row.mode)): row.minutes for row in rows}

    def trip(self, origin: str, target: str, mode: str) -> travel.Trip | None:
        """Give the time between two of the PC4s; None where nothing is known of one of them."""
        return travel.trip(origin, target, travel.Mode(mode), points=self.points, table=self.table)


def points_of(locations: Iterable[SchoolLocation]) -> dict[int, Point]:
    """Give where schools lie, by primary key: the register's own point, or the middle of the PC4. Unknown ones lack."""
    rows = list(locations)
    middles = {row.pc4: Point(row.lat, row.lon) for row in Postcode.objects.filter(pc4__in={row.pc4 for row in rows})}
    found = {}
    for row in rows:
        if row.lat is not None and row.lon is not None:
            found[row.pk] = Point(row.lat, row.lon)
        elif row.pc4 in middles:
            found[row.pk] = middles[row.pc4]
    return found
