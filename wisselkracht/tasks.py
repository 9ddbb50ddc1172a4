"""What the outbox does for this room: each takes a job and calls one service."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ndt.jobs import progress
from ndt.jobs.models import Job
from wisselkracht.services import explaining, leaving, mailing, minding, practices, reminding, rounds, running


def handle_remind(job: Job) -> None:
    """Write the next reminders of a round."""
    facts = job.payload
    reminding.remind_batch(
        round_id=facts["round"], at=datetime.fromisoformat(facts["at"]), after=facts["after"], now=timezone.now()
    )


def handle_mailing(job: Job) -> None:
    """Write the next letters of a mailing to many."""
    facts = job.payload
    mailing.write_batch(number=facts["mailing"], after=facts["after"], now=timezone.now())


def look_after_rounds(now: datetime) -> None:
    """Close rounds, let applications expire, remind who did not confirm."""
    rounds.close_over(now=now)
    leaving.expire(now=now)
    reminding.remind_due(now=now)


def look_after_exchanges(now: datetime) -> None:
    """Take what happens by itself, remind whom an exchange or a text about it waits for, tell the coordinators."""
    minding.mind(now=now)
    practices.remind_due(now=now)


def forget_ended(now: datetime) -> int:
    """Delete what ended long ago."""
    return leaving.forget(now=now)


def handle_build(job: Job) -> None:
    """Make the instance of a run."""
    running.build(run_id=job.payload["run"], attempt=job.payload["attempt"], now=timezone.now())


def handle_work(job: Job) -> None:
    """Solve a run, and tell how far it is."""
    running.work(
        run_id=job.payload["run"],
        attempt=job.payload["attempt"],
        now=timezone.now(),
        report=lambda done, total: progress.report(job, done, total),
    )


def handle_explain(job: Job) -> None:
    """Explain the next ones who were left without."""
    explaining.explain(run_id=job.payload["run"], after=job.payload["after"])
