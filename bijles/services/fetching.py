"""A municipality's list of passes, fetched from its own computer by a job, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Final

from django.db import transaction

from bijles.core.errors import Fault, ListRefused, SourceFails
from bijles.models import EnrolmentList, ListFetch, PassScheme
from bijles.queries import passes as queries
from bijles.services import enrolling, pass_api
from ndt.jobs import services as jobs
from ndt.people.models import User

# A job has 100 seconds, and the list has to be taken in them too.
SECONDS: Final = 45


@transaction.atomic
def start(*, scheme: PassScheme, by: User, now: datetime) -> ListFetch:
    """Ask for the list. While one is fetched, whoever asks gets that one; one that got stuck ends first."""
    before = scheme.fetches.filter(ended_at=None).first()
    if before is not None and queries.going(before).is_stuck:
        _end(before, now=now, why="stuck")
    asked, made = ListFetch.objects.get_or_create(scheme=scheme, ended_at=None, defaults={"by": by, "at": now})
    if made:
        # What the one before came to was read, and its list says itself who asked for it.
        scheme.fetches.exclude(pk=asked.pk).delete()
        jobs.enqueue(kind=queries.FETCH, key=queries.fetch_key(asked), payload={"fetch": asked.pk})
    return asked


@transaction.atomic
def fetch(*, number: int, now: datetime, report: Callable[[int], None]) -> None:
    """Fetch and take a list that was asked for, once. What went wrong stays with it. report: hears how many passes were read."""
    asked = ListFetch.objects.select_for_update(of=("self",)).select_related("scheme", "by").get(pk=number)
    if asked.ended_at is not None:
        return
    try:
        source = pass_api.of(asked.scheme, report=report, seconds=SECONDS)
        if source is None:
            raise SourceFails("away")
        taken = enrolling.take(scheme=asked.scheme, source=source, by=asked.by, now=now)
    except SourceFails as problem:
        _end(asked, now=now, why=problem.why)
    except ListRefused as refused:
        _end(asked, now=now, why="list", faults=refused.faults)
    else:
        _end(asked, now=now, taken=taken)


def _end(
    asked: ListFetch,
    *,
    now: datetime,
    taken: EnrolmentList | None = None,
    why: str = "",
    faults: Sequence[Fault] = (),
) -> None:
    asked.ended_at, asked.taken, asked.why = now, taken, why
    asked.faults = [astuple(fault) for fault in faults]
    asked.save(update_fields=["ended_at", "taken", "why", "faults"])
