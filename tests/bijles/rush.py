"""Families who press buttons over HTTP, many at once: for the race about a seat, and for what a booking costs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import load
from bijles.models import Booking, Child, Tutor
from bijles.models.lesson import LIVE, BookingState
from tests.bijles import factories
from tests.bijles.city import City, there

CSRF: Final = "a" * 32
# What docs/operating.md says for an hour in which hundreds press one button: everybody waits, nobody is sent away.
PATIENT: Final = {"DB_POOL_WAITING": "24", "DB_POOL_TIMEOUT": "15"}
# What Postgres counts arrives within a second.
COUNTED_S: Final = 1.2


@dataclass(frozen=True)
class Caller:
    """A family that is logged in, with its child."""

    child: Child
    session: str

    def press(self, path: str, facts: dict[str, object], *, port: int) -> bytes:
        """Give the request of a button."""
        body = urlencode({"csrfmiddlewaretoken": CSRF} | facts).encode()
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        headers = [("Cookie", cookies), ("Origin", f"http://127.0.0.1:{port}")]
        return load.request("POST", path, port=port, body=body, headers=headers)

    def book(self, town: City, tutor: Tutor, start: datetime, key: UUID, *, port: int) -> tuple[bytes, bytes]:
        """Give the request that holds a lesson, and the one that confirms it."""
        facts: dict[str, object] = {"tutor": tutor.pk, "agreement": town.agreement.pk, "vak": "rekenen", "weken": 1}
        facts |= {"key": key, "start": start.isoformat()}
        confirm = reverse("bijles:confirm", args=[self.child.pk, uuid5(key, start.isoformat())])
        return (
            self.press(reverse("bijles:book", args=[self.child.pk]), facts, port=port),
            self.press(confirm, {}, port=port),
        )


@dataclass
class Story:
    """What came of some rounds. alternatives: how many other times each loser was shown."""

    winners: int = 0
    oversold: int = 0
    deadlocks: int = 0
    seconds: float = 0
    statuses: Counter[int] = field(default_factory=Counter)
    alternatives: Counter[int] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        """Answers that are the server's fault, or none at all."""
        return sum(count for status, count in self.statuses.items() if status >= 500 or not status)


def callers(town: City, number: int) -> list[Caller]:
    """Make families that are logged in."""
    made = []
    for _family in range(number):
        child, client = town.child(), Client()
        client.force_login(child.family.user)
        made.append(Caller(child, client.cookies[settings.SESSION_COOKIE_NAME].value))
    return made


def more_tutors(town: City, number: int) -> list[Tutor]:
    """Give the town's tutor so many colleagues, who are there at the same hours."""
    first, last = town.agreement.first_day, town.agreement.last_day
    made = [factories.tutor(town.agreement, vog_seen_on=first, vog_valid_until=last) for _tutor in range(number)]
    for one in made:
        there(one, first=first)
    return made


def last_seats(town: City, crowd: Sequence[Caller], *, rounds: int, port: int) -> Story:
    """Let the whole crowd press the button of one free hour at the same moment, and who holds it confirm; so many rounds."""
    story, before = Story(), _deadlocks()
    for start in town.times(crowd[0].child)[:rounds]:
        presses = [one.book(town, town.tutor, start, uuid4(), port=port) for one in crowd]

        def look(status: int, body: bytes) -> None:
            if status == 409:
                story.alternatives[body.count(b'name="agreement"')] += 1

        run = load.run([hold for hold, _confirm in presses], port=port, connections=len(crowd), look=look)
        story.statuses += run.statuses
        story.seconds += run.seconds
        held = Booking.objects.filter(lesson__tutor=town.tutor, period__startswith=start, state__in=LIVE)
        who = {one.child_id for one in held}
        winners = [confirm for one, (_hold, confirm) in zip(crowd, presses, strict=True) if one.child.pk in who]
        if winners:
            load.run(winners, port=port, connections=len(winners), look=lambda status, _body: _count(story, status))
        story.winners += held.filter(state=BookingState.CONFIRMED).count()
        story.oversold += max(held.count() - 1, 0)
    time.sleep(COUNTED_S)
    story.deadlocks = _deadlocks() - before
    return story


def _count(story: Story, status: int) -> None:
    story.statuses[status] += 1


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
