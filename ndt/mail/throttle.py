"""How many letters a minute a mail domain gets from us. Over it, letters wait; none is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from ndt.jobs.models import Job, Priority, State

WINDOW: Final = timedelta(minutes=1)
# What a mailing leaves free for letters that somebody waits for.
RESERVE: Final = 4


def gate(job: Job, now: datetime) -> datetime | None:
    """Say until when a letter has to wait, or None.

    Counted from the rows that are done, so all workers share it; two workers at once can go over it
    by one. The first letter that is over it gives all letters that wait for the domain their turn,
    in one statement: they are not looked at every minute anew.
    """
    if not job.domain:
        return None
    limit: int = settings.MAIL_DOMAIN_PER_MINUTE
    if job.priority != Priority.URGENT:
        limit -= limit // RESERVE
    sent = Job.objects.filter(state=State.DONE, domain=job.domain, done_at__gt=now - WINDOW)
    edge = sent.order_by("-done_at").values_list("done_at", flat=True)[limit - 1 : limit].first()
    if edge is None:
        return None
    free = edge + WINDOW
    if job.priority != Priority.URGENT:
        Job.objects.spread(domain=job.domain, per_minute=limit, least=Priority.NORMAL, start=free, now=now)
    return free
