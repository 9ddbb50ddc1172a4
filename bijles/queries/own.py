"""What a family has: its children, its lessons and what each asks of it. The number of queries does not grow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bijles import links, words
from bijles.core import attendance
from bijles.models import Booking, CalendarFeed, Child, Family, WaitingEntry
from bijles.models.lesson import BookingState
from ndt.calendars import ics

_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
# So long a lesson that is over stays on the page.
PAST: Final = timedelta(days=60)
SHOWN: Final = (
    BookingState.CONFIRMED,
    BookingState.ATTENDED,
    BookingState.NO_SHOW,
    BookingState.UNPAID,
    BookingState.DROPPED,
    BookingState.CANCELLED,
    BookingState.CANCELLED_LATE,
)
OFF: Final = (BookingState.DROPPED, BookingState.CANCELLED, BookingState.CANCELLED_LATE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A lesson with what its family may do. is_late: cancelling now counts as late."""

    booking: Booking
    subject: str
    state: str
    is_ahead: bool
    asks: bool
    is_late: bool

    @property
    def is_off(self) -> bool:
        """Whether it does not take place."""
        return self.booking.state in OFF

    @property
    def free_until(self) -> datetime:
        """Give until when it can be cancelled as if it never was."""
        start: datetime = self.booking.period.lower
        return start - timedelta(hours=self.booking.lesson.agreement.late_cancel_hours)


@dataclass(frozen=True, slots=True)
class Mine:
    """All that a family has."""

    children: Sequence[Child]
    asked: Sequence[Shown]
    ahead: Sequence[Shown]
    past: Sequence[Shown]
    waiting: Sequence[tuple[WaitingEntry, str]]


def mine(family: Family, *, now: datetime) -> Mine:
    """Give what a family has. Three queries."""
    lessons = [shown(one, now=now) for one in _bookings(family, now=now)]
    waiting = WaitingEntry.objects.filter(child__family=family, ended_at=None).select_related("child", "offered")
    return Mine(
        children=list(family.children.order_by("pk")),
        asked=[one for one in lessons if one.asks],
        ahead=[one for one in lessons if one.is_ahead and not one.is_off],
        past=[one for one in reversed(lessons) if not one.asks and (not one.is_ahead or one.is_off)],
        waiting=[(entry, words.subject(entry.subject)) for entry in waiting],
    )


def lesson_of(family: Family, number: int) -> Booking | None:
    """Give a lesson of the family itself; None for every other number."""
    return _of(family).filter(pk=number).first()


def shown(booking: Booking, *, now: datetime) -> Shown:
    """Give a lesson with what may be done."""
    told = getattr(booking, "attendance", None)
    may = told is not None and not told.said and now <= told.ticked_at + attendance.TO_ANSWER
    start: datetime = booking.period.lower
    late = start - timedelta(hours=booking.lesson.agreement.late_cancel_hours) < now
    return Shown(
        booking,
        words.subject(booking.lesson.subject),
        str(words.STATES[booking.state]),
        is_ahead=now < start,
        asks=may and booking.state == BookingState.CONFIRMED,
        is_late=late,
    )


def link_of(family: Family) -> str:
    """Give the address of a family's calendar, or "" while it has none."""
    key = CalendarFeed.objects.filter(family=family).values_list("key", flat=True).first()
    return settings.SITE_URL + reverse("bijles:feed", args=[key]) if key else ""


def reader_of(key: str) -> Family | None:
    """Give the family whose calendar a key opens."""
    # An address can hold every sign; the database takes no NUL.
    if not _KEY.fullmatch(key):
        return None
    found = CalendarFeed.objects.select_related("family").filter(key=key).first()
    return found.family if found else None


def calendar_of(family: Family, *, now: datetime) -> str:
    """Give the lessons of a family as a calendar; what is off is taken off it."""
    events = [_event(one) for one in _bookings(family, now=now)]
    return ics.calendar(events, name=_("Bijles"), product="Pas Op Gelijke Kansen", now=now)


def _event(booking: Booking) -> ics.Event:
    lesson = booking.lesson
    assert booking.child is not None
    address = settings.SITE_URL + reverse("bijles:lesson", args=[booking.pk])
    wrong = settings.SITE_URL + reverse("bijles:report-lesson", args=[links.report_token(booking)])
    return ics.Event(
        uid=f"les-{booking.pk}@bijles",
        first=booking.period.lower,
        last=booking.period.upper,
        summary=_("%(subject)s: %(child)s")
        % {"subject": words.subject(lesson.subject).capitalize(), "child": booking.child.first_name},
        description=_("Bijles van %(tutor)s: %(address)s\nEr is iets niet goed? Meld het: %(wrong)s")
        % {"tutor": lesson.tutor.first_name, "address": address, "wrong": wrong},
        place=lesson.area or _("online"),
        sequence=1 if booking.state in OFF else 0,
        cancelled=booking.state in OFF,
    )


def _of(family: Family) -> QuerySet[Booking]:
    return (
        Booking.objects.filter(child__family=family, state__in=SHOWN)
        .select_related(
            "child__family__user", "attendance", "lesson__tutor", "lesson__agreement__provider__organisation"
        )
        .order_by("period", "pk")
    )


def _bookings(family: Family, *, now: datetime) -> list[Booking]:
    return list(_of(family).filter(period__endswith__gt=now - PAST))
