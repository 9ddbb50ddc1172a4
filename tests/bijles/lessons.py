"""A booked lesson, and what comes of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pgtrigger

from bijles import tasks
from bijles.core.errors import NotBookable
from bijles.core.safety import About, What, Who
from bijles.models import Agreement, Booking, Child, Lesson, Programme, Provider, SafetyReport
from bijles.services import booking, safety, supplying, telling
from bijles.services.safety import Told
from ndt.jobs.models import Job
from ndt.people.models import Kind, Membership, Organisation, Role, User
from tests.bijles import factories
from tests.bijles.factories import NOON, START

# What the database keeps from being moved.
FIXED = ("bijles.Lesson:lesson_stays_what_was_booked", "bijles.Booking:booking_stays_what_was_agreed")


def agreed(**facts: Any) -> Agreement:
    return factories.agreement(factories.programme(factories.scheme()), **facts)


def booked(of: Agreement | None = None, *, start: datetime = START, **facts: Any) -> Booking:
    """A confirmed lesson of a child with a tutor of its own. facts: of the tutor."""
    one = of or agreed()
    return _booked(one, factories.wish(one, factories.tutor(one, **facts), start))


def another(like: Booking, later: timedelta) -> Booking:
    """A lesson of another child with the same tutor, so much later."""
    one = like.lesson.agreement
    made = _booked(one, factories.wish(one, like.lesson.tutor, START + later))
    start = like.period.lower + later
    move(made, (start, start + timedelta(hours=1)))
    return made


def move(made: Booking, period: tuple[datetime, datetime]) -> None:
    """Put a lesson at another time, which the database lets nobody else do."""
    with pgtrigger.ignore(*FIXED):
        Lesson.objects.filter(pk=made.lesson_id).update(period=period)
        Booking.objects.filter(pk=made.pk).update(period=period)
    made.refresh_from_db()


def reported(about: Booking | None = None) -> SafetyReport:
    told = Told(key=uuid4(), what=What.UNSAFE, who=Who.PARENT, about=About.TUTOR, words="Hij werd boos.")
    return safety.report(booking=about or booked(), told=told, now=NOON)


def opened(number: int, by: User) -> None:
    safety.look(report=SafetyReport.objects.get(pk=number), by=by, now=NOON)


def provider(of: Programme) -> Provider:
    """A provider that answered about its quality; it and the municipality have a safeguarding contact."""
    organisation = Organisation.objects.create(name="Huiswerkhuis", kind=Kind.PROVIDER, solution="bijles")
    annex = {"kvk": "12345678", "legal": "foundation", "anbi": True, "keurmerk": "lvsi"}
    annex |= {"keurmerk_until": date(2028, 1, 1), "qualification": "student", "vog_months": 36, "group": 8}
    supplying.answer(organisation=organisation, answers=annex, now=NOON)
    for house in (organisation, of.scheme.municipality):
        Membership.objects.create(user=factories.account(), organisation=house, role=Role.CONFIDANT)
    return Provider.objects.get(organisation=organisation)


def told() -> None:
    """Do what waits to tell families that lessons are off, as a worker does."""
    for job in Job.objects.filter(kind=telling.DROPPED).order_by("pk"):
        tasks.handle_dropped(job)


def refusal(child: Child, wish: booking.Wish) -> str:
    """Why a lesson is not booked, or nothing."""
    try:
        booking.hold(child=child, wish=wish, now=NOON)
    except NotBookable as refused:
        return refused.why
    return ""


def _booked(of: Agreement, wish: booking.Wish) -> Booking:
    held = booking.hold(child=factories.child(of.programme.scheme), wish=wish, now=NOON)
    return booking.confirm(booking=held, now=NOON)
