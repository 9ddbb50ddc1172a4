"""Queue letters, send them, and know which mailboxes want none."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from ndt.jobs import services as jobs
from ndt.jobs.core.errors import Refused
from ndt.jobs.models import Job, Priority
from ndt.mail import phonebook, rendering, transport
from ndt.mail.addresses import ascii_domain, is_mailbox, mailbox, mailboxes
from ndt.mail.letters import Letter
from ndt.mail.models import Reason, Suppression
from ndt.mail.unsubscribe import Series, read

# A mailbox can come into being, or be full only today: after this time we try it again.
BOUNCE_HOLDS: Final = timedelta(days=90)


def queue(
    letter: Letter, *, key: str, not_before: datetime | None = None, priority: Priority = Priority.NORMAL
) -> bool:
    """Write the letter into the outbox, in the caller's transaction. False when `key` was written before.

    To an account without a mailbox (`@... .invalid`, RFC 2606) goes the short text of the letter, where it has one and
    the account a phone; else nothing is written.

    priority: URGENT where a person waits for it (a code, a link to confirm), BULK for a mailing.
    """
    if not is_mailbox(letter.to):
        return _queue_text(letter, key=key, not_before=not_before, priority=priority)
    return jobs.enqueue(
        kind="mail.send",
        key=f"mail:{key}",
        payload=asdict(letter),
        not_before=not_before,
        recipient=mailbox(letter.to),
        domain=ascii_domain(letter.to.rpartition("@")[2]),
        priority=priority,
    )


def _queue_text(letter: Letter, *, key: str, not_before: datetime | None, priority: Priority) -> bool:
    return phonebook.can_text(letter) and jobs.enqueue(
        kind="phone.letter",
        key=f"text:{key}",
        payload=asdict(letter),
        not_before=not_before,
        recipient=mailbox(letter.to),
        priority=priority,
    )


def send(job: Job) -> None:
    """Send a queued letter: the handler of "mail.send"."""
    letter = Letter(**job.payload)
    if not letter.to.rpartition("@")[0].isascii():
        # Needs SMTPUTF8 (RFC 6531) all the way to the mailbox; our forms refuse these as well.
        raise Refused("address-not-ascii")
    if not letter.essential and is_suppressed(letter.to, now=timezone.now()):
        raise Refused("suppressed")
    transport.deliver(compose(letter, message_id=message_id(job)))


def compose(letter: Letter, *, message_id: str) -> EmailMultiAlternatives:
    """Make the message. Raises BadHeaderError where an address holds a line break."""
    words = rendering.render(letter)
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated", "Content-Language": letter.language}
    if letter.unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{letter.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(
        subject=words.subject,
        body=words.text,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(words.html, "text/html")
    return message


def message_id(job: Job) -> str:
    """Give the Message-ID of a job's mail: the same at every try, so that a double can be seen."""
    return f"<{job.id}@{urlsplit(settings.SITE_URL).hostname}>"


def suppress(*, address: str, reason: Reason, now: datetime, until: datetime | None = None) -> None:
    """Send this mailbox nothing any more but essential letters."""
    hold(mailbox=mailbox(address), reason=reason, now=now, until=until)


def hold(*, mailbox: str, reason: Reason, now: datetime, until: datetime | None = None) -> None:
    """Suppress a mailbox of which only the keyed hash is known."""
    Suppression.objects.update_or_create(mailbox=mailbox, reason=reason, defaults={"since": now, "until": until})


def release(*, address: str) -> int:
    """Let post go to this mailbox again; give how many suppressions that ended."""
    ended, _by_model = Suppression.objects.filter(mailbox__in=mailboxes(address)).delete()
    return ended


def lift(*, mailbox: str, reason: Reason) -> int:
    """End one suppression of a mailbox of which only the keyed hash is known; give how many ended."""
    ended, _by_model = Suppression.objects.filter(mailbox=mailbox, reason=reason).delete()
    return ended


def is_suppressed(address: str, *, now: datetime) -> bool:
    """Say whether the mailbox gets no post. One query."""
    return Suppression.objects.holding(mailboxes(address), now).exists()


def refused(job: Job, code: str, now: datetime) -> None:
    """Remember a mailbox that does not exist, so that we do not knock there again."""
    if job.recipient and code.rpartition("-")[2] in transport.GONE:
        hold(mailbox=job.recipient, reason=Reason.BOUNCED, now=now, until=now + BOUNCE_HOLDS)


def clean(now: datetime) -> int:
    """Delete suppressions that have ended."""
    ended, _by_model = Suppression.objects.filter(until__lte=now).delete()
    return ended


@transaction.atomic
def unsubscribe(*, token: str, now: datetime) -> Series:
    """Stop the series of letters that the link belongs to. Raises UnknownLink. Safe to run twice."""
    series, subject = read(token)
    series.stop(subject, now)
    return series
