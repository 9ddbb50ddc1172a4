"""Exchanges of the demo in various states, carried there by the same services as everybody else's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from ndt.mail.addresses import mailbox
from ndt.schools.queries import Journeys
from wisselkracht.core.exchange_steps import COORDINATOR, Goal, StopReason
from wisselkracht.models import (
    Applicant,
    Application,
    Exchange,
    Moment,
    Place,
    Qualification,
    Role,
    Round,
    RoundState,
    Stage,
)
from wisselkracht.queries.exchange_facts import current_version
from wisselkracht.services import agreeing, carrying, living, minding, proposing

GOALS: Final = {
    Goal.OWN_SCHOOL: ("lezen", "Zien hoe het team boeken kiest.", "In mei werken twee groepen met de leeslijst."),
    Goal.HOST_SCHOOL: ("rekenen", "Elke week een les geven die een collega bekijkt.", "Vier collega's geven die les zelf."),
    Goal.PERSONAL: ("ouders", "Een lastig gesprek rustig voeren.", "Drie gesprekken met de buddy erbij."),
}  # fmt: skip
PARTS: Final = [["expertise", 900], ["strengths", 300], ["personal", 0], ["travel", -100], ["days", 0]]


def load(found: Round, now: datetime) -> Iterator[str]:
    """Make four exchanges: proposed, being signed, running with a form to fill in, and reported."""
    ready = list(
        Application.objects.filter(round=found, stage=Stage.VERIFIED, school__sector="bo")
        .select_related("school")
        .order_by("pk")[:60]
    )
    pairs = _pairs(ready, 4)
    if len(pairs) < 4:
        return
    past = _past(found, now)
    for pair in pairs[2:]:
        Application.objects.filter(pk__in=[one.pk for one in pair]).update(round=past)
    _rename(pairs[0][0], "bram.ruil@demo.example")
    _propose(found, pairs[0], now)
    signing = _ready(_propose(found, pairs[1], now - timedelta(days=9)), now - timedelta(days=9))
    _draft(signing, now - timedelta(days=1))
    for pair, ends in ((pairs[2], False), (pairs[3], True)):
        _through(_propose(past, pair, _noon(past.starts_on - timedelta(days=40))), past, now, ends=ends)
    yield "4 ruilen: voorgesteld, bij het tekenen, bezig en klaar"


def _pairs(ready: Sequence[Application], number: int) -> list[tuple[Application, Application]]:
    found: list[tuple[Application, Application]] = []
    rest = list(ready)
    while len(found) < number and len(rest) > 1:
        one = rest.pop(0)
        other = next((two for two in rest if two.school_id != one.school_id), None)
        if other is not None:
            rest.remove(other)
            found.append((one, other))
    return found


def _past(found: Round, now: datetime) -> Round:
    """Give a round whose period began five weeks ago."""
    starts = timezone.localdate(now) - timedelta(days=35)
    return Round.objects.create(
        region=found.region,
        slug=f"ronde-van-{starts:%Y-%m}",
        title="Vorige ronde",
        starts_on=starts,
        ends_on=starts + timedelta(weeks=18),
        opens_at=_noon(starts - timedelta(days=150)),
        closes_at=_noon(starts - timedelta(days=80)),
        decides_on=starts - timedelta(days=60),
        state=RoundState.CLOSED,
        largest=Round.Largest.THREE,
        created_at=_noon(starts - timedelta(days=160)),
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001  made aware here


def _rename(application: Application, address: str) -> None:
    """Let the teacher have an address of the demo's cast, so that the letter is easy to find."""
    teacher = application.people.get(role=Role.TEACHER)
    teacher.name, teacher.email, teacher.mailbox = "Bram", address, mailbox(address)
    teacher.save(update_fields=["name", "email", "mailbox"])


def _propose(found: Round, pair: Sequence[Application], now: datetime) -> Exchange:
    fresh = list(Application.objects.select_related("school").filter(pk__in=[one.pk for one in pair]).order_by("pk"))
    for one in fresh:
        teacher = one.people.get(role=Role.TEACHER)
        Qualification.objects.get_or_create(applicant=teacher, degree="primary", subject="")
    legs = [(one, _direction(one, fresh[place - 1]), 1100) for place, one in enumerate(fresh)]
    [made] = proposing.propose(round=found, run=None, cycles=[legs], now=now)
    return made


def _direction(one: Application, other: Application) -> Mapping[str, Any]:
    wishes = one.people.get(role=Role.TEACHER).wishes
    home = wishes.home_pc4 or one.school.pc4
    trip = Journeys([home, other.school.pc4]).trip(home, other.school.pc4, wishes.mode)
    return {
        "minutes": trip.minutes if trip else None,
        "estimate": trip.is_estimate if trip else True,
        "mode": wishes.mode,
        "points": 1100,
        "parts": PARTS,
        "themes": [],
    }


def _people(exchange: Exchange) -> list[tuple[Place, Applicant]]:
    places = exchange.places.select_related("application").order_by("number")
    return [(place, person) for place in places for person in place.application.people.order_by("role")]


def _ready(exchange: Exchange, now: datetime) -> Exchange:
    """Take an exchange from its proposal to the point where the agreement is made."""
    people = _people(exchange)
    for place, person in people:
        living.say_yes(place=place, applicant=person, shown="demo", now=now)
    teachers = [(place, person) for place, person in people if person.role == Role.TEACHER]
    actor, desk = carrying.party(*teachers[0]), carrying.Actor(COORDINATOR)
    met = now + timedelta(days=4)
    living.plan_meeting(exchange=exchange, by=actor, at=met, place="In de teamkamer", now=now)
    living.hold_meeting(exchange=exchange, by=actor, notes="Wij wisselen lesplannen uit.", now=met)
    titles = {teachers[0][0].pk: ["Werken met de leeslijst"]}
    living.assign_training(exchange=exchange, by=desk, titles=titles, now=met)
    living.finish_training(exchange=exchange, place=None, by=desk, now=met + timedelta(days=1))
    for place, person in teachers:
        living.set_goals(
            exchange=exchange, place=place, by=carrying.party(place, person), goals=GOALS, now=met + timedelta(days=2)
        )
    return Exchange.objects.get(pk=exchange.pk)


def _draft(exchange: Exchange, now: datetime) -> None:
    filled = {}
    for code, one in agreeing.defaults(exchange).items():
        wage = 480_000 * one.fte // 20
        days = one.weekdays if len(one.weekdays) * 20 >= one.fte else frozenset(range(5))
        filled[code] = replace(
            one,
            tasks=("Lessen van de groep.", "Gesprekken met ouders."),
            has_vog=True,
            weekdays=days,
            wage_cents=wage,
            fee_cents=wage,
            travel_cents=920,
        )
    director = next(pair for pair in _people(exchange) if pair[1].role == Role.DIRECTOR)
    agreeing.draft(
        exchange_id=exchange.pk,
        by=carrying.party(*director),
        filled=agreeing.Filled(exchange.starts_on, exchange.ends_on, filled),
        now=now,
    )


def _through(exchange: Exchange, past: Round, now: datetime, *, ends: bool) -> None:
    """Sign, start, and let it run; or stop it early with both reports in."""
    begun = _noon(past.starts_on - timedelta(days=40))
    _draft(_ready(exchange, begun), begun + timedelta(days=10))
    version = current_version(exchange)
    assert version is not None, "it was just made"
    for place, person in _people(exchange):
        agreeing.sign(
            exchange_id=exchange.pk,
            place=place,
            applicant=person,
            fingerprint=version.fingerprint,
            now=begun + timedelta(days=12),
        )
    minding.mind_one(exchange.pk, now=_noon(past.starts_on))
    if not ends:
        Moment.objects.filter(place__exchange=exchange, opens_on__lte=timezone.localdate(now)).update(told_at=now)
        return
    teachers = [pair for pair in _people(exchange) if pair[1].role == Role.TEACHER]
    living.stop_early(
        exchange=exchange,
        by=carrying.party(*teachers[0]),
        reason=StopReason.SCHOOL_NEEDS,
        last_day=timezone.localdate(now) - timedelta(days=1),
        return_plan="Na het weekend is iedereen terug.",
        now=now - timedelta(days=2),
    )
    for place, person in teachers:
        living.hand_in_report(
            place=place, applicant=person, learned="Rustig beginnen.", brings_home="De leeslijst.", now=now
        )
