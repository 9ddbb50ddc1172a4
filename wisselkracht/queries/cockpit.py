"""How a round stands: the funnel, who did not confirm, and one application whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q

from wisselkracht.models import (
    Applicant,
    ApplicantQuerySet,
    Application,
    ApplicationQuerySet,
    Role,
    Round,
    Stage,
    Verification,
)

# What the list of a round can be narrowed to.
ALL: Final = ""
MISSING: Final = {f"mist-{role.value}": role for role in Role}
TO_CHECK: Final = "nagaan"
READY: Final = "klaar"
ENDED: Final = "geeindigd"
GOING: Final = "lopend"


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many applications came how far. Each number holds the one after it; ended ones stand apart."""

    begun: int
    asked: int
    complete: int
    verified: int
    ended: int
    waits: int


def funnel(found: Round) -> Funnel:
    """Count the applications of a round."""
    return funnels([found])[0][1]


def funnels(rounds: Sequence[Round]) -> list[tuple[Round, Funnel]]:
    """Count the applications of each of some rounds, in one query."""
    live = Q(stage__in=[Stage.DRAFT, Stage.WAITING, Stage.CONFIRMED, Stage.VERIFIED])
    complete = Q(stage__in=[Stage.CONFIRMED, Stage.VERIFIED])
    counted = (
        Application.objects.filter(round__in=rounds)
        .order_by()
        .values_list("round")
        .annotate(
            begun=Count("pk", filter=live),
            asked=Count("pk", filter=live & ~Q(stage=Stage.DRAFT)),
            complete=Count("pk", filter=complete),
            verified=Count("pk", filter=Q(stage=Stage.VERIFIED, waits_for_round=False)),
            ended=Count("pk", filter=~live),
            waits=Count("pk", filter=live & Q(waits_for_round=True)),
        )
    )
    by_round = {number: Funnel(*counts) for number, *counts in counted}
    return [(one, by_round.get(one.pk, Funnel(0, 0, 0, 0, 0, 0))) for one in rounds]


def waited_for(found: Round) -> dict[str, int]:
    """Give how many people of each role were asked and did not confirm."""
    counted = (
        Applicant.objects.waited_for().filter(application__round=found).values_list("role").annotate(number=Count("pk"))
    )
    return {Role.TEACHER.value: 0, Role.DIRECTOR.value: 0, Role.BUDDY.value: 0} | dict(counted.order_by("role"))


def longest_waited_for(found: Round, number: int) -> list[Applicant]:
    """Give the people who were asked longest ago and did not confirm."""
    waited: ApplicantQuerySet = Applicant.objects.waited_for().filter(application__round=found)
    return list(waited.select_related("application__school").order_by("invited_at", "pk")[:number])


def narrowed(found: Round, kind: str, text: str) -> ApplicationQuerySet:
    """Give the applications of a round, narrowed to a kind and to words in the school's or a person's name."""
    rows: ApplicationQuerySet = Application.objects.filter(round=found)
    if kind in MISSING:
        lacking = Applicant.objects.filter(application=OuterRef("pk"), role=MISSING[kind], confirmed_at=None)
        rows = rows.live().filter(Exists(lacking))
    elif kind == TO_CHECK:
        known = Verification.objects.filter(application=OuterRef("pk"))
        here = Applicant.objects.filter(application=OuterRef("pk"), role=Role.DIRECTOR, confirmed_at__isnull=False)
        rows = rows.live().filter(Exists(here)).exclude(Exists(known))
    elif kind == READY:
        rows = rows.filter(stage=Stage.VERIFIED)
    elif kind == GOING:
        rows = rows.live()
    elif kind == ENDED:
        rows = rows.exclude(pk__in=Application.objects.live().values("pk"))
    for word in text.split()[:5]:
        named = Applicant.objects.filter(application=OuterRef("pk"), name__icontains=word)
        rows = rows.filter(Q(school__title__icontains=word) | Q(school__place__icontains=word) | Exists(named))
    return rows.select_related("school").order_by("-created_at", "pk")


@dataclass(frozen=True, slots=True)
class Row:
    """One application in a list. people: by role."""

    application: Application
    people: Mapping[str, Applicant]
    is_known: bool

    @property
    def in_order(self) -> list[Applicant]:
        """Give the three in a fixed order."""
        return [self.people[role.value] for role in Role if role.value in self.people]


def rows(applications: list[Application]) -> list[Row]:
    """Give what a page of the list shows, in two more queries."""
    numbers = [one.pk for one in applications]
    people: dict[int, dict[str, Applicant]] = {number: {} for number in numbers}
    for person in Applicant.objects.filter(application__in=numbers):
        people[person.application_id][person.role] = person
    known = set(Verification.objects.filter(application__in=numbers).values_list("application", flat=True))
    return [Row(one, people[one.pk], one.pk in known) for one in applications]


def verification_of(application: Application) -> Verification | None:
    """Give how the director is known; None when not."""
    return Verification.objects.filter(application=application).select_related("by").first()
