"""What pages, phones and calendars say of meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ndt.calendars import ics
from opleiding.core import waiting
from opleiding.models import Meeting, MeetingSeries, Registration, Trainer

State = Registration.State


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting for everybody. free: seats that a newcomer can have: none while somebody waits."""

    meeting: Meeting
    free: int
    waiting: int
    takes_people: bool


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody's own way with a meeting. place: in the line, from 1; 0 for who does not wait. may_accept: right now."""

    registration: Registration
    place: int
    may_accept: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A QR code as a path over `side` squares."""

    path: str
    side: int


def coming(now: datetime) -> list[Shown]:
    """Give the meetings that are still to come, the first one first. Two statements."""
    found = Meeting.objects.coming(now).with_line().select_related("series", "subject")
    return [_shown(one, _in_line(one), now) for one in found]


def of_desk(now: datetime) -> list[tuple[MeetingSeries, list[Meeting]]]:
    """Give every series with its meetings: those to come first, then the last ones."""
    found = Meeting.objects.with_line().select_related("series").order_by("series__title", "starts_at")
    series: dict[MeetingSeries, list[Meeting]] = {}
    for one in found:
        series.setdefault(one.series, []).append(one)
    return [(name, sorted(dates, key=lambda one: (one.is_over(now), one.starts_at))) for name, dates in series.items()]


def shown(meeting: Meeting, now: datetime) -> Shown:
    """Give one meeting for everybody."""
    return _shown(meeting, meeting.registrations.filter(state=State.WAITING).count(), now)


def own(meeting: Meeting, trainer: Trainer, now: datetime) -> Own | None:
    """Give somebody's last registration for a meeting, or None."""
    found = meeting.registrations.filter(trainer=trainer).order_by("-turn").first()
    if found is None:
        return None
    before = meeting.registrations.filter(state=State.WAITING, turn__lt=found.turn)
    place = before.count() + 1 if found.state == State.WAITING else 0
    return Own(found, place, meeting.is_planned and waiting.may_accept(found.entry(), now=now))


def mine(trainer: Trainer, now: datetime) -> list[Registration]:
    """Give the registrations of somebody that still matter."""
    live = trainer.registrations.filter(state__in=Registration.LIVE, meeting__ends_at__gt=now)
    return list(live.select_related("meeting__series").order_by("meeting__starts_at"))


def people(meeting: Meeting) -> list[Registration]:
    """Give everybody of a meeting who has a seat, an offer or a place in the line, or who came in, by turn."""
    found = meeting.registrations.filter(Q(state__in=Registration.LIVE) | Q(attended_at__isnull=False))
    return list(found.select_related("trainer__user").order_by("turn"))


def calendar(meeting: Meeting, *, now: datetime) -> str:
    """Give the meeting as a calendar file; one that is off is taken out of the calendar. It tells nothing of anybody."""
    address = settings.SITE_URL + meeting.get_absolute_url()
    event = ics.Event(
        uid=f"meeting-{meeting.pk}@{settings.SITE_URL.rpartition('/')[2]}",
        first=meeting.starts_at,
        last=meeting.ends_at,
        summary=meeting.series.title,
        description=f"{meeting.series.about}\n{address}",
        place=meeting.place or _("online"),
        sequence=meeting.revision,
        cancelled=meeting.is_cancelled,
    )
    return ics.calendar([event], name=meeting.series.title, product="Opleiding op Maat", now=now)


def picture(registration: Registration) -> Picture:
    """Give the QR code of a registration: an address that only an organiser can use."""
    address = settings.SITE_URL + reverse("opleiding:door-code", args=[registration.code])
    # Error level Q: a quarter may be under a thumb or a crack in the screen.
    matrix = segno.make(address, error="q", micro=False).matrix
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, line in enumerate(matrix) for x, dark in enumerate(line) if dark)
    return Picture(dots, len(matrix))


def _in_line(meeting: Any) -> int:
    """Give what MeetingQuerySet.with_line() counted."""
    return int(meeting.in_line)


def _shown(meeting: Meeting, in_line: int, now: datetime) -> Shown:
    free = 0 if in_line else max(0, meeting.seats - meeting.seats_taken)
    return Shown(meeting, free, in_line, meeting.takes_people(now))
