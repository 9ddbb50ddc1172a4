"""Write to the people of an exchange: what happened, what is asked of them, and that something waits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ndt.jobs.models import Priority
from wisselkracht import emails
from wisselkracht.core.exchange_steps import Party, Role, Step
from wisselkracht.exchange_words import LOOK_BACK, NEWS, REMINDERS
from wisselkracht.models import Applicant, Exchange, Place
from wisselkracht.services import inviting


def people_of(exchange: Exchange, roles: Collection[Role]) -> list[tuple[Place, Applicant]]:
    """Give who can be written to, in the order of the places: people who were asked and did not leave."""
    places = list(exchange.places.select_related("application__round", "application__school").order_by("number"))
    people = Applicant.objects.filter(
        application__in=[place.application_id for place in places], role__in=[role.value for role in roles]
    ).exclude(email="")
    found: list[tuple[Place, Applicant]] = []
    by_application: dict[int, list[Applicant]] = {}
    for person in people.exclude(invited_at=None).order_by("role"):
        by_application.setdefault(person.application_id, []).append(person)
    for place in places:
        for person in by_application.get(place.application_id, []):
            person.application = place.application
            found.append((place, person))
    return found


def tell(exchange: Exchange, step: Step, *, by: Party, now: datetime) -> None:
    """Write the letters of a step, in the caller's transaction. Who took it hears of it too only where it asks more."""
    news = NEWS.get(step)
    if news is None:
        return
    for place, person in people_of(exchange, news.to):
        took_it = (place.school_code, person.role) == (by.school, by.role.value)
        if took_it and not news.asks and step is not Step.PLAN_MEETING:
            continue
        inviting.write(person, emails.exchange_news, now=now, exchange=exchange, news=news)


def ask_to_look_back(person: Applicant, exchange: Exchange, *, now: datetime) -> None:
    """Write to somebody that the forms of a moment are open."""
    inviting.write(person, emails.exchange_news, now=now, exchange=exchange, news=LOOK_BACK)


def remind(person: Applicant, exchange: Exchange, step: Step, *, now: datetime) -> None:
    """Write one reminder of a step that is waited for."""
    assert step in REMINDERS, step
    inviting.write(person, emails.exchange_waits, now=now, priority=Priority.BULK, exchange=exchange, step=step)
