"""What pages show about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ndt.people.models import User


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One role as its holder reads it."""

    role: str
    organisation: str
    solution: str
    since: date


def roles_of(user: User) -> list[HeldRole]:
    """Give the roles that `user` holds today, in words."""
    rows = user.memberships.active(timezone.localdate()).select_related("organisation").order_by("organisation__name")
    return [
        HeldRole(str(row.get_role_display()), row.organisation.name, row.organisation.solution, row.since)
        for row in rows
    ]
