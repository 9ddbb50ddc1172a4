"""Leave an application, put another person in somebody's place, let it expire, and forget it in the end."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ndt import history
from ndt.limits import services as limits
from ndt.mail.addresses import mailbox
from wisselkracht import emails
from wisselkracht.core import applying, steps
from wisselkracht.core.refusals import NotNow, TooOften
from wisselkracht.models import (
    Applicant,
    Application,
    Exclusion,
    Job,
    PersonalTheme,
    Qualification,
    RegisterCode,
    Role,
    Stage,
    Verification,
    Wishes,
)
from wisselkracht.services import feeding, inviting, parting, settling

ENDED_KEPT: Final = timedelta(days=60)
OVER_KEPT: Final = timedelta(days=365)
REPLACED_A_DAY: Final = 5
_BATCH: Final = 200


@transaction.atomic
def leave(*, applicant: Applicant, now: datetime) -> None:
    """Let somebody go. A buddy leaves a place open; without its teacher or director an application ends.

    An exchange that is being prepared ends with it. Raises NotNow when it ended already, and while an exchange runs:
    that is stopped on its own page, with a last day.
    """
    application = settling.locked(applicant.application_id)
    applicant = application.people.get(pk=applicant.pk)
    runs = parting.is_under_way(application.pk) and applicant.role != Role.BUDDY
    if not application.is_live or runs:
        raise NotNow
    applicant.application = application
    parting.part(applicant, now=now)
    if applicant.role == Role.BUDDY:
        vacate(applicant)
        settling.settle(application, now=now)
        teacher = application.people.get(role=Role.TEACHER)
        if teacher.invited_at is not None:
            teacher.application = application
            inviting.write(teacher, emails.buddy_left, now=now)
        return
    others = [person for person in inviting.reached(application) if person.pk != applicant.pk]
    end(application, Stage.WITHDRAWN, now=now)
    for person in others:
        if person.email:
            inviting.tell(person, emails.withdrawn(person, by=applicant.role), now=now)


def erase_one(person: Applicant, *, now: datetime) -> None:
    """Take a person out of an application, in the caller's transaction; what lives ends or waits for another buddy."""
    application = settling.locked(person.application_id)
    person = application.people.get(pk=person.pk)
    parting.take_name_out(person)
    parting.part(person, now=now)
    if application.is_live and person.role != Role.BUDDY:
        others = [one for one in inviting.reached(application) if one.pk != person.pk and one.email]
        end(application, Stage.WITHDRAWN, now=now)
        for one in others:
            inviting.tell(one, emails.withdrawn(one, by=person.role), now=now)
    if person.role == Role.TEACHER:
        for answers in (Job, Wishes, Qualification, PersonalTheme):
            answers.objects.filter(applicant=person).delete()
    Exclusion.objects.filter(applicant=person).delete()
    if person.role == Role.DIRECTOR:
        Verification.objects.filter(application=application).delete()
    vacate(person)
    if application.is_live:
        settling.settle(application, now=now)


def vacate(person: Applicant) -> None:
    """Take the person out of a place; the place stays for somebody else."""
    person.links.all().delete()
    feeding.stop(owner=person)
    person.name = person.email = ""
    person.mailbox = secrets.token_hex(32)
    person.confirmed_at = person.invited_at = person.reminded_at = None
    person.counts, person.reminders, person.wants_reminders, person.wants_news = False, 0, True, True
    person.save()


def end(application: Application, stage: Stage, *, now: datetime) -> None:
    """End a locked application; its teacher may stand in another one from then on."""
    application.people.filter(counts=True).update(counts=False)
    application.stage, application.ended_at, application.waits_for_round = stage, now, False
    with history.reason(_("Aanmelding: %(stage)s") % {"stage": stage.label}):
        application.save(update_fields=["stage", "ended_at", "waits_for_round"])
    RegisterCode.objects.filter(application=application).delete()


@transaction.atomic
def replace(*, by: Applicant, role: Role, name: str, email: str, now: datetime) -> None:
    """Put another director or buddy in the place of one who did not confirm, or left.

    Only the teacher and who began may do it. Raises NotNow, SamePerson or TooOften.
    """
    application = settling.locked(by.application_id)
    by = application.people.get(pk=by.pk)
    person = application.people.get(role=role)
    if not may_replace(application, by, person):
        raise NotNow
    people = {
        steps.Role(one.role): (one.name, one.mailbox) if one.pk != person.pk else (name, mailbox(email))
        for one in application.people.all()
    }
    applying.check_people(people)
    if not limits.allow(
        purpose="wisselkracht.replace",
        subject=application.public_id.hex,
        limit=REPLACED_A_DAY,
        window=timedelta(days=1),
        now=now,
    ):
        raise TooOften
    vacate(person)
    person.name, person.email, person.mailbox, person.application = name, email, mailbox(email), application
    person.save(update_fields=["name", "email", "mailbox"])
    if role == Role.DIRECTOR:
        Verification.objects.filter(application=application).delete()
    if application.stage != Stage.DRAFT:
        inviting.invite([person], by=by.name, now=now)


def may_replace(application: Application, by: Applicant, person: Applicant) -> bool:
    """Say whether one of the people may put somebody else in another's place."""
    return (
        application.is_live
        and by.pk != person.pk
        and (by.role == Role.TEACHER or by.role == application.starter)
        and person.role != Role.TEACHER
        and not person.has_confirmed
    )


@transaction.atomic
def exclude(*, applicant: Applicant, school_id: int | None = None, board_id: int | None = None) -> None:
    """Keep in private that somebody does not want to go to a school, or to any of a board. Raises NotNow."""
    application = settling.locked(applicant.application_id)
    if not application.is_live or applicant.role == Role.BUDDY:
        raise NotNow
    what: dict[str, Any] = {"school_id": school_id, "board_id": board_id}
    Exclusion.objects.get_or_create(applicant=applicant, **what)


@transaction.atomic
def include_again(*, applicant: Applicant, number: int) -> None:
    """Take an exclusion back. A second time changes nothing."""
    settling.locked(applicant.application_id)
    Exclusion.objects.filter(applicant=applicant, pk=number).delete()


def expire(*, now: datetime) -> int:
    """End what waited too long for its people, and tell those who did confirm; give how many ended."""
    old = Application.objects.filter(stage__in=[Stage.DRAFT, Stage.WAITING], expires_at__lte=now)
    # In an exchange an application waits for a new buddy as long as that takes.
    old = old.exclude(places__is_binding=True)
    ended = 0
    for pk in old.order_by("pk").values_list("pk", flat=True)[:_BATCH]:
        with transaction.atomic():
            application = settling.locked(pk)
            if application.stage not in (Stage.DRAFT, Stage.WAITING):
                continue
            people = inviting.reached(application)
            end(application, Stage.EXPIRED, now=now)
            for person in people:
                if person.has_confirmed:
                    inviting.tell(person, emails.expired(person), now=now)
            ended += 1
    return ended


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Delete what ended 60 days ago, and all of a round that ended a year ago; give how many applications."""
    ended = Application.objects.filter(ended_at__lt=now - ENDED_KEPT)
    over = Application.objects.filter(round__ends_on__lt=timezone.localdate(now - OVER_KEPT))
    numbers = set((ended | over).values_list("pk", flat=True))
    return delete(numbers - parting.forget(numbers, now=now))


def delete(numbers: Iterable[int]) -> int:
    """Delete applications with all that hangs on them; give how many."""
    _all, by_model = Application.objects.filter(pk__in=list(numbers)).delete()
    return by_model.get("wisselkracht.Application", 0)
