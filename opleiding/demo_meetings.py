"""A series of meetings: one that was, one that is full with a waiting list, one with room. Everybody is invented."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from ndt.people.models import User
from opleiding.emails import opinion_token
from opleiding.models import Meeting, MeetingSeries, Opinion, Trainer
from opleiding.services import door, meetings, opinions, seats
from opleiding.services.door import Read
from opleiding.services.meetings import Plan
from opleiding.services.opinions import Found

SEATS: Final = 12
WORDS: Final = (
    "Fijn dat er ook leraren waren.", "", "Graag meer over werken en leren tegelijk.", "", "De zaal was wat klein.", "",
    "Nu weet ik welke punten ik mis.",
)  # fmt: skip


def load(trainers: Sequence[Trainer], now: datetime, rng: random.Random) -> None:
    """Make the series. The first trainer was at the first meeting, and is offered a seat at the full one."""
    begun = now - timedelta(days=30)
    series = meetings.begin_series(
        title="Word jij leraar?", slug="word-jij-leraar", plan=_plan(_evening(now, -3)), weeks=2, times=3, now=begun,
        about="Leraren vertellen hoe hun week eruitziet. Opleidingen leggen uit welke routes er zijn. Aan het eind "
        "maak je een afspraak voor een advies.",
    )  # fmt: skip
    past, full, roomy = series.meetings.order_by("starts_at")
    _was(past, trainers[:SEATS], begun, rng)
    _full(full, [*trainers[1 : SEATS + 1], trainers[0], *trainers[SEATS + 1 : SEATS + 8]], now)
    for minute, one in enumerate(trainers[20:29]):
        seats.register(meeting=roomy, trainer=one, now=now - timedelta(days=2, minutes=minute))
    _online(series, now)


def _evening(now: datetime, days: int) -> datetime:
    local = timezone.localtime(now + timedelta(days=days))
    return local.replace(hour=19, minute=0, second=0, microsecond=0)


def _plan(starts_at: datetime) -> Plan:
    return Plan(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), closes_at=starts_at - timedelta(hours=2),
        place="De Verbeelding, zaal 3, Nergenshuizen", online_url="", seats=SEATS, offer_hours=48, subject=None,
    )  # fmt: skip


def _was(past: Meeting, trainers: Sequence[Trainer], begun: datetime, rng: random.Random) -> None:
    """Let a meeting have been: nearly everybody came in, and seven said what they found."""
    people = [
        seats.register(meeting=past, trainer=one, now=begun + timedelta(minutes=minute))
        for minute, one in enumerate(trainers)
    ]
    otto = User.objects.get(email="otto@demo.example")
    came = people[:-2]
    scans = [
        Read(f"demo-{one.pk}", one.code, f"telefoon {number % 2}", past.starts_at - timedelta(minutes=20 - number))
        for number, one in enumerate(came)
    ]
    door.check_in(meeting=past, scans=scans, by=otto, now=past.starts_at)
    for one, words in zip(came[1:], WORDS, strict=False):
        clearer = rng.choice((Opinion.Clearer.YES, Opinion.Clearer.YES, Opinion.Clearer.A_BIT))
        opinions.give(token=opinion_token(one), found=Found(rng.randrange(6, 10), clearer, words), now=past.ends_at)


def _full(full: Meeting, trainers: Sequence[Trainer], now: datetime) -> None:
    """Fill a meeting; one leaves, so that the first who waits may take the seat."""
    before = now - timedelta(days=5)
    for minute, one in enumerate(trainers):
        seats.register(meeting=full, trainer=one, now=before + timedelta(minutes=minute))
    seats.leave(meeting=full, trainer=trainers[3], now=now)


def _online(series: MeetingSeries, now: datetime) -> None:
    starts_at = _evening(now, 39)
    meetings.add(
        series=series, now=now,
        plan=Plan(
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), closes_at=starts_at, place="",
            online_url="https://vergaderen.example/word-jij-leraar", seats=100, offer_hours=24, subject=None,
        ),
    )  # fmt: skip
