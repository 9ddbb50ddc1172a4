"""Write a job with its fact; do the jobs that are due; let an operator decide about stopped ones."""

from __future__ import annotations

import logging
import random
import time
import traceback
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ndt.jobs import crashes, doorbell, pauses, queries, registry
from ndt.jobs.core import backoff
from ndt.jobs.core.errors import JobError, PermanentFailure, Refused, TryAgain, Unavailable
from ndt.jobs.models import ENDED, QUICK, Job, Priority, State

logger = logging.getLogger(__name__)

# A sweep is short, so that a worker that is told to stop has stopped soon; it rings when more is due.
SWEEP_S: Final = 3.0
SLOW_AT_ONCE: Final = 1
_SLOW_LOCK: Final = 20_211_211
DAY_BEGINS: Final = timedelta(hours=3)
DEAD_KEPT: Final = timedelta(days=30)
LATE: Final = timedelta(minutes=10)
_rng: Final = random.SystemRandom()


def enqueue(
    *,
    kind: str,
    key: str,
    payload: dict[str, Any] | None = None,
    not_before: datetime | None = None,
    recipient: str = "",
    domain: str = "",
    priority: Priority | None = None,
) -> bool:
    """Write a job in the caller's transaction, in one statement. Give False when `key` was written before.

    Raises KeyError for a kind that nobody registered.
    """
    now = timezone.now()
    job = Job(
        kind=kind,
        key=key,
        payload=payload or {},
        recipient=recipient,
        domain=domain,
        priority=registry.kind(kind).priority if priority is None else priority,
        not_before=not_before or now,
        created_at=now,
    )
    written = Job.objects.write(job)
    if written and job.not_before <= now:
        ring_on_commit()
    return written


def ring_on_commit() -> None:
    """Have a worker look soon after the caller's transaction, for jobs written by `statements.insert_from`."""
    transaction.on_commit(doorbell.ring, robust=True)


def do_next(*, now: datetime) -> bool:
    """Do one due job in one transaction; give False when there is none.

    The row is locked until the job is done: nobody else takes it, and a crash gives it back at once.
    """
    with transaction.atomic():
        job = _claim(now)
        if job is None:
            return False
        _attempt(job, now)
        return True


def sweep(*, seconds: float = SWEEP_S) -> int:
    """Do the jobs that are due, for at most so many seconds and the last job; give how many."""
    doorbell.heard()
    begin, done = time.monotonic(), 0
    try:
        while do_next(now=timezone.now()):
            done += 1
            if time.monotonic() - begin > seconds:
                doorbell.ring()
                break
    finally:
        for close in registry.closers():
            close()
    return done


def _claim(now: datetime) -> Job | None:
    without = pauses.paused()
    for priority in QUICK:
        job = Job.objects.claim(priority, now=now, without=without)
        if job is not None:
            return job
    slow = Job.objects.due(now).filter(priority=Priority.SLOW).exclude(kind__in=without)
    if slow.exists() and _take_slow_slot():
        return Job.objects.claim(Priority.SLOW, now=now, without=without)
    return None


def _take_slow_slot() -> bool:
    """Take one of the few places for slow jobs, until the transaction ends."""
    with connection.cursor() as cursor:
        for slot in range(SLOW_AT_ONCE):
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_SLOW_LOCK, slot])
            if cursor.fetchone() == (True,):
                return True
    return False


def _attempt(job: Job, now: datetime) -> None:
    try:
        kind = registry.kind(job.kind)
    except KeyError:
        # During an upgrade an old worker can meet a new kind: others will know it.
        return _failed(job, now, code="unknown-kind", outside=False)
    wait_until = kind.gate(job, now) if kind.gate else None
    if wait_until is not None:
        return job.put_off(wait_until)
    if crashes.begin(job.id) >= crashes.SUSPECT:
        crashes.end(job.id)
        return _failed(job, now, code="worker-lost", outside=False)
    _handle(job, kind, now)
    crashes.end(job.id)
    return None


def _handle(job: Job, kind: registry.Kind, now: datetime) -> None:
    """Run the handler in a savepoint, and write down how it went."""
    try:
        with transaction.atomic():
            kind.handle(job)
    except Refused as problem:
        job.end(State.REFUSED, timezone.now(), error=problem.code)
        if kind.refused:
            kind.refused(job, problem.code, now)
    except PermanentFailure as problem:
        job.attempts += 1
        _die(job, timezone.now(), code=problem.code)
    except TryAgain as problem:
        if isinstance(problem, Unavailable):
            pauses.pause(job.kind)
        _failed(job, now, code=problem.code, outside=True)
    except Exception as problem:  # noqa: BLE001  a fault in one handler must not stop the others
        _failed(job, now, code=_place(problem), outside=False)
    else:
        job.end(State.DONE, timezone.now())


def _failed(job: Job, now: datetime, *, code: str, outside: bool) -> None:
    job.attempts += 1
    logger.warning("job_failed", extra={"job": str(job.id), "kind": job.kind, "code": code, "attempts": job.attempts})
    if backoff.is_over(job.attempts, outside=outside):
        _die(job, now, code=code)
    else:
        job.put_off(now + backoff.wait(job.attempts, rng=_rng), error=code)


def _die(job: Job, now: datetime, *, code: str) -> None:
    job.end(State.DEAD, now, error=code)
    logger.error("job_stopped", extra={"job": str(job.id), "kind": job.kind, "code": code})
    for call in registry.alarms():
        try:
            with transaction.atomic():
                call(job, now)
        except Exception as problem:  # noqa: BLE001  an alarm that fails must not undo what it tells of
            logger.error("alarm_failed", extra={"problem": _place(problem)})


def _place(problem: Exception) -> str:
    """Give an error's type and where in our code it came from: its message may hold personal data."""
    if isinstance(problem, JobError):
        return problem.code
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if str(settings.BASE_DIR) in frame.filename and ".venv" not in frame.filename]
    if not ours:
        return type(problem).__name__
    return f"{type(problem).__name__} ({Path(ours[-1].filename).relative_to(settings.BASE_DIR)}:{ours[-1].lineno})"


@transaction.atomic
def resend(*, ids: Collection[UUID], now: datetime) -> int:
    """Give stopped jobs all their chances again; give how many there were."""
    jobs = list(Job.objects.filter(pk__in=ids, state=State.DEAD).order_by("pk").select_for_update())
    for job in jobs:
        job.revive(now)
    transaction.on_commit(doorbell.ring, robust=True)
    return len(jobs)


@transaction.atomic
def drop(*, ids: Collection[UUID], now: datetime, reason: str) -> int:
    """Give up jobs that are stopped or still wait, and forget what they held; give how many there were."""
    jobs = list(Job.objects.filter(pk__in=ids, state__in=[State.DEAD, State.QUEUED]).order_by("pk").select_for_update())
    for job in jobs:
        job.end(State.DROPPED, now, error=reason)
    return len(jobs)


def came_back(*, id: UUID, code: str, now: datetime) -> Job | None:  # noqa: A002  the column's name
    """Write down that what was sent came back; None when no such job is done. Part of the caller's transaction."""
    job = Job.objects.filter(pk=id, state=State.DONE).select_for_update().first()
    if job is not None:
        job.end(State.REFUSED, now, error=code)
    return job


@transaction.atomic
def erase(rows: QuerySet[Job], _tombstone: str, now: datetime) -> int:
    """Erase a person from the outbox: what still waits is dropped, and the hash finds no row any more."""
    ids = list(rows.values_list("pk", flat=True))
    mine = Job.objects.filter(pk__in=ids)
    mine.exclude(state__in=ENDED).update(state=State.DROPPED, done_at=now, last_error="erased")
    return mine.update(payload={}, recipient="", domain="")


def plan_daily(*, now: datetime) -> int:
    """Write today's rounds, once a day however often this is called; give how many were new."""
    day = (now.astimezone(ZoneInfo(settings.TIME_ZONE)) - DAY_BEGINS).date().isoformat()
    return sum(
        enqueue(kind="jobs.daily", key=f"daily:{name}:{day}", payload={"name": name}) for name in registry.daily_calls()
    )


def watch(*, now: datetime) -> bool:
    """Log an error when jobs have been due for long, e.g. because the mail server is away; give whether they have.

    No letter says so: it would wait in the same line. Let the log be watched.
    """
    standing = queries.outlook(now=now)
    late = now - standing.since > LATE
    if late:
        seconds = int((now - standing.since).total_seconds())
        logger.error("outbox_late", extra={"count": standing.due, "seconds": seconds})
    return late


def do_daily(job: Job) -> None:
    """Do one day's round."""
    registry.daily_calls()[job.payload["name"]](timezone.now())


def clean(now: datetime) -> int:
    """Delete rows that ended long enough ago, and give up on stopped jobs nobody looked at."""
    known = registry.kinds()
    old = [Job.objects.ended(before=now - kind.keep).filter(kind=name) for name, kind in known.items()]
    old.append(Job.objects.ended(before=now - registry.KEEP).exclude(kind__in=known))
    deleted = sum(jobs.delete()[0] for jobs in old)
    Job.objects.filter(state=State.DEAD, done_at__lt=now - DEAD_KEPT).update(
        state=State.DROPPED, done_at=now, payload={}
    )
    return deleted
