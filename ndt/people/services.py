"""Give and end roles, make operators, help somebody who lost the second step, clean up."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from ndt.history import reason as history_reason
from ndt.mail import addresses
from ndt.mail import services as mail
from ndt.people import emails
from ndt.people.models import Membership, Organisation, User

UNCONFIRMED_DAYS: Final = 3
# The address of an account whose owner has none: nothing can be mailed there (RFC 2606), so nobody logs in with it.
NO_MAILBOX: Final = "zonder-mail.invalid"


@transaction.atomic
def grant(*, user: User, organisation: Organisation, role: str, today: date, reason: str) -> Membership:
    """Give a role from today on; somebody who had it before gets it back."""
    with history_reason(reason):
        membership, made = Membership.objects.get_or_create(
            user=user, organisation=organisation, role=role, defaults={"since": today}
        )
        if not made and membership.until is not None:
            membership.since, membership.until = today, None
            membership.save(update_fields=["since", "until"])
    return membership


@transaction.atomic
def end(*, membership: Membership, today: date, reason: str) -> None:
    """End a role: from now on it opens nothing. Ending it twice changes nothing."""
    if membership.until is not None and membership.until <= today:
        return
    with history_reason(reason):
        membership.until = max(today, membership.since)
        membership.save(update_fields=["until"])


def make_without_mailbox(*, language: str) -> User:
    """Make an account for somebody without an address, who comes back to whoever helped."""
    return User.objects.create_user(f"{secrets.token_hex(12)}@{NO_MAILBOX}", language=language)


@transaction.atomic
def give_mailbox(*, user: User, address: str) -> bool:
    """Give an account without an address the mailbox that was proven; False when it has one, or another account has it."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.has_mailbox:
        return False
    try:
        with transaction.atomic(), history_reason("a mailbox was proven"):
            locked.email = address
            locked.save(update_fields=["email"])
            EmailAddress.objects.create(user=locked, email=locked.email, primary=True, verified=True)
    except IntegrityError:  # another account took it at this moment
        return False
    return True


@transaction.atomic
def prove_mailbox(*, user: User) -> bool:
    """Write down that the mailbox of an account was opened; False when another account proved that it has it."""
    try:
        with transaction.atomic():
            EmailAddress.objects.update_or_create(
                user=user,
                email=user.email,
                defaults={"verified": True},
                create_defaults={"primary": True, "verified": True},
            )
    except IntegrityError:
        return False
    return True


@transaction.atomic
def make_operator(*, address: str) -> User:
    """Give an account, new or not, the keys of the admin. It sets up a second step at its first login."""
    user, _made = User.objects.get_or_create(email=address.lower())
    with history_reason("operator"):
        user.is_staff = user.is_superuser = user.is_active = True
        user.save(update_fields=["is_staff", "is_superuser", "is_active"])
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True, "verified": False})
    return user


@transaction.atomic
def reset_second_factor(*, user: User, reason: str, now: datetime) -> int:
    """Take every second factor off an account whose owner lost them, and tell the owner by mail.

    The operator must have checked who asks; the reason goes into the history. All its sessions end.
    """
    with history_reason(reason):
        removed: int = Authenticator.objects.filter(user=user).delete()[0]
    end_sessions(user=user)
    letter = emails.changed(to=user.email, event="people/second_factor_reset", at=now, language=user.language)
    mail.queue(letter, key=f"people:{uuid.uuid4()}")
    return removed


@transaction.atomic
def close(*, user: User, reason: str) -> None:
    """Close an account: it cannot log in and is logged out everywhere."""
    with history_reason(reason):
        user.is_active = False
        user.save(update_fields=["is_active"])
    end_sessions(user=user)


def end_sessions(*, user: User) -> None:
    """Log an account out on every device, also where a cache still knows its session."""
    user.set_unusable_password()  # every session carries a hash of it
    user.save(update_fields=["password"])
    for session in UserSession.objects.filter(user=user):
        session.end()


def delete_unconfirmed(now: datetime) -> int:
    """Delete accounts whose mailbox was never proven, three days after they were made; give how many."""
    stale = (
        User.objects.filter(
            created_at__lt=now - timedelta(days=UNCONFIRMED_DAYS), last_login=None, is_staff=False, memberships=None
        )
        .exclude(emailaddress__verified=True)
        .exclude(email__endswith=addresses.NO_MAILBOX)
    )
    return sum(user.delete()[1].get("people.User", 0) for user in stale)


def delete_ended_sessions(now: datetime) -> int:
    """Delete what we kept about the devices of sessions that are over; give how many."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    ended: int = UserSession.objects.exclude(session_key__in=alive).delete()[0]
    return ended
