"""What the outbox does for this room: each takes a job and calls one service."""

from __future__ import annotations

from django.utils import timezone

from ndt.jobs import progress
from ndt.jobs.models import Job
from opleiding.services import matching, telling


def handle_match(job: Job) -> None:
    """Make the outcome of a round."""
    progress.report(job, 1, 2)
    matching.solve(run_id=job.payload["run"], now=timezone.now())


def handle_verify(job: Job) -> None:
    """Let the programs for strangers check an outcome."""
    matching.verify(run_id=job.payload["run"], now=timezone.now())


def handle_chances(job: Job) -> None:
    """Count what other lotteries would have given."""
    matching.count_chances(round_id=job.payload["round"])


def handle_tell(job: Job) -> None:
    """Write letters about an outcome."""
    telling.outcome(run_id=job.payload["run"], after=job.payload["after"])
