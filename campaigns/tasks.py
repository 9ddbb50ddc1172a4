"""What the outbox does for this room: each takes a job and calls one service."""

from __future__ import annotations

import uuid
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from campaigns.core.errors import NumberDrifted
from campaigns.services import confirming, counting, intake, petitions, upkeep
from campaigns.services.signing import Form
from ndt.jobs.models import Job


def handle_intake(job: Job) -> None:
    """Turn a sent form into a signature and its letter."""
    intake.process(
        intake_id=uuid.UUID(job.payload["intake"]),
        form=Form(**job.payload["form"]),
        signals=job.payload["signals"],
        now=timezone.now(),
    )


def handle_confirmed(job: Job) -> None:
    """Write the letter that follows a confirmation."""
    confirming.write_after_confirming(pk=job.payload["pk"])


def handle_forget(job: Job) -> None:
    """Forget who got the letters about a signature that is gone."""
    confirming.forget_letters(**job.payload, now=timezone.now())


def handle_news(job: Job) -> None:
    """Write the next letters about the answer."""
    petitions.send_answer(petition_id=job.payload["petition"], after=job.payload["after"])


def remind(now: datetime) -> int:
    """Remind those who did not confirm."""
    return upkeep.remind(now=now)


def forget_unconfirmed(now: datetime) -> int:
    """Delete what was never confirmed."""
    return upkeep.forget_unconfirmed(now=now)


def end_retention(now: datetime) -> int:
    """Wipe names that were kept long enough."""
    return upkeep.end_retention(now=now)


def check_numbers(_now: datetime) -> int:
    """Compare every number with its rows; a difference stops the job, and the operator is told."""
    apart = counting.recount()
    if apart:
        raise NumberDrifted(apart)
    return 0


@shared_task(name="campaigns.fold")
def fold() -> int:
    """Add the ledger's new steps to the tallies."""
    return counting.fold()
