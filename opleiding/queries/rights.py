"""Who has work or papers in this room, for the account page."""

from __future__ import annotations

from django.db.models import Q

from ndt.people.models import Role, User
from ndt.people.predicates import Person, has_role
from ndt.privacy import registry as privacy
from opleiding.models import Trainer


def followed(person: privacy.Person) -> Q:
    """Give which steps on the way are somebody's, while the profile is there."""
    if person.user_id is None:
        return Q(pk__in=[])
    return Q(pseudonym__in=Trainer.objects.filter(user_id=person.user_id).values("public_id"))


def is_trainer(user: Person) -> bool:
    """Say whether somebody has a profile, or may make one for an institute."""
    if not isinstance(user, User):
        return False
    return has_role(user, Role.TRAINER, solution="opleiding") or Trainer.objects.filter(user=user).exists()
