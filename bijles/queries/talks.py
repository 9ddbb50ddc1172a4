"""Messages between a family and a tutor: who may read them is decided by the lesson through which one asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Case, F, Max, OuterRef, QuerySet, Subquery, Value, When

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


# A talk in a list: the booking through which it is opened, the other one's name, when its last message was, and whether the other
# one wrote that.
LINE: Final = ("lesson", "name", "last", "from_other")


def messages(booking: Booking) -> QuerySet[Message]:
    """Give the messages about the child of a lesson with its tutor, the newest first."""
    found = Message.objects.filter(talk__child=booking.child_id, talk__tutor=booking.lesson.tutor_id)
    return found.order_by("-at", "-pk")


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


def of_family(family: Family) -> QuerySet[Talk, Any]:
    """Give the talks of a family as rows of LINE, the last first."""
    return _lines(Talk.objects.filter(child__family=family), own.SHOWN, of_tutor=False)


def of_tutor(tutor: Tutor) -> QuerySet[Talk, Any]:
    """Give the talks of a tutor as rows of LINE, the last first."""
    return _lines(Talk.objects.filter(tutor=tutor), of_tutors.SHOWN, of_tutor=True)


def outdated(*, now: datetime) -> QuerySet[Talk]:
    """Give the talks whose last lesson was a year ago, and in which nobody wrote since."""
    last = Booking.objects.filter(child=OuterRef("child"), lesson__tutor=OuterRef("tutor"), state__in=BOOKED)
    recent = last.filter(period__endswith__gt=now - KEPT_AFTER)
    written = Message.objects.filter(talk=OuterRef("pk"), at__gt=now - KEPT_AFTER)
    return Talk.objects.annotate(
        lesson=Subquery(recent.values("pk")[:1]), new=Subquery(written.values("pk")[:1])
    ).filter(lesson=None, new=None, since__lte=now - KEPT_AFTER)


def _lines(talks: QuerySet[Talk], states: Sequence[str], *, of_tutor: bool) -> QuerySet[Talk, Any]:
    lessons = Booking.objects.filter(child=OuterRef("child"), lesson__tutor=OuterRef("tutor"), state__in=states)
    newest = Message.objects.filter(talk=OuterRef("pk")).order_by("-at", "-pk")
    return (
        talks.annotate(
            lesson=Subquery(lessons.order_by("-period").values("pk")[:1]),
            last=Max("messages__at"),
            by=Subquery(newest.values("sender")[:1]),
            name=F("child__first_name" if of_tutor else "tutor__first_name"),
            from_other=Case(When(by=Sender.TUTOR, then=Value(not of_tutor)), default=Value(of_tutor)),
        )
        .exclude(lesson=None)
        .exclude(last=None)
        .order_by("-last", "-pk")
        .values_list(*LINE, named=True)
    )
