"""Counts of applications over rounds, for the public page and the report. Small counts are hidden by who shows them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Count

from ndt.schools.models import SchoolLocation
from wisselkracht.models import (
    LIVE,
    Applicant,
    Application,
    ApplicationQuerySet,
    Expertise,
    Goal,
    Role,
    Round,
    RoundState,
    Stage,
)
from wisselkracht.queries.vocabulary import vocabulary

COMPLETE = (Stage.CONFIRMED, Stage.VERIFIED)


def schools() -> int:
    """Count the schools with an application that all three confirmed."""
    return Application.objects.filter(stage__in=COMPLETE).values("school").distinct().count()


def teachers() -> int:
    """Count the teachers who want to exchange and stand in an application that lives."""
    return Applicant.objects.filter(role=Role.TEACHER, counts=True).count()


def rounds() -> int:
    """Count the rounds that are or were open."""
    return Round.objects.exclude(state=RoundState.CONCEPT).count()


def begun(period: dict[str, datetime]) -> ApplicationQuerySet:
    """Give the applications that began in a period. period: a filter on `created_at`."""
    found: ApplicationQuerySet = Application.objects.filter(**period)
    return found


def by_municipality(found: ApplicationQuerySet) -> dict[str, int]:
    """Count applications by the municipality of the school, in the order of the alphabet; "" where it is unknown."""
    counted: Counter[str] = Counter()
    for name, number in found.values_list("school__municipality").annotate(number=Count("pk")).order_by():
        counted[_readable(name)] += number
    return dict(sorted(counted.items()))


def _readable(name: str) -> str:
    """Give a name as people write it: the register has capitals only."""
    return name.title() if name.isupper() else name


def by_progress(found: ApplicationQuerySet) -> tuple[int, int, int]:
    """Count applications that wait for somebody, that all three confirmed, and that ended."""
    counted = dict(found.values_list("stage").annotate(number=Count("pk")).order_by())
    complete = sum(counted.get(stage, 0) for stage in COMPLETE)
    live = sum(counted.get(stage, 0) for stage in LIVE)
    return live - complete, complete, sum(counted.values()) - live


def themes(found: ApplicationQuerySet) -> list[tuple[str, int, int]]:
    """Count by theme how many applications want to learn it and how many offer it, most wanted first."""
    wanted = Counter(Goal.objects.filter(application__in=found).values_list("theme", flat=True))
    offered = Counter(Expertise.objects.filter(application__in=found).values_list("theme", flat=True))
    codes = [theme.code for _top, below in vocabulary().choices() for theme in below]
    rows = [(code, wanted[code], offered[code]) for code in codes]
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))


def municipalities() -> list[str]:
    """Give the municipalities with a school in a region that has a round."""
    areas = {area for one in Round.objects.values_list("region__areas", flat=True) for area in one}
    inside = SchoolLocation.objects.open().filter(area__in=areas).exclude(municipality="")
    return sorted({_readable(name) for name in inside.values_list("municipality", flat=True).distinct()})


def complete(period: dict[str, datetime]) -> int:
    """Count the applications that all three confirmed in a period. period: a filter on `confirmed_at`."""
    return Application.objects.filter(stage__in=COMPLETE, **period).count()
