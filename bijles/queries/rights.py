"""What somebody is here, as the account page asks it."""

from __future__ import annotations

from bijles.models import Family
from ndt.people.models import User


def is_family(user: User) -> bool:
    """Say whether an account proved a pass."""
    return Family.objects.filter(user=user).exists()
