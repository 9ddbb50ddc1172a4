"""Make codes, under an agreement that holds: for the institute to hand out, or mailed by us without keeping addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ndt.jobs.models import Priority
from ndt.mail import services as mail
from ndt.mail.addresses import mailbox, mailboxes
from ndt.people.models import User
from opleiding import emails, links
from opleiding.core.errors import NoAgreement
from opleiding.models import Agreement, Batch, Institute, Invitation, Sender, Suppressed


@dataclass(frozen=True, slots=True)
class Sent:
    """What a mailing came to. passed_over: who was mailed before for this institute, or stood in the file twice."""

    batch: Batch | None
    mailed: int
    passed_over: int


@transaction.atomic
def make_codes(*, institute: Institute, title: str, size: int, by: User, now: datetime) -> Batch:
    """Make codes that the institute hands out itself. Raises NoAgreement."""
    agreement = _agreement(institute, now)
    return _batch(agreement, title=title, size=size, sender=Sender.INSTITUTE, by=by, now=now)


@transaction.atomic
def send(*, institute: Institute, title: str, addresses: Sequence[str], by: User, now: datetime) -> Sent:
    """Mail every address a code of its own, once for an institute; two spellings of a mailbox are one.

    The addresses stand in the letters that wait to be sent, and nowhere else. Raises NoAgreement.
    """
    agreement = _agreement(institute, now)
    chosen = _new_to(institute, addresses)
    if not chosen:
        return Sent(None, 0, len(addresses))
    batch = _batch(agreement, title=title, size=len(chosen), sender=Sender.PLATFORM, by=by, now=now)
    Suppressed.objects.bulk_create(Suppressed(institute=institute, mailbox=box, at=now) for box in chosen)
    for number, address in enumerate(chosen.values(), 1):
        letter = emails.invitation(batch, links.new_code(batch, number), to=address)
        mail.queue(letter, key=f"opleiding.invitation:{batch.public_id}:{number}", priority=Priority.BULK)
    return Sent(batch, len(chosen), len(addresses) - len(chosen))


def _agreement(institute: Institute, now: datetime) -> Agreement:
    """Give the agreement that holds, locked: nobody revokes it while codes are made.

    The institute is locked first, as where an agreement is placed; two mailings at once reach nobody twice.
    """
    Institute.objects.select_for_update().get(pk=institute.pk)
    day = timezone.localdate(now)
    found = institute.agreements.valid(day).select_for_update().first()
    if found is None:
        raise NoAgreement
    return found


def _batch(agreement: Agreement, *, title: str, size: int, sender: Sender, by: User, now: datetime) -> Batch:
    batch = Batch.objects.create(
        institute=agreement.institute,
        agreement=agreement,
        title=title,
        sender=sender,
        size=size,
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=agreement.retention_days),
    )
    Invitation.objects.bulk_create(
        Invitation(batch=batch, number=number, code_hash=links.code_hash(links.new_code(batch, number)))
        for number in range(1, size + 1)
    )
    return batch


def _new_to(institute: Institute, addresses: Sequence[str]) -> dict[str, str]:
    """Give the addresses that this institute did not reach yet, by mailbox."""
    known = {hashed: address for address in addresses for hashed in mailboxes(address)}
    before = institute.suppressed.filter(mailbox__in=known).values_list("mailbox", flat=True)
    reached = {mailbox(known[hashed]) for hashed in before}
    return {box: address for address in addresses if (box := mailbox(address)) not in reached}
