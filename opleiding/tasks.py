"""What the outbox does for this room: each takes a job and calls one service."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from ndt.jobs import progress
from ndt.jobs.models import Job
from opleiding.emails import What
from opleiding.services import matching, meeting_letters, meetings, modules, telling


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


def handle_meeting_letters(job: Job) -> None:
    """Write a letter to each of many people of a meeting."""
    facts = job.payload
    meeting_letters.write(what=What(facts["what"]), registrations=facts["registrations"], mark=facts["mark"])


@shared_task(name="opleiding.meetings")
def look_after_meetings() -> int:
    """Let offers end, give out what is free, remind, and ask afterwards, also about modules. Beat knocks every minute."""
    now = timezone.now()
    return meetings.look_after(now=now) + modules.ask(now=now)
