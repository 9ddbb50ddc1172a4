"""How the outbox stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from ndt.jobs.models import Job, State


@dataclass(frozen=True, slots=True)
class Outlook:
    """How the outbox stands. since: when the oldest due job became due; the moment asked where nothing waits."""

    due: int
    since: datetime
    dead: int


def outlook(*, now: datetime) -> Outlook:
    """Give how the outbox stands. Two queries, each on an index of its own."""
    facts = Job.objects.due(now).aggregate(due=Count("pk"), oldest=Min("not_before"))
    dead = Job.objects.filter(state=State.DEAD).count()
    return Outlook(due=facts["due"], since=facts["oldest"] or now, dead=dead)
