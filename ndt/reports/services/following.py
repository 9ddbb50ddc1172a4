"""Follow a report by mail: ask, confirm, stop."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db import transaction

from ndt.jobs.models import Priority
from ndt.limits import services as limits
from ndt.mail import services as mail
from ndt.mail.addresses import canonical
from ndt.people.models import User
from ndt.reports import emails
from ndt.reports.core.rhythm import Rhythm
from ndt.reports.models import SALT, Subscription
from ndt.reports.registry import Report

CONFIRM_WITHIN: Final = timedelta(days=7)
PER_BLOCK: Final = 10
PER_MAILBOX: Final = 3
DAY: Final = timedelta(days=1)


class FollowError(Exception):
    """A report cannot be followed like this."""

    code = "follow"


class UnknownLink(FollowError):
    """The link is wrong, too old, or nobody follows with it any more."""

    code = "unknown_link"


class TooMany(FollowError):
    """So many requests came from one place today that we stop."""

    code = "too_many"


@transaction.atomic
def ask(
    *, report: Report, municipality: str, email: str, rhythm: Rhythm, language: str, block: str, now: datetime
) -> None:
    """Mail the address a link to confirm. The answer is the same whether it follows already or not.

    Raises TooMany above ten requests a day from one address block; one mailbox gets three mails a day.
    """
    if not limits.allow(purpose="reports.follow", subject=block, limit=PER_BLOCK, window=DAY, now=now):
        raise TooMany
    subject = canonical(email)
    subscription, _made = Subscription.objects.get_or_create(
        report=report.slug,
        municipality=municipality,
        email=email,
        defaults={"rhythm": rhythm, "language": language, "created_at": now},
    )
    if not limits.allow(purpose="reports.follow.mail", subject=subject, limit=PER_MAILBOX, window=DAY, now=now):
        return
    # The link says what was asked for: until its owner opens it, an existing subscription stays as it is.
    token = signing.dumps([subscription.pk, rhythm, language], salt=SALT)
    letter = emails.confirm(subscription, report, token)
    mail.queue(letter, key=f"reports:confirm:{subscription.pk}:{now.isoformat()}", priority=Priority.URGENT)


@transaction.atomic
def follow(*, user: User, report: Report, municipality: str, rhythm: Rhythm, now: datetime) -> Subscription:
    """Let an account follow with its own, confirmed address."""
    subscription, _made = Subscription.objects.update_or_create(
        report=report.slug,
        municipality=municipality,
        email=user.email,
        defaults={"user": user, "rhythm": rhythm, "language": user.language, "confirmed_at": now},
        create_defaults={
            "user": user, "rhythm": rhythm, "language": user.language, "confirmed_at": now, "created_at": now
        },
    )  # fmt: skip
    return subscription


def find(token: str) -> Subscription:
    """Give the subscription that a link confirms. Raises UnknownLink."""
    subscription, _rhythm, _language = _read(token)
    return subscription


@transaction.atomic
def confirm(*, token: str, now: datetime) -> Subscription:
    """Begin the mails. Safe to do twice. Raises UnknownLink."""
    subscription, rhythm, language = _read(token)
    subscription.rhythm, subscription.language = rhythm, language
    subscription.confirmed_at = subscription.confirmed_at or now
    subscription.save(update_fields=["rhythm", "language", "confirmed_at"])
    return subscription


@transaction.atomic
def stop(subject: str, _now: datetime) -> None:
    """End a subscription; the house's link to stop mails calls this."""
    Subscription.objects.filter(pk=subject).delete()


def _read(token: str) -> tuple[Subscription, Rhythm, str]:
    try:
        pk, rhythm, language = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
        return Subscription.objects.get(pk=pk), Rhythm(rhythm), language
    except (signing.BadSignature, Subscription.DoesNotExist) as problem:
        raise UnknownLink from problem
