"""Begin an application: one of the three fills in who they are, and hears first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from ndt.jobs.models import Priority
from ndt.limits import services as limits
from ndt.mail.addresses import mailbox
from ndt.schools.models import SchoolLocation
from wisselkracht import emails
from wisselkracht.core import applying, steps
from wisselkracht.core.refusals import NoRound, OutsideRegion, SchoolClosed, TooOften
from wisselkracht.core.steps import Role
from wisselkracht.models import Applicant, Application, Round
from wisselkracht.queries.vocabulary import vocabulary
from wisselkracht.services import inviting

BEGUN_A_DAY: Final = 5
FROM_A_NETWORK: Final = 60
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Begin:
    """What the first form says, tidied. people: name and address per role. network: where the form came from."""

    starter: Role
    people: Mapping[Role, tuple[str, str]]
    language: str
    network: str = ""


@transaction.atomic
def begin(*, found: Round, school: SchoolLocation, form: Begin, now: datetime) -> Application:
    """Keep an application and write to who began it. The other two hear nothing before that one confirms.

    Raises NoRound, SchoolClosed, OutsideRegion, SamePerson or TooOften.
    """
    if not found.is_taking(now):
        raise NoRound
    if not school.is_open:
        raise SchoolClosed
    if school.area not in found.region.areas:
        raise OutsideRegion
    hashes = {role: mailbox(email) for role, (_name, email) in form.people.items()}
    applying.check_people({role: (name, hashes[role]) for role, (name, _email) in form.people.items()})
    _hold_back(hashes[form.starter], form.network, now)
    application = Application.objects.create(
        round=found,
        school=school,
        starter=form.starter.value,
        vocabulary=vocabulary().version,
        created_at=now,
        expires_at=now + steps.LIFE,
    )
    for role, (name, email) in form.people.items():
        person = Applicant.objects.create(
            application=application,
            role=role.value,
            name=name,
            email=email,
            mailbox=hashes[role],
            language=form.language,
            invited_at=now if role == form.starter else None,
        )
        if role == form.starter:
            inviting.write(person, emails.start, now=now, priority=Priority.URGENT)
    return application


def _hold_back(box: str, network: str, now: datetime) -> None:
    allowed = limits.allow(purpose="wisselkracht.begin", subject=box, limit=BEGUN_A_DAY, window=DAY, now=now)
    if allowed and network:
        allowed = limits.allow(
            purpose="wisselkracht.network", subject=network, limit=FROM_A_NETWORK, window=DAY, now=now
        )
    if not allowed:
        raise TooOften
