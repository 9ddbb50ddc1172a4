"""What the desk of coordinators shows, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from ndt.allies.models import Offer, State
from ndt.people.models import Membership, Role, User
from ndt.people.predicates import Person, is_coordinator, is_operator
from ndt.web import registry

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Line:
    """One offer in a list."""

    offer: Offer
    solution: str
    role: str
    overdue: bool


def solutions_for(user: Person) -> tuple[str, ...]:
    """Give the solutions whose offers `user` may handle: those they coordinate, all for operators."""
    rooms = (solution.room for solution in registry.solutions())
    return tuple(room for room in rooms if is_operator(user) or is_coordinator(user, room))


def may_handle(user: Person) -> bool:
    """Say whether `user` has a desk here."""
    return bool(solutions_for(user))


def get_offer_for(user: Person, pk: int) -> Offer:
    """Give the offer when `user` may handle it; for others it does not exist (404)."""
    offer = Offer.objects.of(solutions_for(user)).select_related("answered_by").filter(pk=pk).first()
    if offer is None:
        raise Http404
    return offer


def offers(user: Person, *, state: str, solution: str) -> QuerySet[Offer]:
    """Give the offers of a user's solutions; state "" is what waits, "all" is everything."""
    mine = solutions_for(user)
    chosen = Offer.objects.of((solution,) if solution in mine else mine)
    if state == ALL:
        return chosen
    return chosen.filter(state=state) if state in State.values else chosen.waiting()


def lines(chosen: list[Offer], today: date) -> list[Line]:
    """Give the rows of the list, with what each says in words."""
    return [
        Line(
            offer,
            solution=offer.of_solution.title,
            role=str(offer.role.title) if offer.role else offer.sought,
            overdue=offer.is_overdue(today),
        )
        for offer in chosen
    ]


def coordinators(solution: str) -> list[User]:
    """Give who coordinates a solution today."""
    held = Membership.objects.active(timezone.localdate()).of(Role.COORDINATOR, solution=solution)
    return list(User.objects.filter(is_active=True, memberships__in=held).distinct().order_by("pk"))
