"""What an organiser does with meetings, and what the clock does: offers that end, reminders, a question afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from opleiding.core import meetings as core
from opleiding.core.errors import OpleidingError
from opleiding.models import Meeting, MeetingSeries, Registration, Subject
from opleiding.services import meeting_letters as letters
from opleiding.services import seats
from opleiding.services.meeting_letters import What

# A reminder goes out a day before; who registers later just had a letter.
REMINDS_BEFORE: Final = timedelta(hours=24)
# After this long nobody is asked for an opinion any more.
ASKS_UNTIL: Final = timedelta(days=7)
State = Registration.State


class TooFewSeats(OpleidingError):
    """More people have a seat, or may take one, than would be left. taken: how many."""

    code = "too-few-seats"

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class MeetingOver(OpleidingError):
    """The meeting began or is off, so it cannot change."""

    code = "meeting-over"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organiser decides about a meeting. closes_at: until when people register."""

    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    place: str
    online_url: str
    seats: int
    offer_hours: int
    subject: Subject | None


@transaction.atomic
def begin_series(
    *, title: str, slug: str, about: str, plan: Plan, weeks: int, times: int, now: datetime
) -> MeetingSeries:
    """Make a series with its meetings: `times` of them, `weeks` weeks apart, at the same time by the clock."""
    series = MeetingSeries.objects.create(title=title, slug=slug, about=about, created_at=now)
    zone = ZoneInfo(settings.TIME_ZONE)
    length, before = plan.ends_at - plan.starts_at, plan.starts_at - plan.closes_at
    for starts_at in core.repeated(plan.starts_at, weeks=weeks, times=times, zone=zone):
        _made(series, plan, starts_at=starts_at, ends_at=starts_at + length, closes_at=starts_at - before, now=now)
    return series


@transaction.atomic
def add(*, series: MeetingSeries, plan: Plan, now: datetime) -> Meeting:
    """Add a meeting to a series."""
    return _made(series, plan, starts_at=plan.starts_at, ends_at=plan.ends_at, closes_at=plan.closes_at, now=now)


def _made(
    series: MeetingSeries, plan: Plan, *, starts_at: datetime, ends_at: datetime, closes_at: datetime, now: datetime
) -> Meeting:
    return Meeting.objects.create(
        series=series, subject=plan.subject, starts_at=starts_at, ends_at=ends_at, closes_at=closes_at,
        place=plan.place, online_url=plan.online_url, seats=plan.seats, offer_hours=plan.offer_hours, created_at=now,
    )  # fmt: skip


@transaction.atomic
def change(*, meeting: Meeting, plan: Plan, now: datetime) -> Meeting:
    """Change a meeting that did not begin. Other times or another place are told to everybody; new seats are given out.

    Raises MeetingOver or TooFewSeats: nobody loses a seat by a change.
    """
    meeting = seats.locked(meeting.pk)
    if not meeting.is_planned or now >= meeting.starts_at:
        raise MeetingOver
    if plan.seats < meeting.seats_taken:
        raise TooFewSeats(meeting.seats_taken)
    moved = (meeting.starts_at, meeting.ends_at, meeting.place, meeting.online_url) != (
        plan.starts_at, plan.ends_at, plan.place, plan.online_url
    )  # fmt: skip
    meeting.starts_at, meeting.ends_at, meeting.closes_at = plan.starts_at, plan.ends_at, plan.closes_at
    meeting.place, meeting.online_url, meeting.subject = plan.place, plan.online_url, plan.subject
    meeting.seats, meeting.offer_hours = plan.seats, plan.offer_hours
    if moved:
        meeting.revision, meeting.reminded_at = meeting.revision + 1, None
        letters.write_later(meeting, What.MOVED, _people(meeting, *Registration.LIVE), mark=now)
    meeting.save(
        update_fields=[
            "starts_at", "ends_at", "closes_at", "place", "online_url", "subject", "seats", "offer_hours", "revision",
            "reminded_at",
        ]
    )  # fmt: skip
    seats.settle(meeting, now=now)
    return meeting


@transaction.atomic
def cancel(*, meeting: Meeting, now: datetime) -> None:
    """Call a meeting off and tell everybody. Raises MeetingOver."""
    meeting = seats.locked(meeting.pk)
    if not meeting.is_planned or now >= meeting.starts_at:
        raise MeetingOver
    meeting.state, meeting.revision = Meeting.State.CANCELLED, meeting.revision + 1
    meeting.save(update_fields=["state", "revision"])
    letters.write_later(meeting, What.CANCELLED, _people(meeting, *Registration.LIVE), mark=now)


def look_after(*, now: datetime) -> int:
    """Do what the time asks of every meeting; give to how many something happened. Runs every minute, safe twice."""
    turns = list(Meeting.objects.with_a_turn(now).order_by("pk").values_list("pk", flat=True))
    for number in turns:
        seats.give_out(number=number, now=now)
    soon = Meeting.objects.filter(state=Meeting.State.PLANNED, reminded_at=None, starts_at__gt=now)
    over = Meeting.objects.filter(state=Meeting.State.PLANNED, asked_at=None, ends_at__gt=now - ASKS_UNTIL)
    told = sum(
        _remind(number, now=now)
        for number in soon.filter(starts_at__lte=now + REMINDS_BEFORE).order_by("pk").values_list("pk", flat=True)
    )
    told += sum(
        _ask(number, now=now) for number in over.filter(ends_at__lte=now).order_by("pk").values_list("pk", flat=True)
    )
    return len(turns) + told


@transaction.atomic
def _remind(number: int, *, now: datetime) -> int:
    """Remind who comes, once for each time and place."""
    meeting = seats.locked(number)
    if meeting.reminded_at is not None or not meeting.is_planned:
        return 0
    meeting.reminded_at = now
    meeting.save(update_fields=["reminded_at"])
    letters.write_later(meeting, What.REMINDER, _people(meeting, State.CONFIRMED), mark=meeting.starts_at)
    return 1


@transaction.atomic
def _ask(number: int, *, now: datetime) -> int:
    """Ask who was there what they found."""
    meeting = seats.locked(number)
    if meeting.asked_at is not None:
        return 0
    meeting.asked_at = now
    meeting.save(update_fields=["asked_at"])
    there = list(meeting.registrations.exclude(attended_at=None).values_list("pk", flat=True))
    letters.write_later(meeting, What.OPINION, there, mark=meeting.ends_at)
    return 1


def _people(meeting: Meeting, *states: str) -> Sequence[int]:
    return list(meeting.registrations.filter(state__in=states).order_by("pk").values_list("pk", flat=True))
