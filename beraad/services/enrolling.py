"""What the organiser sets about registering, who is told before the list is fixed, and alerts that were looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from beraad import emails
from beraad.core.errors import Closed
from beraad.core.features import SCALE, STATEMENT
from beraad.models import Assembly, Enrolment, Feature, Look, Registration
from beraad.models.assembly import State as AssemblyState
from beraad.models.registration import State
from beraad.queries import enrolment as queries
from beraad.services import assemblies
from ndt.jobs import services as jobs
from ndt.jobs.models import Priority
from ndt.mail import services as mail
from ndt.people.models import User

BATCH: Final = 200
KIND: Final = "beraad.freeze-notice"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the organiser sets. freezes_on: the day that teachers are told; None: not known yet."""

    freezes_on: date | None
    remind_days: int
    many_from_school: int
    many_from_block: int
    many_from_device: int


@transaction.atomic
def save(*, assembly: Assembly, wanted: Settings, now: datetime) -> Enrolment:
    """Keep the settings. A new day is told at once to everybody who is not known as a teacher yet.

    Raises Closed once the list is fixed.
    """
    assembly = assemblies.locked(assembly, AssemblyState.CONCEPT, AssemblyState.STARTSCHOT, AssemblyState.OPEN)
    found = queries.settings_of(assembly)
    found.freezes_on, found.remind_days = wanted.freezes_on, wanted.remind_days
    found.many_from_school, found.many_from_block = wanted.many_from_school, wanted.many_from_block
    found.many_from_device = wanted.many_from_device
    if found.freezes_on is not None and found.freezes_on != found.announced_for:
        found.announced_for = found.freezes_on
        if assembly.state == AssemblyState.OPEN:
            _begin(assembly, found.freezes_on, "announced")
    found.save()
    return found


@transaction.atomic
def set_statement(*, assembly: Assembly, statement: str, use: str) -> None:
    """Set the one statement and what its answers are for. Raises Closed once teachers register."""
    assembly = assemblies.locked(assembly, *assemblies.PREPARING)
    found = queries.settings_of(assembly)
    found.statement, found.use = statement, use
    found.save()
    if use != Enrolment.Use.FEATURE:
        assembly.features.filter(title=STATEMENT).delete()
        return
    feature, made = Feature.objects.get_or_create(
        assembly=assembly, title=STATEMENT, defaults={"position": assembly.features.count(), "question": statement}
    )
    if made:
        assemblies.put_values(feature, dict.fromkeys(SCALE, 0), may_refuse=True)
    elif feature.question != statement:
        feature.question = statement
        feature.save(update_fields=["question"])


def _begin(assembly: Assembly, day: date, which: str) -> None:
    jobs.enqueue(
        kind=KIND,
        key=f"{KIND}:{which}:{assembly.pk}:{day}",
        payload={"assembly": assembly.pk, "which": which, "day": day.isoformat(), "after": 0},
    )


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Begin the reminders that are due, each once; give how many assemblies."""
    today, begun = timezone.localdate(now), 0
    due = Enrolment.objects.select_for_update(of=("self",)).filter(
        assembly__state=AssemblyState.OPEN, freezes_on__gte=today
    )
    for found in due.select_related("assembly"):
        day = found.freezes_on
        if day is None or found.reminded_for == day or today < day - timedelta(days=found.remind_days):
            continue
        found.reminded_for = day
        found.save(update_fields=["reminded_for"])
        _begin(found.assembly, day, "reminded")
        begun += 1
    return begun


@transaction.atomic
def tell_unknown(*, assembly_id: int, which: str, day: date, after: int) -> None:
    """Write to the next people who are not known as a teacher, once each for a day, and a job for those that follow.

    A day that was changed meanwhile is told no more.
    """
    found = Enrolment.objects.select_related("assembly").get(assembly=assembly_id)
    if found.freezes_on != day or found.assembly.state != AssemblyState.OPEN:
        return
    people = list(
        Registration.objects.filter(assembly=assembly_id, state=State.CONFIRMED, pk__gt=after)
        .select_related("assembly")
        .order_by("pk")[:BATCH]
    )
    for person in people:
        letter = emails.unknown_teacher(person, day=day)
        mail.queue(letter, key=f"beraad:{which}:{day}:{person.public_id}", priority=Priority.BULK)
    if len(people) == BATCH:
        last = people[-1].pk
        jobs.enqueue(
            kind=KIND,
            key=f"{KIND}:{which}:{assembly_id}:{day}:{last}",
            payload={"assembly": assembly_id, "which": which, "day": day.isoformat(), "after": last},
        )


@transaction.atomic
def look(*, assembly: Assembly, kind: str, subject: str, reason: str, user: User, now: datetime) -> Look:
    """Say that an alert was looked at, and why the registrations stay. Raises Closed when there is no such alert."""
    found = next((row for row in queries.alerts(assembly) if (row.kind, row.subject) == (kind, subject)), None)
    if found is None:
        raise Closed
    made, _new = Look.objects.update_or_create(
        assembly=assembly,
        kind=kind,
        subject=subject,
        defaults={"number": found.number, "reason": reason, "looked_by": user, "looked_at": now},
    )
    return made
