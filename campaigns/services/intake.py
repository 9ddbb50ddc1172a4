"""The worker's half of signing: find or make the signature, and write the letter that fits."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Q

from campaigns import emails
from campaigns.core import names, signing, tokens
from campaigns.core.signing import Decision, Known, Step
from campaigns.models import FormLetter, Intake, Petition, Signature
from campaigns.models.signature import STANDING
from campaigns.services.signing import Form
from ndt.jobs.models import Priority
from ndt.limits import turns
from ndt.mail import services as mail
from ndt.mail.addresses import mailbox, mailboxes
from ndt.mail.letters import Letter
from ndt.privacy.keyed import keyed_hash

RNG: Final = random.SystemRandom()


def code_hash(public_id: uuid.UUID, code: str) -> str:
    """Give the keyed hash of a signature's code."""
    return keyed_hash("campaigns.code", f"{public_id}:{code}")


@transaction.atomic
def process(*, intake_id: uuid.UUID, form: Form, signals: list[str], now: datetime) -> Signature | None:
    """Handle one sent form. Give its signature, or None when the mailbox may not be written to.

    Safe to run twice: the second run finds the intake handled. Two forms for one mailbox queue on a
    lock, so that slots and the letter cap are counted right.
    """
    intake = Intake.objects.select_for_update(of=["self"]).select_related("petition").filter(id=intake_id).first()
    if intake is None or intake.signature_id is not None:
        return None
    box = mailbox(form.email)
    _lock(box)
    if mail.is_suppressed(form.email, now=now):
        return None
    known = list(Signature.objects.filter(petition=intake.petition, mailbox__in=mailboxes(form.email)).order_by("slot"))
    decision = signing.decide([_known(signature) for signature in known], name=names.same(form.name))
    signature = _signature(decision, known, intake=intake, form=form, box=box, signals=signals, now=now)
    intake.signature = signature if decision.step is not Step.FULL else None
    intake.save(update_fields=["signature"])
    if _may_mail(box, petition=intake.petition, now=now):
        FormLetter.objects.create(petition=intake.petition, mailbox=box, created_at=now)
        mail.queue(
            _letter(decision.step, signature, now=now), key=f"campaigns:intake:{intake.id}", priority=Priority.URGENT
        )
    return signature


def _lock(box: str) -> None:
    turns.wait(f"mailbox:{box}")


def _known(signature: Signature) -> Known:
    return Known(signature.slot, names.same(signature.name), STANDING[signature.state])


def _signature(
    decision: Decision,
    known: list[Signature],
    *,
    intake: Intake,
    form: Form,
    box: str,
    signals: list[str],
    now: datetime,
) -> Signature:
    at_slot = next((signature for signature in known if signature.slot == decision.slot), None)
    if decision.step is Step.FULL:
        return known[0]
    if decision.step in {Step.ALREADY, Step.REVIEWED}:
        assert at_slot is not None
        return at_slot
    if at_slot is not None and decision.step is Step.NEW:
        at_slot.delete()
        at_slot = None
    signature = at_slot or Signature(petition=intake.petition, mailbox=box, slot=decision.slot, created_at=now)
    text = intake.petition.texts.get(pk=form.text)
    signature.text, signature.text_digest = text, text.digest
    signature.name, signature.email, signature.place = form.name, form.email, form.place
    signature.show_name, signature.deliver_name = form.show_name, form.deliver_name
    signature.keep_informed, signature.consent_version = form.keep_informed, form.consent_version
    signature.language, signature.block = form.language, intake.block
    signature.hold, signature.signals = signature.hold or intake.held, sorted({*signature.signals, *signals})
    signature.receipt = signature.receipt or tokens.receipt_number(RNG)
    signature.save()
    return signature


def _may_mail(box: str, *, petition: Petition, now: datetime) -> bool:
    sent = FormLetter.objects.filter(mailbox=box).aggregate(
        today=Count("pk", filter=Q(created_at__gt=now - timedelta(days=1))),
        petition=Count("pk", filter=Q(petition=petition)),
    )
    return signing.may_mail(sent_today=sent["today"], sent_for_petition=sent["petition"])


def _letter(step: Step, signature: Signature, *, now: datetime) -> Letter:
    if step is Step.ALREADY:
        return emails.already(signature)
    if step is Step.REVIEWED:
        return emails.in_review(signature)
    if step is Step.FULL:
        return emails.full(signature)
    return emails.confirm(signature, code=give_code(signature, now=now))


def give_code(signature: Signature, *, now: datetime) -> str:
    """Give a signature a fresh code; the one before is dead. Wrong tries so far still count."""
    code = tokens.six_digits(RNG)
    signature.code_hash, signature.code_until = code_hash(signature.public_id, code), now + signing.CODE_LASTS
    signature.save(update_fields=["code_hash", "code_until"])
    return code
