"""What views call first: who asks, and what is theirs. For others it does not exist."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from ndt.people.access import allowed
from ndt.people.models import Role, User
from ndt.people.predicates import coordinator_of, holder_of, operator
from opleiding.models import Institute, Trainer, University

member: Final = allowed(lambda user: True)
institute_desk: Final = allowed(holder_of(Role.INSTITUTE, solution="opleiding"))
university_desk: Final = allowed(holder_of(Role.PROGRAMME, solution="opleiding"))
module_desk: Final = allowed(holder_of(Role.PROGRAMME, Role.INSTITUTE, solution="opleiding"))
adviser: Final = allowed(holder_of(Role.ADVISER, solution="opleiding") | coordinator_of("opleiding") | operator)
organiser: Final = allowed(holder_of(Role.ORGANISER, solution="opleiding") | coordinator_of("opleiding") | operator)


def person(request: HttpRequest) -> User:
    """Give who asks; the guard let them in."""
    assert isinstance(request.user, User)
    return request.user


def trainer_of(request: HttpRequest) -> Trainer | None:
    """Give the profile of who asks, or None."""
    return Trainer.objects.select_related("institute__organisation").filter(user=person(request)).first()


def institute_of(request: HttpRequest) -> Institute:
    """Give the institute of who asks; without one there is nothing here."""
    found = Institute.objects.of(person(request)).select_related("organisation").first()
    if found is None:
        raise Http404
    return found


def university_of(request: HttpRequest, number: int | None = None) -> University:
    """Give the university of who asks, or the one with a number if it is theirs."""
    mine = University.objects.of(person(request)).select_related("organisation")
    if number is not None:
        return get_object_or_404(mine, pk=number)
    found = mine.first()
    if found is None:
        raise Http404
    return found
