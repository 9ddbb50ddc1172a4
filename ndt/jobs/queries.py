"""How the outbox stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from ndt.jobs.models import Job, State


@dataclass(frozen=True, slots=True)
class Outlook:
    """How the outbox stands. since: when the oldest due job became due; the moment asked where nothing waits."""

    due: int
    since: datetime
    dead: int


def outlook(*, now: datetime) -> Outlook:
    """Give how the outbox stands. One query."""
    due = Q(state=State.QUEUED, not_before__lte=now)
    facts = Job.objects.filter(state__in=[State.QUEUED, State.DEAD]).aggregate(
        due=Count("pk", filter=due), oldest=Min("not_before", filter=due), dead=Count("pk", filter=Q(state=State.DEAD))
    )
    return Outlook(due=facts["due"], since=facts["oldest"] or now, dead=facts["dead"])
