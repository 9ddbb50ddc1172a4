"""Messages between a family and a tutor: who may read them is decided by the lesson through which one asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, OuterRef, QuerySet, Subquery

from bijles.models import Booking, Family, Message, Talk, Tutor
from bijles.models.lesson import BookingState
from bijles.models.talk import Sender
from bijles.queries import own
from bijles.queries import tutor as of_tutors

# So long after the last lesson one can still write.
OPEN_AFTER: Final = timedelta(days=30)
# So long after the last lesson the messages are kept.
KEPT_AFTER: Final = timedelta(days=365)
BOOKED: Final = (BookingState.CONFIRMED, BookingState.ATTENDED, BookingState.NO_SHOW, BookingState.UNPAID)


@dataclass(frozen=True, slots=True)
class Line:
    """A talk in a list. lesson: the booking through which it is opened. name: of the other one. last: of its last message."""

    lesson: int
    name: str
    last: datetime
    from_other: bool


def messages(booking: Booking) -> Sequence[Message]:
    """Give the messages about the child of a lesson with its tutor, the oldest first. One query."""
    return list(Message.objects.filter(talk__child=booking.child_id, talk__tutor=booking.lesson.tutor_id))


def texts_of_side(booking: Booking, *, by_tutor: bool, since: datetime) -> list[str]:
    """Give what the tutor, or the family, wrote about the child of a lesson since a moment, the oldest first. One query."""
    found = Message.objects.filter(talk__child=booking.child_id, talk__tutor=booking.lesson.tutor_id, at__gte=since)
    side = found.filter(sender=Sender.TUTOR) if by_tutor else found.exclude(sender=Sender.TUTOR)
    return list(side.values_list("text", flat=True))


def closed(booking: Booking, tutor: Tutor, *, now: datetime) -> str:
    """Say why nobody writes here now: tutor (stopped), account (the tutor has none), over; or nothing. One query."""
    if tutor.suspended_at is not None:
        return "tutor"
    if tutor.user_id is None:
        return "account"
    same = Booking.objects.filter(child=booking.child_id, lesson__tutor=tutor, state__in=BOOKED)
    return "" if booking.child_id and same.filter(period__endswith__gt=now - OPEN_AFTER).exists() else "over"


def of_family(family: Family) -> list[Line]:
    """Give the talks of a family, the last first. One query."""
    return _lines(Talk.objects.filter(child__family=family), own.SHOWN, of_tutor=False)


def of_tutor(tutor: Tutor) -> list[Line]:
    """Give the talks of a tutor, the last first. One query."""
    return _lines(Talk.objects.filter(tutor=tutor), of_tutors.SHOWN, of_tutor=True)


def outdated(*, now: datetime) -> QuerySet[Talk]:
    """Give the talks whose last lesson was a year ago, and in which nobody wrote since."""
    last = Booking.objects.filter(child=OuterRef("child"), lesson__tutor=OuterRef("tutor"), state__in=BOOKED)
    recent = last.filter(period__endswith__gt=now - KEPT_AFTER)
    written = Message.objects.filter(talk=OuterRef("pk"), at__gt=now - KEPT_AFTER)
    return Talk.objects.annotate(
        lesson=Subquery(recent.values("pk")[:1]), new=Subquery(written.values("pk")[:1])
    ).filter(lesson=None, new=None, since__lte=now - KEPT_AFTER)


def _lines(talks: QuerySet[Talk], states: Sequence[str], *, of_tutor: bool) -> list[Line]:
    lessons = Booking.objects.filter(child=OuterRef("child"), lesson__tutor=OuterRef("tutor"), state__in=states)
    newest = Message.objects.filter(talk=OuterRef("pk")).order_by("-at", "-pk")
    rows = (
        talks.annotate(
            lesson=Subquery(lessons.order_by("-period").values("pk")[:1]),
            last=Max("messages__at"),
            by=Subquery(newest.values("sender")[:1]),
        )
        .exclude(lesson=None)
        .exclude(last=None)
        .order_by("-last")
        .values_list("lesson", "child__first_name" if of_tutor else "tutor__first_name", "last", "by")
    )
    return [Line(lesson, name, last, (by == "tutor") != of_tutor) for lesson, name, last, by in rows]
