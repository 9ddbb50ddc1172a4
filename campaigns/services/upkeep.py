"""What happens by itself: a reminder, the end of what was never confirmed, the end of the retention."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Q

from campaigns import emails
from campaigns.models import FormLetter, Intake, Petition, Signature, TrustedBlock
from campaigns.models.signature import State
from campaigns.services.intake import give_code
from ndt.mail import services as mail

REMIND_AFTER: Final = timedelta(days=3)
UNCONFIRMED_LASTS: Final = timedelta(weeks=3)
INTAKE_LASTS: Final = timedelta(days=2)
FORM_LETTER_LASTS: Final = timedelta(days=365)
DAY: Final = timedelta(days=1)


def remind(*, now: datetime) -> int:
    """Remind, once, those who signed three days ago and did not confirm; give how many."""
    waiting = Signature.objects.filter(
        Q(petition__closes_at__isnull=True) | Q(petition__closes_at__gt=now),
        state=State.PENDING, reminded_at__isnull=True, created_at__lte=now - REMIND_AFTER, petition__paused=False,
    ).exclude(email="").values_list("pk", flat=True)  # fmt: skip
    return sum(_remind_one(pk, now=now) for pk in list(waiting))


@transaction.atomic
def _remind_one(pk: int, *, now: datetime) -> bool:
    signature = (
        Signature.objects.select_for_update(of=["self"], skip_locked=True)
        .select_related("petition")
        .filter(pk=pk, state=State.PENDING, reminded_at__isnull=True)
        .first()
    )
    if signature is None:
        return False
    signature.reminded_at = now
    signature.save(update_fields=["reminded_at"])
    if mail.is_suppressed(signature.email, now=now):
        return False
    letter = emails.reminder(signature, code=give_code(signature, now=now))
    mail.queue(letter, key=f"campaigns:reminder:{signature.public_id}")
    return True


def forget_unconfirmed(*, now: datetime) -> int:
    """Delete signatures that were not confirmed within three weeks, and the traces of old forms."""
    Intake.objects.filter(created_at__lt=now - INTAKE_LASTS).delete()
    FormLetter.objects.filter(created_at__lt=now - FORM_LETTER_LASTS).delete()
    TrustedBlock.objects.filter(until__lt=now).delete()
    deleted, by_model = Signature.objects.filter(state=State.PENDING, created_at__lt=now - UNCONFIRMED_LASTS).delete()
    return by_model.get("campaigns.Signature", 0) if deleted else 0


def end_retention(*, now: datetime) -> int:
    """Wipe the names under petitions that closed longer ago than they may be kept; the number stays.

    A petition that was never delivered keeps its last number as a delivered one does.
    """
    over = Petition.objects.filter(closes_at__isnull=False).annotate(
        end=F("closes_at") + ExpressionWrapper(F("retention_days") * DAY, output_field=DurationField())
    )
    return sum(_end_one(petition) for petition in over.filter(end__lt=now))


@transaction.atomic
def _end_one(petition: Petition) -> int:
    wiped = 0
    kept = Signature.objects.select_for_update().filter(petition=petition).exclude(email="")
    for signature in kept.iterator():
        signature.wipe()
        signature.save()
        wiped += 1
    return wiped
