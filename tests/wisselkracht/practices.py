"""An exchange with a practice that works, in every state."""

from __future__ import annotations

from tests.wisselkracht import factories
from tests.wisselkracht.factories import person
from wisselkracht.core.steps import Role
from wisselkracht.models import BINDING, Exchange, ExchangeState, Place
from wisselkracht.services import practices

TEXT = "Elke week kijken twee leraren een kwartier bij elkaar. Daarna vertellen zij één ding dat zij meenemen. " * 3


def exchange(found=None, state=ExchangeState.REPORTED):
    """Two schools that exchanged their teachers."""
    found = found or factories.round_()
    made = Exchange.objects.create(
        round=found,
        state=state,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        answer_until=found.decides_on,
    )
    for number in range(2):
        application = factories.complete(round=found, school=factories.school(area=found.region.areas[0]))
        Place.objects.create(
            exchange=made,
            number=number,
            application=application,
            teacher=person(application, Role.TEACHER),
            school_code=application.school.code,
            is_binding=state in BINDING,
        )
    return made


def offered(now, *, found=None, **facts):
    place = exchange(found).places.first()
    wanted = {"title": "Kijken bij een ander", "text": TEXT, "theme": "lezen"} | facts
    return practices.offer(place=place, now=now, **wanted)


def agreed(practice, now):
    for place in practice.exchange.places.all():
        for role in (Role.TEACHER, Role.DIRECTOR):
            who, shown = person(place.application, role), practices.shown_words(practice)
            practices.agree(practice_id=practice.pk, by=who, shown=shown, now=now)


def public(now, **facts):
    made = offered(now, **facts)
    agreed(made, now)
    practices.approve(practice_id=made.pk)
    return practices.publish(practice_id=made.pk, now=now)
