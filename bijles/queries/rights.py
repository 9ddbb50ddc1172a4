"""What somebody is here, and which passes are theirs to look after."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from bijles.models import Family, PassScheme, School
from ndt.people.models import Organisation, Role, User
from ndt.people.predicates import is_coordinator, is_operator

AT_SCHOOL: Final = (Role.SCHOOL_CONTACT, Role.DIRECTOR)


def is_family(user: User) -> bool:
    """Say whether an account proved a pass."""
    return Family.objects.filter(user=user).exists()


def schemes_of(user: User) -> QuerySet[PassScheme]:
    """Give the passes of somebody's municipality; who coordinates the plan or runs the platform has them all."""
    if is_coordinator(user, "bijles") or is_operator(user):
        return PassScheme.objects.all()
    ours = Organisation.objects.where(user, Role.POLICYMAKER, on=timezone.localdate())
    return PassScheme.objects.filter(municipality__in=ours)


def school_organisations(user: User) -> QuerySet[Organisation]:
    """Give the schools where somebody speaks for the school today."""
    return Organisation.objects.where(user, *AT_SCHOOL, on=timezone.localdate())


def is_school(user: Any) -> bool:
    """Say whether somebody speaks for a school that belongs to a pass."""
    return (
        isinstance(user, User)
        and user.is_active
        and School.objects.active().filter(organisation__in=school_organisations(user)).exists()
    )
