"""The least valid exchange, in every state that a test needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.wisselkracht import factories
from wisselkracht.core.exchange_steps import COORDINATOR, Goal
from wisselkracht.models import Applicant, Application, Exchange, Moment, Place, Review
from wisselkracht.queries import exchange_facts
from wisselkracht.services import agreeing, carrying, living, minding, proposing

DIRECTION = {
    "minutes": 18,
    "estimate": True,
    "mode": "bike",
    "points": 900,
    "parts": [["expertise", 900], ["strengths", 72], ["personal", 0], ["travel", -72], ["days", 0]],
    "themes": [["expertise", "lezen", 900]],
}


def two(**facts: Any) -> tuple[Application, Application]:
    """Two applications of one round that may be proposed to each other."""
    found = facts.pop("round", None) or factories.round_()
    return factories.complete(round=found, **facts), factories.complete(round=found, **facts)


def leg(application: Application, points: int = 900) -> proposing.Leg:
    return application, DIRECTION, points


def proposed(**facts: Any) -> Exchange:
    """A proposal of two schools, at noon."""
    first, second = two(**facts)
    [made] = proposing.propose(round=first.round, run=None, cycles=[[leg(first), leg(second)]], now=factories.NOON)
    return made


def everybody(exchange: Exchange) -> list[tuple[Place, Applicant]]:
    """Everybody of an exchange with their place."""
    return [
        (place, person)
        for place in exchange.places.select_related("application").order_by("number")
        for person in place.application.people.order_by("role")
    ]


def actor(exchange: Exchange, role: str) -> carrying.Actor:
    place, person = next(pair for pair in everybody(exchange) if pair[1].role == role)
    return carrying.party(place, person)


def accepted(**facts: Any) -> Exchange:
    exchange = proposed(**facts)
    for place, person in everybody(exchange):
        living.say_yes(place=place, applicant=person, shown="x", now=factories.NOON)
    return Exchange.objects.get(pk=exchange.pk)


def ready(**facts: Any) -> Exchange:
    """All goals are there: the agreement can be made."""
    exchange = accepted(**facts)
    teacher, noon = actor(exchange, "teacher"), factories.NOON
    living.plan_meeting(exchange=exchange, by=teacher, at=noon + timedelta(days=2), place="De Vlieger", now=noon)
    later = noon + timedelta(days=3)
    living.hold_meeting(exchange=exchange, by=teacher, notes="Alles besproken.", now=later)
    coordinator = carrying.Actor(COORDINATOR)
    living.assign_training(exchange=exchange, by=coordinator, titles={}, now=later)
    living.finish_training(exchange=exchange, place=None, by=coordinator, now=later)
    goals = dict.fromkeys(Goal, ("lezen", "Een leeslijst maken.", "Die hangt er in mei."))
    for place, person in everybody(exchange):
        if person.role == "teacher":
            living.set_goals(exchange=exchange, place=place, by=carrying.party(place, person), goals=goals, now=later)
    return Exchange.objects.get(pk=exchange.pk)


def draft(exchange: Exchange, now: datetime, **changes: Any) -> Exchange:
    """Make a version in which everything is in order."""
    known = agreeing.defaults(exchange)
    filled = {
        code: replace(
            one,
            **{"tasks": ("Lessen geven.",), "has_vog": True, "wage_cents": 2_400_000, "fee_cents": 2_400_000} | changes,
        )
        for code, one in known.items()
    }
    return agreeing.draft(
        exchange_id=exchange.pk,
        by=actor(exchange, "director"),
        filled=agreeing.Filled(exchange.starts_on, exchange.ends_on, filled),
        now=now,
    )


def signing(**facts: Any) -> Exchange:
    return draft(ready(**facts), factories.NOON + timedelta(days=4))


def sign_all(exchange: Exchange, now: datetime) -> None:
    version = exchange_facts.current_version(exchange)
    assert version is not None
    for place, person in everybody(exchange):
        agreeing.sign(exchange_id=exchange.pk, place=place, applicant=person, fingerprint=version.fingerprint, now=now)


def signed(**facts: Any) -> Exchange:
    exchange = signing(**facts)
    sign_all(exchange, factories.NOON + timedelta(days=5))
    return Exchange.objects.get(pk=exchange.pk)


def running(**facts: Any) -> Exchange:
    exchange = signed(**facts)
    first = timezone.make_aware(datetime.combine(exchange.starts_on, datetime.min.time()))
    minding.mind(now=first + timedelta(hours=12))
    return Exchange.objects.get(pk=exchange.pk)


def looked_back(answers: dict[str, Any], *, at: datetime | None = None) -> Review:
    """What a teacher answered in the third week of an exchange that runs. answers: those that are not good."""
    exchange = running()
    moment = Moment.objects.filter(place__exchange=exchange, place__number=0).order_by("opens_on")[0]
    place, teacher = next(pair for pair in everybody(exchange) if pair[0].number == 0 and pair[1].role == "teacher")
    good = {"settled": 4, "lessons": 4, "guidance": 4, "talks": True, "load": 3, "go-on": True}
    noon = timezone.make_aware(datetime.combine(moment.opens_on, datetime.min.time())) + timedelta(hours=12)
    return living.evaluate(moment=moment, place=place, applicant=teacher, answers=good | answers, now=at or noon)
