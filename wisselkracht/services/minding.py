"""Every day: take the steps that happen by themselves, remind whom an exchange waits for, tell the coordinator."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ndt.mail import services as mail
from wisselkracht import emails
from wisselkracht.core import exchange_steps as core
from wisselkracht.core.exchange_steps import Awaited, Role, State, Step, Urgency
from wisselkracht.exchange_words import NEEDS, REMINDERS, STEPS
from wisselkracht.models import (
    Applicant,
    Exchange,
    LearningGoal,
    Moment,
    Place,
    ProposalAnswer,
    Review,
    Signature,
    Training,
)
from wisselkracht.queries import exchange_facts, exchanges
from wisselkracht.services import carrying, telling

# Nobody hears of the same step twice within these days.
REST: Final = timedelta(days=3)


def mind(*, now: datetime) -> int:
    """Look after every exchange that goes on; give how many letters that made. Safe to run twice a day."""
    written = 0
    for number in Exchange.objects.going_on().order_by("pk").values_list("pk", flat=True):
        written += mind_one(number, now=now)
    return written


@transaction.atomic
def mind_one(number: int, *, now: datetime) -> int:
    """Look after one exchange; give how many letters that made."""
    exchange = carrying.locked(number)
    carrying.follow(exchange, now=now)
    return 0 if exchange.is_final else _look_after(exchange, now)


def _look_after(exchange: Exchange, now: datetime) -> int:
    today = timezone.localdate(now)
    facts = exchange_facts.facts_of(exchange, today=today)
    waiting = core.agenda(facts, anchors=exchange_facts.anchors_of(exchange, today=today), today=today)
    written = _ask_to_look_back(exchange, now)
    written += sum(
        _remind(exchange, one, now) for one in waiting if one.urgency is not Urgency.OPEN and one.step in REMINDERS
    )
    late = [str(STEPS[one.step]) for one in waiting if one.urgency is Urgency.ESCALATED]
    late += [str(NEEDS[need]) for need in core.held_back(facts, today=today)]
    late += _talks_late(exchange, today)
    return written + _escalate(exchange, late, today)


def _talks_late(exchange: Exchange, today: date) -> list[str]:
    """Name the talks that are over their day, each by that day, so that every one is told of once."""
    waiting = Review.objects.waiting().filter(moment__place__exchange=exchange)
    days = sorted({one.talk_until for one in waiting if one.talk_until < today})
    return [_("Een gesprek dat er op %(day)s moest zijn") % {"day": date_format(day, "j F Y")} for day in days]


def _ask_to_look_back(exchange: Exchange, now: datetime) -> int:
    """Write to who looks back at a moment, on the day that its forms open; not while the exchange stands still."""
    if exchange.at is State.PAUSED:
        return 0
    places, written = list(exchange.places.all()), 0
    for moment in exchange_facts.open_moments(exchange, today=timezone.localdate(now)):
        if moment.told_at is not None:
            continue
        about = next(one for one in places if one.pk == moment.place_id)
        host = exchange_facts.host_of(about, places)
        for place, person in telling.people_of(exchange, exchange_facts.REVIEWERS):
            if place.pk == (about if person.role == Role.TEACHER.value else host).pk:
                telling.ask_to_look_back(person, exchange, now=now)
                written += 1
        moment.told_at = now
        moment.save(update_fields=["told_at"])
    return written


def _remind(exchange: Exchange, one: Awaited, now: datetime) -> int:
    """Write to who can take the step and did not: at most once in three days."""
    last = exchange.escalated.get(f"reminded:{one.step}")
    if last is not None and timezone.localdate(now) < date.fromisoformat(last) + REST:
        return 0
    written = 0
    for place, person in telling.people_of(exchange, [role for role in one.who if role in core.AT_SCHOOL]):
        if person.wants_reminders and not _did(exchange, place, person, one.step):
            telling.remind(person, exchange, one.step, now=now)
            written += 1
    _mark(exchange, f"reminded:{one.step}", timezone.localdate(now))
    return written


def _did(exchange: Exchange, place: Place, person: Applicant, step: Step) -> bool:
    """Say whether somebody did their own part of a step that waits for others."""
    mine = {"place": place, "role": person.role}
    if step is Step.SAY_YES:
        return ProposalAnswer.objects.filter(**mine).exists()
    if step is Step.SIGN:
        return Signature.objects.filter(version__is_current=True, version__exchange=exchange, **mine).exists()
    if step is Step.FINISH_TRAINING:
        return not Training.objects.filter(place=place, finished_at=None).exists()
    if step is Step.SET_GOALS:
        return LearningGoal.objects.filter(place=place).count() == len(core.Goal)
    if step is Step.EVALUATE:
        return not own_moments(exchange, place, Role(person.role), today=timezone.localdate())
    if step is Step.REPLACE_BUDDY:
        return place.buddy_lost_on is None
    return False


def own_moments(exchange: Exchange, place: Place, role: Role, *, today: date) -> list[Moment]:
    """Give the open moments that wait for somebody: a teacher's own, and for the others those of their guest."""
    places = list(exchange.places.all())
    found = []
    for moment in exchange_facts.open_moments(exchange, today=today):
        about = next(one for one in places if one.pk == moment.place_id)
        answers_here = about if role is Role.TEACHER else exchange_facts.host_of(about, places)
        if answers_here.pk == place.pk and not Review.objects.filter(moment=moment, role=role.value).exists():
            found.append(moment)
    return found


def _escalate(exchange: Exchange, late: list[str], today: date) -> int:
    """Tell the coordinators of the region once about each thing that an exchange waits for too long."""
    fresh = [words for words in late if f"told:{words}" not in exchange.escalated]
    if not fresh:
        return 0
    people = exchanges.coordinators_of(exchange)
    for person in people:
        letter = emails.exchange_late(person, exchange=exchange, steps=fresh)
        mail.queue(letter, key=f"exchange_late:{exchange.pk}:{person.pk}:{today.isoformat()}")
    for words in fresh:
        _mark(exchange, f"told:{words}", today)
    return len(people)


def _mark(exchange: Exchange, what: str, today: date) -> None:
    exchange.escalated[what] = today.isoformat()
    exchange.save(update_fields=["escalated"])
