"""Which regions, rounds and applications somebody may see and change: the only place that knows."""

from __future__ import annotations

from typing import Final

from ndt.people.models import User
from ndt.people.predicates import coordinator_of, is_operator, operator
from wisselkracht.models import Application, ApplicationQuerySet, Region, RegionQuerySet, Round, RoundQuerySet

# Who has a desk at all. Of which region, the functions below say.
team: Final = coordinator_of("wisselkracht") | operator


def regions_of(user: User) -> RegionQuerySet:
    """Give the regions of somebody's teams, and those of no team in particular; an operator all of them."""
    if not team(user):
        return Region.objects.none()
    everything: RegionQuerySet = Region.objects.all()
    return everything if is_operator(user) else everything.of(user)


def rounds_of(user: User) -> RoundQuerySet:
    """Give the rounds of somebody's regions."""
    found: RoundQuerySet = Round.objects.filter(region__in=regions_of(user))
    return found.select_related("region")


def applications_of(user: User) -> ApplicationQuerySet:
    """Give the applications in the rounds of somebody's regions."""
    found: ApplicationQuerySet = Application.objects.filter(round__region__in=regions_of(user))
    return found
