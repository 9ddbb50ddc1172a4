"""What runs by itself for this room: each calls one service."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils import timezone

from bijles.services import (
    attending,
    booking,
    deciding,
    fetching,
    helping,
    months,
    posting,
    proving,
    safety,
    settling,
    talking,
    telling,
    waiting,
)
from ndt import history
from ndt.jobs import progress
from ndt.jobs.core.errors import PermanentFailure
from ndt.jobs.models import Job

logger = logging.getLogger(__name__)

MONDAY: Final = 1


def forget_tries(now: datetime) -> int:
    """Delete wrong tries that count no more."""
    return proving.forget_tries(now)


def forget_talks(now: datetime) -> int:
    """Delete messages a year after the last lesson."""
    return talking.forget(now)


def forget_helped(now: datetime) -> int:
    """Erase families without a mailbox a year after their passes ended."""
    return helping.forget(now)


def handle_expire(_job: Job) -> None:
    """Free the seats of holds that nobody confirmed."""
    booking.expire_holds(now=timezone.now())


def judge_silence(now: datetime) -> int:
    """Settle what time decides about lessons."""
    return attending.judge_silence(now=now)


def handle_month(job: Job) -> None:
    """Take one provider's step of a month, for whoever asked for it."""
    with history.actor(job.payload["by"]):
        months.take(job.payload, now=timezone.now())


def handle_fetch(job: Job) -> None:
    """Fetch a municipality's list of passes, and tell how far it is."""
    fetching.fetch(number=job.payload["fetch"], now=timezone.now(), report=lambda read: progress.report(job, read, 0))


def handle_remind(job: Job) -> None:
    """Remind a family of a lesson."""
    telling.remind(booking=job.payload["booking"], now=timezone.now())


def propose_tutors(now: datetime) -> int:
    """Once a week, on Monday, propose tutors to who waits; give how many."""
    return len(waiting.propose(now=now)) if timezone.localdate(now).isoweekday() == MONDAY else 0


def handle_dropped(job: Job) -> None:
    """Tell families that lessons are off."""
    telling.tell_dropped(bookings=job.payload["bookings"])


def handle_unread(job: Job) -> None:
    """Tell safeguarding contacts again about a report that nobody opened."""
    safety.remind(report_id=job.payload["report"])


def prove_money(_now: datetime) -> int:
    """Prove that every cent adds up. When one does not, the job stops, and the operator is told; the log names the rows."""
    with connection.cursor() as cursor:
        # The whole ledger is read; a page may take neither so long nor so much memory.
        cursor.execute("SET LOCAL statement_timeout = '60s'")
        cursor.execute("SET LOCAL work_mem = '64MB'")
    found = [*posting.faults(), *settling.faults()]
    for fault in found:
        logger.error("money differs", extra={"fault": fault})
    if found:
        raise PermanentFailure("bijles-money-differs")
    return 0


def draw_silent(now: datetime) -> int:
    """Draw the silent lessons to check, once a month is settled."""
    return deciding.draw_all(now=now)
