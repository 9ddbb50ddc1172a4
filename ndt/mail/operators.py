"""Tell the operators that something waits for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from ndt.jobs.models import Job, Priority, State
from ndt.mail import services
from ndt.mail.letters import Letter

KEY: Final = "operator:"


def tell(*, template: str, context: dict[str, Any], key: str) -> int:
    """Queue a letter to every operator, once a key; give how many were new."""
    return sum(
        services.queue(
            Letter(to=address, template=template, context=context, essential=True),
            key=f"{KEY}{key}:{number}",
            priority=Priority.URGENT,
        )
        for number, address in enumerate(settings.OPERATOR_EMAILS)
    )


def job_stopped(job: Job, now: datetime) -> None:
    """Tell the operators that a job stopped for good, at most once an hour."""
    if job.key.startswith(f"mail:{KEY}"):
        return
    desk = f"{settings.SITE_URL}{reverse('admin:jobs_job_changelist')}?state__exact={State.DEAD}"
    tell(
        template="mail/stopped_jobs",
        context={"kind": job.kind, "error": job.last_error, "url": desk},
        key=f"stopped:{now:%Y-%m-%dT%H}",
    )
