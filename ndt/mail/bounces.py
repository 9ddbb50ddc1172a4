"""Letters that come back: read a delivery status notification (RFC 3464) and remember what it says.

Trust: a notification is believed when it quotes the Message-ID of a letter of ours. That holds 122
random bits which only the recipient's side has seen. The address in it is not used at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction

from ndt.jobs import services as jobs
from ndt.mail import services

_MESSAGE_ID: Final = re.compile(r"<([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})@")
_STATUS: Final = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})")


class Outcome(StrEnum):
    """What a notification led to."""

    NOT_A_REPORT = "this is no delivery status notification"
    NOT_OURS = "it is not about a letter of ours"
    TEMPORARY = "the letter is late or was delivered: nothing to do"
    FAILED = "the letter failed for good"


@transaction.atomic
def handle(notification: bytes, *, now: datetime) -> Outcome:
    """Write down that a letter failed for good, and suppress a mailbox that does not exist."""
    message = message_from_bytes(notification, policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return Outcome.NOT_A_REPORT
    failed = [status for action, status in _recipients(message) if action == "failed" and status.startswith("5")]
    letter = _letter(message)
    if letter is None:
        return Outcome.NOT_OURS
    if not failed:
        return Outcome.TEMPORARY
    job = jobs.came_back(id=letter, code=f"bounce-{failed[0]}", now=now)
    if job is None:
        return Outcome.NOT_OURS
    services.refused(job, job.last_error, now)
    return Outcome.FAILED


def _recipients(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """Give action and status of each recipient that the notification is about."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.walk():
            status = _STATUS.match(str(block.get("Status", "")))
            if status:
                yield str(block.get("Action", "")).strip().lower(), status.group(1)


def _letter(message: Message) -> UUID | None:
    """Give the number of the job whose letter the notification quotes, whole or by its headers."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            original = part.get_payload(0)
            quoted = str(original.get("Message-ID", "")) if isinstance(original, Message) else ""
        elif part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            quoted = str(message_from_bytes(content, policy=policy.default).get("Message-ID", ""))
        else:
            continue
        if found := _MESSAGE_ID.search(quoted):
            return UUID(found.group(1))
    return None
