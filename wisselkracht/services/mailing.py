"""A letter to many people of a round: shown first, then one for each mailbox, by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import translation

from ndt.jobs import services as jobs
from ndt.jobs.models import Priority
from ndt.mail import services as mail
from ndt.people.models import User
from wisselkracht import emails, links
from wisselkracht.core import mailing as core
from wisselkracht.core.refusals import NotNow
from wisselkracht.models import Applicant, Link, Mailing, Round
from wisselkracht.queries import mailings as queries

KIND: Final = "wisselkracht.mailing"
BATCH: Final = 100
# The same letter to the same people within this time is a button that was pressed twice.
PRESSED_TWICE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it goes. kind, role, is_news: whom it is for; see `queries.mailings`."""

    kind: str
    role: str
    is_news: bool
    subject: str
    text: str


class OtherNumber(NotNow):
    """The letter would now reach another number of people than was shown. number: how many now."""

    code = "other-number"

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


@transaction.atomic
def send(*, found: Round, draft: Draft, shown: int, by: User, now: datetime) -> Mailing:
    """Keep the letter and have the worker write it. shown: to how many people the sender agreed.

    Raises BadPlaceholder; OtherNumber when it is not that number any more; NotNow when there is nobody.
    """
    core.check(draft.subject)
    core.check(draft.text)
    # One letter at a time a round: who presses twice sends it once, since the second press finds the first.
    Round.objects.select_for_update(no_key=True).get(pk=found.pk)
    number = queries.recipients(found, kind=draft.kind, role=draft.role, is_news=draft.is_news).count()
    if number != shown:
        raise OtherNumber(number)
    if not number:
        raise NotNow
    last = Mailing.objects.filter(round=found).first()
    if last is not None and last.at > now - PRESSED_TWICE and _same(last, draft):
        return last
    made = Mailing.objects.create(
        round=found,
        kind=draft.kind,
        role=draft.role,
        is_news=draft.is_news,
        subject=draft.subject,
        text=draft.text,
        by=by,
        number=number,
        at=now,
    )
    _enqueue(made, after="")
    return made


def _same(last: Mailing, draft: Draft) -> bool:
    return Draft(last.kind, last.role, last.is_news, last.subject, last.text) == draft


def _enqueue(made: Mailing, *, after: str) -> None:
    jobs.enqueue(kind=KIND, key=f"{KIND}:{made.pk}:{after}", payload={"mailing": made.pk, "after": after})


@transaction.atomic
def write_batch(*, number: int, after: str, now: datetime) -> None:
    """Write the next letters of a mailing, and a job for those that follow. Safe twice: a mailbox has one letter.

    Whoever does not belong to it any more when the worker comes, gets none.
    """
    made = Mailing.objects.select_related("round", "by").get(pk=number)
    reached = queries.recipients(made.round, kind=made.kind, role=made.role, is_news=made.is_news)
    people = list(reached.filter(mailbox__gt=after).select_related("application__round", "application__school")[:BATCH])
    for person in people:
        _write(made, person, now=now)
    if len(people) == BATCH:
        _enqueue(made, after=people[-1].mailbox)


def _write(made: Mailing, person: Applicant, *, now: datetime) -> None:
    token = links.new_token()
    letter = emails.mailing(person, token, made=made, facts=_facts(person))
    if mail.queue(letter, key=f"wisselkracht/mailing:{made.pk}:{person.mailbox}", priority=Priority.BULK):
        Link.objects.create(applicant=person, token_hash=links.token_hash(token), made_at=now)


def _facts(person: Applicant) -> dict[str, str]:
    with translation.override(person.language):
        return dict(queries.values_of(person))


@transaction.atomic
def stop_news(subject: str, _now: datetime) -> None:
    """Send somebody no more news about rounds, in whatever application. Safe to run twice."""
    person = Applicant.objects.filter(public_id=UUID(subject)).first()
    if person is not None:
        Applicant.objects.filter(mailbox=person.mailbox).update(wants_news=False)
