"""Make a link for somebody and write the letter that carries it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from ndt.jobs.models import Priority
from ndt.mail import services as mail
from ndt.mail.letters import Letter
from wisselkracht import emails, links
from wisselkracht.models import Applicant, Application, Link


def write(
    to: Applicant,
    letter: Callable[..., Letter],
    *,
    now: datetime,
    priority: Priority = Priority.NORMAL,
    **facts: Any,
) -> None:
    """Write one letter with a new link to the own page, in the caller's transaction."""
    token = links.new_token()
    link = Link.objects.create(applicant=to, token_hash=links.token_hash(token), made_at=now)
    made = letter(to, token, **facts)
    mail.queue(made, key=f"{made.template}:{link.pk}", priority=priority)


def tell(to: Applicant, made: Letter, *, now: datetime) -> None:
    """Write one letter without a link."""
    mail.queue(made, key=f"{made.template}:{to.public_id}:{now.isoformat()}")


def invite(people: Iterable[Applicant], *, by: str, now: datetime) -> None:
    """Ask people for the first time."""
    for person in people:
        person.invited_at = now
        person.save(update_fields=["invited_at"])
        write(person, emails.invite, now=now, priority=Priority.URGENT, by=by)


def reached(application: Application) -> list[Applicant]:
    """Give the people of an application who ever heard of it, with the application that is being changed."""
    people = list(application.people.exclude(invited_at=None))
    for person in people:
        person.application = application
    return people
