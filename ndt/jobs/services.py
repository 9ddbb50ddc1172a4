"""Write a job with its fact; do the jobs that are due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ndt.jobs import doorbell, registry
from ndt.jobs.models import Job, State

MAX_ATTEMPTS = 8


def enqueue(
    *,
    kind: str,
    key: str,
    payload: dict[str, Any] | None = None,
    not_before: datetime | None = None,
    recipient: str = "",
    domain: str = "",
) -> bool:
    """Write a job in the caller's transaction. Give False when `key` was written before."""
    now = timezone.now()
    job = Job(
        kind=kind, key=key, payload=payload or {}, not_before=not_before or now, created_at=now,
        recipient=recipient, domain=domain,
    )  # fmt: skip
    written = Job.objects.bulk_create([job], ignore_conflicts=True)
    transaction.on_commit(doorbell.ring, robust=True)
    return bool(written)


def do_next(*, now: datetime) -> bool:
    """Do one due job in one transaction; give False when there is none."""
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(state=State.QUEUED, not_before__lte=now)
            .order_by("not_before")
            .first()
        )
        if job is None:
            return False
        try:
            with transaction.atomic():
                registry.handler(job.kind)(job)
        except Exception as problem:  # noqa: BLE001
            job.attempts += 1
            job.last_error = f"{type(problem).__name__}"
            job.not_before = now + timedelta(seconds=10 * 2**job.attempts)
            if job.attempts >= MAX_ATTEMPTS:
                job.state = State.DEAD
        else:
            job.state, job.done_at, job.payload = State.DONE, timezone.now(), {}
        job.save()
        return True


def sweep(*, limit: int = 500) -> int:
    """Do all jobs that are due, at most `limit`; give how many."""
    done = 0
    while done < limit and do_next(now=timezone.now()):
        done += 1
    return done
