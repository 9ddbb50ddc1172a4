"""One function a letter. A subject names no child, no subject and no place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from bijles import links, words
from bijles.models import Booking, Family, HelpDesk, HelpVisit, Pass, SafetyReport, Tutor, WaitingEntry
from bijles.queries.safety import Another
from ndt.mail.letters import Letter
from ndt.people.models import User

# What a letter about a booking reads.
TOLD: Final = ("child__family__user", "lesson__tutor", "lesson__agreement__provider__organisation")


def booked(bookings: Sequence[Booking]) -> Letter:
    """Say which lessons stand."""
    user = _user(bookings[0])
    with translation.override(user.language):
        context = _facts(bookings[0], language=user.language) | {"lessons": [_when(one) for one in bookings]}
    return Letter(to=user.email, template="bijles/booked", context=context, language=user.language)


def reminder(booking: Booking) -> Letter:
    """Remind a family a day before a lesson, with its code."""
    return _about(booking, "bijles/reminder")


def asks(booking: Booking) -> Letter:
    """Ask whether a lesson took place."""
    return _about(booking, "bijles/asks")


def offered(entry: WaitingEntry, tutor: Tutor, reasons: Sequence[tuple[str, int]]) -> Letter:
    """Tell a family on the waiting list that a tutor has room, and why this one. reasons: of core.matching."""
    user = entry.child.family.user
    with translation.override(user.language):
        context = {
            "child": entry.child.first_name,
            "topic": words.subject(entry.subject),
            "tutor": tutor.first_name,
            "reasons": [str(words.REASONS[reason]) for reason, _points in reasons if reason in words.REASONS],
            "times_url": settings.SITE_URL
            + reverse("bijles:search", args=[entry.child_id])
            + f"?vak={entry.subject}&bijlesgever={tutor.pk}",
            "report_url": links.absolute("report", language=user.language),
        }
    return Letter(to=user.email, template="bijles/offered", context=context, language=user.language)


def lesson_dropped(bookings: Sequence[Booking], *, to: User, others: Sequence[Another]) -> Letter:
    """Tell a family that lessons of a child with a tutor are off, and who else can teach. It does not say why: a report is
    nobody else's."""
    booking = bookings[0]
    with translation.override(to.language):
        context = {
            "lessons": [_when(one) for one in bookings],
            "others": [[one.first_name, one.provider] for one in others],
            "search_url": _search(booking, to.language),
            "report_url": links.absolute("report-lesson", links.report_token(booking), language=to.language),
        }
    return Letter(to=to.email, template="bijles/lesson_dropped", context=context, language=to.language, essential=True)


def _search(booking: Booking, language: str) -> str:
    """Give the page on which the family finds another tutor for the same subject."""
    return f"{links.absolute('search', booking.child_id, language=language)}?vak={booking.lesson.subject}"


def call_family(bookings: Sequence[Booking], *, to: User, visit: HelpVisit | None) -> Letter:
    """Ask somebody to call a family without a mailbox whose lessons are off: their numbers and times, and not why.

    visit: when the reader's organisation helped the family last; None for who works for its pass.
    """
    with translation.override(to.language):
        context = {
            "visited": date_format(timezone.localtime(visit.since), "l j F, H:i") if visit else "",
            "bookings": [[one.pk, _when(one)] for one in bookings],
            "desk_url": links.absolute("help" if visit else "city", language=to.language),
        }
    return Letter(to=to.email, template="bijles/call_family", context=context, language=to.language, essential=True)


def pass_released(held: Pass, bookings: Sequence[Booking]) -> Letter:
    """Tell a family that its municipality let its pass go, and which lessons are off with it."""
    to = held.family.user
    with translation.override(to.language):
        context = {
            "pass_title": held.scheme.title,
            "phone": held.scheme.desk_number,
            "lessons": [_when(one) for one in bookings],
            "front_url": links.absolute("front", language=to.language),
        }
    return Letter(to=to.email, template="bijles/pass_released", context=context, language=to.language, essential=True)


def safety_report(report: SafetyReport, *, to: User, again: bool = False) -> Letter:
    """Tell a safeguarding contact that a report waits. Nothing of it stands in the letter."""
    context = {
        "number": report.pk,
        "stopped": report.stopped_lessons,
        "again": again,
        "read_url": links.absolute("safety", language=to.language),
    }
    return Letter(to=to.email, template="bijles/safety_report", context=context, language=to.language, essential=True)


def confidant(to: User, organisation: str) -> Letter:
    """Tell somebody that an organisation named them as its safeguarding contact."""
    context = {"organisation": organisation, "read_url": links.absolute("safety", language=to.language)}
    return Letter(to=to.email, template="bijles/confidant", context=context, language=to.language, essential=True)


def safety_nobody(report: SafetyReport, *, to: User, organisation: str) -> Letter:
    """Tell an organisation, or who runs this solution, that it has no safeguarding contact while a report waits."""
    context = {"number": report.pk, "organisation": organisation, "stopped": report.stopped_lessons}
    return Letter(to=to.email, template="bijles/safety_nobody", context=context, language=to.language, essential=True)


def message(booking: Booking, *, to: User, to_tutor: bool) -> Letter:
    """Tell somebody that a message waits. Nothing of it stands in the letter, and not who wrote it."""
    context = {"talk_url": links.absolute("tutor-talk" if to_tutor else "talk", booking.pk, language=to.language)}
    return Letter(to=to.email, template="bijles/message", context=context, language=to.language)


def helped(to: User, desk: HelpDesk) -> Letter:
    """Tell a family that a library or a neighbourhood team helps with its lessons, and where it can stop that."""
    context = {"organisation": str(desk.organisation), "mine_url": links.absolute("mine", language=to.language)}
    return Letter(to=to.email, template="bijles/helped", context=context, language=to.language, essential=True)


def take_home(family: Family, *, to: str, language: str, now: datetime) -> Letter:
    """Send the link with which a parent who was helped gets the own account."""
    token = links.account_token(family, to, now=now)
    context = {"account_url": links.absolute("help-account", token, language=language), "days": links.ACCOUNT_DAYS}
    return Letter(to=to, template="bijles/take_home", context=context, language=language, essential=True)


def _about(booking: Booking, template: str) -> Letter:
    user = _user(booking)
    with translation.override(user.language):
        context = _facts(booking, language=user.language)
    return Letter(to=user.email, template=template, context=context, language=user.language)


def _user(booking: Booking) -> User:
    assert booking.child is not None, "a letter about a lesson goes to a family"
    return booking.child.family.user


def _facts(booking: Booking, *, language: str) -> dict[str, Any]:
    assert booking.child is not None, "a letter about a lesson goes to a family"
    lesson = booking.lesson
    return {
        "child": booking.child.first_name,
        "topic": words.subject(lesson.subject),
        "tutor": lesson.tutor.first_name,
        "provider": str(lesson.agreement.provider),
        "when": _when(booking),
        "place": lesson.area,
        "code": booking.code,
        "hours": lesson.agreement.late_cancel_hours,
        "report_url": links.absolute("report-lesson", links.report_token(booking), language=language),
        "lesson_url": settings.SITE_URL + reverse("bijles:lesson", args=[booking.pk]),
        "mine_url": settings.SITE_URL + reverse("bijles:mine"),
    }


def _when(booking: Booking) -> str:
    return date_format(timezone.localtime(booking.period.lower), "l j F, H:i")
