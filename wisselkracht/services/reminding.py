"""Remind people who did not confirm: by themselves on fixed days, or all of a round when a coordinator says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from ndt.jobs import services as jobs
from ndt.jobs.models import Priority
from wisselkracht import emails
from wisselkracht.core import steps
from wisselkracht.models import Applicant, ApplicantQuerySet, Application, Round
from wisselkracht.services import inviting

KIND: Final = "wisselkracht.remind"
BATCH: Final = 100
# Nobody gets two reminders within a day, whoever sends them.
REST: Final = timedelta(days=1)


def waiting(found: Round, *, now: datetime) -> ApplicantQuerySet:
    """Give whom a reminder of a whole round would reach now."""
    waited: ApplicantQuerySet = Applicant.objects.waited_for().filter(application__round=found, wants_reminders=True)
    return waited.exclude(reminded_at__gt=now - REST).exclude(invited_at__gt=now - REST).exclude(email="")


def remind_due(*, now: datetime) -> int:
    """Write to everybody whose day it is; give to how many."""
    people = (
        Applicant.objects.waited_for()
        .filter(wants_reminders=True)
        .exclude(email="")
        .select_related("application__round", "application__school")
    )
    sent = 0
    for person in people.order_by("pk").iterator(chunk_size=500):
        if person.invited_at is not None and steps.reminder_is_due(
            invited=person.invited_at,
            sent=person.reminders,
            last=person.reminded_at,
            closes=person.application.round.closes_at,
            now=now,
        ):
            sent += _remind(person, now=now)
    return sent


def _remind(person: Applicant, *, now: datetime) -> int:
    """Write one reminder, unless somebody else did meanwhile."""
    with transaction.atomic():
        fresh = (
            Applicant.objects.waited_for()
            .select_for_update(of=("self",), skip_locked=True)
            .filter(pk=person.pk, reminders=person.reminders, wants_reminders=True)
            .select_related("application__round", "application__school")
            .first()
        )
        if fresh is None:
            return 0
        fresh.reminders += 1
        fresh.reminded_at = now
        fresh.save(update_fields=["reminders", "reminded_at"])
        inviting.write(fresh, emails.reminder, now=now, priority=Priority.BULK)
        return 1


def remind_of(*, application: Application, now: datetime) -> int:
    """Remind who did not confirm of one application; give how many that were. Nobody twice within a day."""
    people = waiting(application.round, now=now).filter(application=application)
    return sum(_remind(person, now=now) for person in people.order_by("pk"))


@transaction.atomic
def remind_round(*, found: Round, now: datetime) -> int:
    """Have everybody of a round who did not confirm reminded by the worker; give how many that are."""
    number = waiting(found, now=now).count()
    if number:
        jobs.enqueue(
            kind=KIND,
            key=f"{KIND}:{found.pk}:{now.isoformat()}",
            payload={"round": found.pk, "at": now.isoformat(), "after": 0},
        )
    return number


@transaction.atomic
def remind_batch(*, round_id: int, at: datetime, after: int, now: datetime) -> None:
    """Write the next reminders of a round, and a job for those that follow. Safe twice: who was reminded is skipped."""
    found = Round.objects.get(pk=round_id)
    people = list(
        waiting(found, now=at)
        .filter(pk__gt=after)
        .select_related("application__round", "application__school")
        .order_by("pk")[:BATCH]
    )
    for person in people:
        _remind(person, now=now)
    if len(people) == BATCH:
        last = people[-1].pk
        jobs.enqueue(
            kind=KIND,
            key=f"{KIND}:{round_id}:{at.isoformat()}:{last}",
            payload={"round": round_id, "at": at.isoformat(), "after": last},
        )


def stop(subject: str, _now: datetime) -> None:
    """Send somebody no more reminders. Safe to run twice."""
    Applicant.objects.filter(public_id=UUID(subject)).update(wants_reminders=False)
