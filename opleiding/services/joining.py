"""From a code to a profile, and out again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ndt.people.models import User
from opleiding import links
from opleiding.core.errors import CodeEnded, CodeUsed, HasProfile, UnknownCode
from opleiding.models import Invitation, Meeting, Trainer


def find(typed: str, *, now: datetime) -> Invitation:
    """Give the invitation of a code that still works. Raises UnknownCode, CodeUsed or CodeEnded."""
    found = Invitation.objects.filter(code_hash__in=links.code_hashes(typed)).select_related(
        "batch__institute__organisation", "batch__agreement"
    )
    invitation = found.first()
    if invitation is None:
        raise UnknownCode
    _check(invitation, now)
    return invitation


@transaction.atomic
def accept(*, code: str, user: User, now: datetime) -> Trainer:
    """Use a code for a profile. Of two at once one gets it.

    Raises UnknownCode, CodeUsed, CodeEnded or HasProfile.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if Trainer.objects.filter(user=user).exists():
        raise HasProfile
    found = Invitation.objects.filter(code_hash__in=links.code_hashes(code))
    invitation = found.select_for_update(of=("self",)).select_related("batch__agreement", "batch__institute").first()
    if invitation is None:
        raise UnknownCode
    _check(invitation, now)
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    return Trainer.objects.create(
        user=user, institute=invitation.batch.institute, invitation=invitation, created_at=now, changed_at=now
    )


@transaction.atomic
def erase(*, trainer: Trainer) -> None:
    """Take a profile away with all that hangs on it. The code stays used; seats go to the next within a minute."""
    # Meetings first, as everybody who gives out seats does: the other order could deadlock.
    theirs = Meeting.objects.filter(pk__in=trainer.registrations.values("meeting"))
    list(theirs.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    Trainer.objects.select_for_update().get(pk=trainer.pk).delete()


def _check(invitation: Invitation, now: datetime) -> None:
    if invitation.used_at is not None:
        raise CodeUsed
    if not invitation.batch.is_alive(now):
        raise CodeEnded
