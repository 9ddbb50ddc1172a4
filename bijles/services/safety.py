"""Something is wrong: write it down, stop the tutor's lessons, and tell who must know, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from bijles import emails
from bijles.core.errors import StillWithdrawn
from bijles.core.safety import About, What, Who, stops_lessons
from bijles.models import Agreement, Booking, SafetyLook, SafetyReport, Tutor
from bijles.queries import safety as queries
from bijles.services import booking, telling
from ndt.jobs import services as jobs
from ndt.jobs.models import Priority
from ndt.mail import services as mail
from ndt.mail.letters import Letter
from ndt.people.models import Organisation, Role, User

UNREAD: Final = "bijles.safety_unread"
READ_WITHIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody filled in. key: of the form; sent twice, it is one report. contact: how to reach them, or empty."""

    key: UUID
    what: What
    who: Who
    about: About
    words: str = ""
    contact: str = ""


@transaction.atomic
def report(*, booking: Booking, told: Told, now: datetime) -> SafetyReport:
    """Write a report about a lesson. A serious one about its tutor stops the tutor's lessons in the same transaction.

    Who books at this moment comes before us and is told, or after us and is refused.
    """
    tutor = _lock(booking.lesson.tutor_id)
    known = SafetyReport.objects.filter(key=told.key).first()
    if known:
        return known
    programme = booking.lesson.agreement.programme
    readers = [tutor.provider.organisation, programme.scheme.municipality]
    return _write(tutor, told, booking=booking, readers=readers, now=now)


@transaction.atomic
def withdraw_vog(*, tutor: Tutor, on: date, now: datetime) -> SafetyReport:
    """Stop a tutor whose VOG was withdrawn: the same as a serious report, for every municipality of the provider.

    A second time gives the first report.
    """
    locked = _lock(tutor.pk)
    if locked.vog_withdrawn_on is not None:
        return SafetyReport.objects.filter(tutor=locked, what=What.VOG).latest("at")
    locked.vog_withdrawn_on = on
    yesterday = timezone.localdate(now) - timedelta(days=1)
    if locked.vog_valid_until is not None:
        locked.vog_valid_until = min(locked.vog_valid_until, yesterday)
    locked.save(update_fields=["vog_withdrawn_on", "vog_valid_until"])
    agreed = Agreement.objects.filter(provider=locked.provider).values("programme__scheme__municipality")
    readers = [locked.provider.organisation, *Organisation.objects.filter(pk__in=agreed).order_by("pk")]
    told = Told(key=uuid4(), what=What.VOG, who=Who.PROVIDER, about=About.TUTOR)
    return _write(locked, told, booking=None, readers=readers, now=now)


@transaction.atomic
def look(*, report: SafetyReport, by: User, now: datetime) -> None:
    """Write down that somebody opens a report."""
    SafetyLook.objects.get_or_create(report=report, by=by, defaults={"at": now})


@transaction.atomic
def close(*, report: SafetyReport, words: str, teaches_again: bool, now: datetime) -> SafetyReport:
    """Close a report with what was done. A second time changes nothing.

    teaches_again: the tutor may teach, unless another open report stops that. Raises StillWithdrawn while the VOG is.
    """
    tutor = _lock(report.tutor_id)
    locked = SafetyReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if locked.closed_at is not None:
        return locked
    if teaches_again and tutor.vog_withdrawn_on is not None:
        raise StillWithdrawn
    locked.closed_at, locked.closing = now, words
    locked.save(update_fields=["closed_at", "closing"])
    others = SafetyReport.objects.filter(tutor=tutor, closed_at=None)
    if teaches_again and not any(one.stopped_lessons for one in others):
        tutor.suspended_at = None
        tutor.save(update_fields=["suspended_at"])
    return locked


def remind(*, report_id: int) -> int:
    """Tell the readers again when nobody opened a report within the hour; give how many letters that are."""
    waiting = SafetyReport.objects.filter(pk=report_id, closed_at=None, looks=None).first()
    return _tell(waiting, again=True) if waiting else 0


def _lock(tutor: int) -> Tutor:
    return (
        Tutor.objects.select_for_update(no_key=True, of=("self",))
        .select_related("provider__organisation")
        .get(pk=tutor)
    )


def _write(
    tutor: Tutor, told: Told, *, booking: Booking | None, readers: Sequence[Organisation], now: datetime
) -> SafetyReport:
    made = SafetyReport.objects.create(
        key=told.key,
        tutor=tutor,
        booking=booking,
        what=told.what,
        who=told.who,
        about=told.about,
        words=told.words,
        contact=told.contact,
        at=now,
    )
    made.readers.set(readers)
    if stops_lessons(told.what, told.about):
        _stop(tutor, now=now)
    _tell(made)
    jobs.enqueue(kind=UNREAD, key=f"{UNREAD}:{made.pk}", payload={"report": made.pk}, not_before=now + READ_WITHIN)
    return made


def _stop(tutor: Tutor, *, now: datetime) -> None:
    telling.dropped(booking.suspend(tutor=tutor, now=now))


def _tell(report: SafetyReport, *, again: bool = False) -> int:
    """Queue a letter to each safeguarding contact; an organisation that has none hears that it must name one."""
    letters = 0
    reached = False
    for organisation in report.readers.order_by("pk"):
        contacts = queries.contacts(organisation, Role.CONFIDANT)
        for person in contacts:
            reached = True
            letters += _queue(emails.safety_report(report, to=person, again=again), report, person, again)
        if not contacts:
            for person in queries.contacts(organisation, Role.POLICYMAKER, Role.PROVIDER):
                letter = emails.safety_nobody(report, to=person, organisation=str(organisation))
                letters += _queue(letter, report, person, again)
    if not reached or again:
        for person in queries.coordinators():
            letter = emails.safety_nobody(report, to=person, organisation="")
            letters += _queue(letter, report, person, again)
    return letters


def _queue(letter: Letter, report: SafetyReport, person: User, again: bool) -> bool:
    key = f"bijles.safety:{report.pk}:{person.pk}{':again' if again else ''}"
    return mail.queue(letter, key=key, priority=Priority.URGENT)
