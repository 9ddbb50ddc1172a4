"""Change a round while that harms nobody, and make and change regions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ndt import history
from ndt.people.models import Organisation
from ndt.schools.models import SchoolLocation
from wisselkracht.core import periods
from wisselkracht.core.refusals import AreaInUse, EmptyArea, Fixed, NotNow
from wisselkracht.models import LIVE, Application, Region, Round, RoundState
from wisselkracht.services.rounds import Plan

_FIELDS: Final = ("title", "starts_on", "ends_on", "opens_at", "closes_at", "decides_on", "largest")
# What people applied for stays as it was.
CHANGEABLE: Final = {
    RoundState.CONCEPT.value: frozenset(_FIELDS),
    RoundState.OPEN.value: frozenset({"title", "closes_at", "decides_on"}),
    RoundState.CLOSED.value: frozenset({"title"}),
}


@transaction.atomic
def change_round(*, found: Round, plan: Plan, now: datetime) -> Round:
    """Change a round. Raises Fixed for what cannot change any more, BadPeriod, and NotNow for an end in the past."""
    found = Round.objects.select_for_update(no_key=True).get(pk=found.pk)
    changed = [name for name in _FIELDS if getattr(found, name) != getattr(plan, name)]
    for name in changed:
        if name not in CHANGEABLE[found.state]:
            raise Fixed(name)
    if "closes_at" in changed and plan.closes_at <= now:
        raise NotNow
    periods.check_period(plan.starts_on, plan.ends_on)
    periods.check_deadlines(
        timezone.localdate(plan.opens_at), timezone.localdate(plan.closes_at), plan.decides_on, plan.starts_on
    )
    for name in changed:
        setattr(found, name, getattr(plan, name))
    if changed:
        with history.reason(_("Ronde aangepast")):
            found.save(update_fields=changed)
    return found


@transaction.atomic
def create_region(*, title: str, areas: Sequence[str], team: Organisation | None) -> Region:
    """Make a region of areas of the register. Raises EmptyArea."""
    _check_areas(areas)
    return Region.objects.create(slug=_free_slug(title), title=title, areas=sorted(areas), team=team)


@transaction.atomic
def change_region(*, found: Region, title: str, areas: Sequence[str], team: Organisation | None) -> Region:
    """Change a region. Raises EmptyArea for a new area without a school, AreaInUse for one that has applications."""
    found = Region.objects.select_for_update(no_key=True).get(pk=found.pk)
    _check_areas(set(areas) - set(found.areas))
    for area in sorted(set(found.areas) - set(areas)):
        if Application.objects.filter(round__region=found, stage__in=LIVE, school__area=area).exists():
            raise AreaInUse(area)
    found.title, found.areas, found.team = title, sorted(areas), team
    with history.reason(_("Regio aangepast")):
        found.save(update_fields=["title", "areas", "team"])
    return found


def _check_areas(areas: Sequence[str] | set[str]) -> None:
    for area in sorted(areas):
        if not SchoolLocation.objects.open().filter(area=area).exists():
            raise EmptyArea(area)


def _free_slug(title: str) -> str:
    stem = slugify(title)[:50].strip("-") or "regio"
    taken = set(Region.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := stem if number == 1 else f"{stem}-{number}") not in taken
    )
