"""What views call first: who asks, and what is theirs. For others it does not exist."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from bijles.models import Family, PassScheme, Provider, School
from bijles.queries import rights
from ndt.people.access import allowed
from ndt.people.models import Kind, Organisation, Role, User
from ndt.people.predicates import coordinator_of, holder_of, is_coordinator, is_operator, operator

member: Final = allowed(lambda user: True)
provider_desk: Final = allowed(holder_of(Role.PROVIDER, solution="bijles"))
tutor_desk: Final = allowed(holder_of(Role.TUTOR, solution="bijles"))
school_desk: Final = allowed(rights.is_school)
text_desk: Final = allowed(coordinator_of("bijles") | operator)
municipality_desk: Final = allowed(holder_of(Role.POLICYMAKER) | coordinator_of("bijles") | operator)


def person(request: HttpRequest) -> User:
    """Give who asks; the guard let them in."""
    assert isinstance(request.user, User)
    return request.user


def family_of(request: HttpRequest) -> Family | None:
    """Give the family of who asks, or None while no pass was proved."""
    return Family.objects.filter(user=person(request)).first()


def providers_of(user: User, *roles: str) -> QuerySet[Provider]:
    """Give the providers where somebody holds one of these roles today."""
    return Provider.objects.filter(organisation__in=Organisation.objects.where(user, *roles, on=timezone.localdate()))


def municipalities_of(user: User) -> QuerySet[Organisation]:
    """Give the municipalities for which somebody works; who coordinates the plan or runs the platform, all of them."""
    if is_coordinator(user, "bijles") or is_operator(user):
        return Organisation.objects.of_kind(Kind.MUNICIPALITY).order_by("name")
    return Organisation.objects.where(user, Role.POLICYMAKER, on=timezone.localdate()).order_by("name")


def schemes_of(user: User) -> QuerySet[PassScheme]:
    """Give the passes of somebody's municipality; who coordinates the plan or runs the platform has them all."""
    if is_coordinator(user, "bijles") or is_operator(user):
        return PassScheme.objects.all()
    ours = Organisation.objects.where(user, Role.POLICYMAKER, on=timezone.localdate())
    return PassScheme.objects.filter(municipality__in=ours)


def schools_of(user: User) -> QuerySet[School]:
    """Give the schools of somebody that belong to a pass now."""
    found = School.objects.active().filter(organisation__in=rights.school_organisations(user))
    return found.select_related("organisation", "scheme__municipality")
