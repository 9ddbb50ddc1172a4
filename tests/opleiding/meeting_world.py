"""Meetings with seats, and trainers who want them. A test names the facts it needs."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from ndt.jobs import registry as kinds
from ndt.jobs.models import Job, State
from opleiding.models import Meeting, MeetingSeries, Registration, Trainer
from opleiding.services import seats
from opleiding.services.door import Read
from tests.opleiding import factories

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
_numbers = itertools.count(1)


def meeting(**facts: Any) -> Meeting:
    """One in ten days, with two seats."""
    series = facts.pop("series", None) or MeetingSeries.objects.create(
        slug=f"reeks-{next(_numbers)}", title="Word leraar", about="Kom kijken."
    )
    starts_at = facts.pop("starts_at", facts.pop("now", NOW) + timedelta(days=10))
    return Meeting.objects.create(
        **{
            "series": series, "starts_at": starts_at, "ends_at": starts_at + 2 * HOUR, "closes_at": starts_at,
            "place": "Zaal 3", "seats": 2,
        }
        | facts
    )  # fmt: skip


def tonight(**facts: Any) -> Meeting:
    """One that begins in two hours."""
    return meeting(starts_at=NOW + 2 * HOUR, **facts)


def trainers(number: int) -> list[Trainer]:
    house = factories.institute()
    return [factories.trainer(institute=house) for _one in range(number)]


def crowd(found: Meeting, number: int, *, now: datetime = NOW) -> list[Registration]:
    """Let so many register, one after the other."""
    return [
        seats.register(meeting=found, trainer=who, now=now + timedelta(seconds=at))
        for at, who in enumerate(trainers(number))
    ]


def waiting(found: Meeting, number: int, *, state: str = "waiting") -> None:
    """Put many on the list at once, behind who is there."""
    first = found.registrations.count() + 1
    Registration.objects.bulk_create(
        Registration(
            meeting=found, trainer=who, state=state, turn=turn, code=f"{found.pk % 9999:04d}-{turn:04d}", entered_at=NOW
        )
        for turn, who in enumerate(trainers(number), first)
    )
    Meeting.objects.filter(pk=found.pk).update(last_turn=first + number - 1)


def states(found: Meeting) -> str:
    """Give how everybody stands, in the order of entering, a letter a person: c, w, o, x (withdrawn), e."""
    letters = {"confirmed": "c", "waiting": "w", "offered": "o", "withdrawn": "x", "expired": "e"}
    return "".join(letters[state] for state in found.registrations.order_by("turn").values_list("state", flat=True))


def again(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def read(who: Registration, nonce: str, *, at: datetime = NOW, device: str = "d1") -> Read:
    return Read(nonce=nonce, code=who.code, device=device, scanned_at=at)


def work() -> None:
    """Do the jobs of letters that wait, as the worker does; letters themselves stay in the outbox."""
    for job in Job.objects.filter(kind="opleiding.meeting_letters", state=State.QUEUED):
        kinds.kind(job.kind).handle(job)
        Job.objects.filter(pk=job.pk).update(state=State.DONE)


def letters() -> list[tuple[str, str]]:
    """Give what waits in the outbox: the letter's name and to whom, in order of name."""
    payloads = Job.objects.filter(kind="mail.send").values_list("payload", flat=True)
    found = [one if isinstance(one, dict) else json.loads(one) for one in payloads]
    return sorted((one["template"].removeprefix("opleiding/meeting_"), one["to"]) for one in found)
