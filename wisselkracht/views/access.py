"""What views of the desk call first: who may come in, and the round or application of their region, or 404."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ndt.people.access import allowed
from ndt.people.models import User
from wisselkracht.models import Application, Region, Round
from wisselkracht.queries import rights

team: Final = allowed(rights.team)


def person(request: HttpRequest) -> User:
    """Give who asks; `team` let them in."""
    assert isinstance(request.user, User)
    return request.user


def region_of(request: HttpRequest, slug: str) -> Region:
    """Give a region of who asks; for others it does not exist."""
    return get_object_or_404(rights.regions_of(person(request)), slug=slug)


def round_of(request: HttpRequest, slug: str) -> Round:
    """Give a round of a region of who asks; for others it does not exist."""
    return get_object_or_404(rights.rounds_of(person(request)), slug=slug)


def application_of(request: HttpRequest, number: int) -> Application:
    """Give an application in a region of who asks; for others it does not exist."""
    mine = rights.applications_of(person(request))
    return get_object_or_404(mine.select_related("round__region", "moved_from", "school__board"), pk=number)
