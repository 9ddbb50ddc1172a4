"""What runs by itself for this room: each calls one service."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from bijles.services import attending, booking, proving
from ndt.jobs.models import Job


def forget_tries(now: datetime) -> int:
    """Delete wrong tries that count no more."""
    return proving.forget_tries(now)


def handle_expire(_job: Job) -> None:
    """Free the seats of holds that nobody confirmed."""
    booking.expire_holds(now=timezone.now())


def judge_silence(now: datetime) -> int:
    """Settle what time decides about lessons."""
    return attending.judge_silence(now=now)
