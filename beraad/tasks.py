"""What the outbox does for this room: each takes a job and calls one service."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from beraad.services import drawing, enrolling, papers, registering, replacing, solving, tables
from ndt.jobs import progress
from ndt.jobs.models import Job


def handle_solve(job: Job) -> None:
    """Compute the chances and panels of an assembly."""
    solving.solve(draw_id=job.payload["draw"], now=timezone.now())


def handle_tell(job: Job) -> None:
    """Write the next letters about the draw."""
    drawing.tell(draw_id=job.payload["draw"], after=job.payload["after"])


def handle_replace(job: Job) -> None:
    """Compute a replacement round."""
    replacing.solve(round_id=job.payload["round"], attempt=job.payload["attempt"], now=timezone.now())


def look_after_invitations(now: datetime) -> int:
    """Remind, let deadlines pass, and prepare replacement rounds."""
    return replacing.look_after(now=now)


def handle_freeze_notice(job: Job) -> None:
    """Write the next letters to who is not known as a teacher."""
    facts = job.payload
    enrolling.tell_unknown(
        assembly_id=facts["assembly"],
        which=facts["which"],
        day=date.fromisoformat(facts["day"]),
        after=facts["after"],
    )


def remind_unknown(now: datetime) -> int:
    """Remind who is not known as a teacher that the list will be fixed."""
    return enrolling.remind(now=now)


def handle_tables(job: Job) -> None:
    """Compute a plan of tables, and tell how far it is."""
    tables.solve(
        plan_id=job.payload["plan"],
        attempt=job.payload["attempt"],
        now=timezone.now(),
        report=lambda done, total: progress.report(job, done, total),
    )


def forget_unconfirmed(now: datetime) -> int:
    """Delete what was never confirmed."""
    return registering.forget_unconfirmed(now=now)


def handle_paper(job: Job) -> None:
    """Make the report about a draw in one language."""
    papers.make(draw_id=job.payload["draw"], language=job.payload["language"], now=timezone.now())


def renew_papers(_now: datetime) -> None:
    """Ask for the reports again of which the facts changed."""
    papers.renew()
