"""Who may: every test of a person's roles, in one place.

Functions answer a question about a user. The `rules` predicates below say the same for
`rules.add_perm`, and combine with `&`, `|` and `~`.
"""

from __future__ import annotations

from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from rules.predicates import Predicate

from ndt.people.core import NOBODY, Standing
from ndt.people.models import Role, User

Person: TypeAlias = User | AnonymousUser


def standing_of(user: Person) -> Standing:
    """Give what somebody is today; nobody for visitors and closed accounts."""
    return user.standing if isinstance(user, User) and user.is_active else NOBODY


def has_role(user: Person, *roles: str, solution: str | None = None, organisation: int | None = None) -> bool:
    """Say whether `user` holds one of `roles` today, in that solution or organisation when given."""
    return standing_of(user).holds(*roles, solution=solution, organisation=organisation)


def is_coordinator(user: Person, solution: str) -> bool:
    """Say whether `user` coordinates that solution."""
    return has_role(user, Role.COORDINATOR, solution=solution)


def is_moderator(user: Person, solution: str) -> bool:
    """Say whether `user` may judge what waits for review in that solution; its coordinators may too."""
    return has_role(user, Role.MODERATOR, Role.COORDINATOR, solution=solution)


def is_policymaker(user: Person) -> bool:
    """Say whether `user` is a policymaker anywhere."""
    return has_role(user, Role.POLICYMAKER)


def is_operator(user: Person) -> bool:
    """Say whether `user` runs the platform: may enter the admin."""
    return isinstance(user, User) and user.is_active and user.is_staff


def holder_of(*roles: str, solution: str | None = None) -> Predicate:
    """Make a predicate: holds one of `roles`."""
    return Predicate(lambda user: has_role(user, *roles, solution=solution), name=f"holder_of:{'|'.join(roles)}")


def coordinator_of(solution: str) -> Predicate:
    """Make a predicate: coordinates that solution."""
    return Predicate(lambda user: is_coordinator(user, solution), name=f"coordinator_of:{solution}")


def moderator_of(solution: str) -> Predicate:
    """Make a predicate: moderates that solution."""
    return Predicate(lambda user: is_moderator(user, solution), name=f"moderator_of:{solution}")


policymaker = Predicate(lambda user: is_policymaker(user), name="policymaker")
operator = Predicate(lambda user: is_operator(user), name="operator")
