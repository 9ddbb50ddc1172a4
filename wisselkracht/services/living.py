"""The steps of an exchange that people take, one function each: from the answer to a proposal to the end report."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from ndt.mail.addresses import mailbox
from wisselkracht.core import applying, evaluation_forms
from wisselkracht.core import exchange_steps as core
from wisselkracht.core import steps as applications
from wisselkracht.core.evaluations import Moment as Which
from wisselkracht.core.exchange_steps import DeclineReason, Goal, Item, Role, Step, StopReason
from wisselkracht.core.lifecycle_errors import NotReady
from wisselkracht.exchange_words import STOPS
from wisselkracht.models import (
    Applicant,
    EndReport,
    Exchange,
    LearningGoal,
    Moment,
    Place,
    ProposalAnswer,
    Review,
    Training,
)
from wisselkracht.queries import exchange_facts
from wisselkracht.services import agreeing, carrying, inviting, leaving, parting, planning, settling, talking
from wisselkracht.services.carrying import Actor, Taking


def shown_fingerprint(words: str) -> str:
    """Give the fingerprint of what a page showed when somebody agreed."""
    return hashlib.sha256(words.encode()).hexdigest()


def say_yes(*, place: Place, applicant: Applicant, shown: str, now: datetime) -> Exchange:
    """Say yes to a proposal. shown: fingerprint of what the page said. A second yes changes nothing."""

    def answer(_exchange: Exchange) -> None:
        ProposalAnswer.objects.get_or_create(
            place=place,
            role=applicant.role,
            defaults={"is_yes": True, "shown": shown, "mailbox": applicant.mailbox, "at": now},
        )

    by = carrying.party(place, applicant)
    return carrying.take(
        place.exchange_id, Taking(Step.SAY_YES, by, now, carried={Item.WORDS_SHOWN: shown}, effect=answer)
    )


def decline(*, place: Place, applicant: Applicant, reason: DeclineReason, words: str, now: datetime) -> Exchange:
    """Say no to a proposal, also after a yes. The reason is for the coordinator only."""

    def answer(_exchange: Exchange) -> None:
        ProposalAnswer.objects.update_or_create(
            place=place,
            role=applicant.role,
            defaults={
                "is_yes": False,
                "reason": reason.value,
                "words": words.strip(),
                "shown": "",
                "mailbox": applicant.mailbox,
                "at": now,
            },
        )

    by = carrying.party(place, applicant)
    return carrying.take(place.exchange_id, Taking(Step.DECLINE, by, now, carried={Item.REASON: reason}, effect=answer))


def veto(*, exchange: Exchange, by: Actor, reason: str, now: datetime) -> Exchange:
    """Stop an exchange before it begins."""
    return carrying.take(exchange.pk, Taking(Step.VETO, by, now, carried={Item.REASON: reason}, why=reason))


def plan_meeting(*, exchange: Exchange, by: Actor, at: datetime, place: str, now: datetime) -> Exchange:
    """Plan the meeting, or move it."""

    def put(held: Exchange) -> None:
        if held.meeting_at is not None:
            held.meeting_sequence += 1
        held.meeting_at, held.meeting_place = at, place.strip()
        held.save(update_fields=["meeting_at", "meeting_place", "meeting_sequence"])

    carried = {Item.MEETING_ON: timezone.localdate(at), Item.PLACE: place}
    return carrying.take(exchange.pk, Taking(Step.PLAN_MEETING, by, now, carried=carried, effect=put))


def hold_meeting(*, exchange: Exchange, by: Actor, notes: str, now: datetime) -> Exchange:
    """Write down what was agreed when they met."""

    def put(held: Exchange) -> None:
        held.meeting_notes = notes.strip()
        held.save(update_fields=["meeting_notes"])

    return carrying.take(exchange.pk, Taking(Step.HOLD_MEETING, by, now, carried={Item.NOTES: notes}, effect=put))


def assign_training(*, exchange: Exchange, by: Actor, titles: Mapping[int, Sequence[str]], now: datetime) -> Exchange:
    """Give teachers training. titles: by primary key of the place; nobody needs to have any."""
    rows = [Training(place_id=place, title=one, assigned_at=now) for place, own in titles.items() for one in own]

    def put(_held: Exchange) -> None:
        Training.objects.bulk_create(rows)

    return carrying.take(
        exchange.pk, Taking(Step.ASSIGN_TRAINING, by, now, carried={Item.TRAININGS: len(rows)}, effect=put)
    )


@transaction.atomic
def finish_training(*, exchange: Exchange, place: Place | None, by: Actor, now: datetime) -> Exchange:
    """Finish the training of a teacher, or all of it by the coordinator (place None); the last one takes the step."""
    held = carrying.locked(exchange.pk)
    core_facts = exchange_facts.facts_of(held, today=timezone.localdate(now))
    if Step.FINISH_TRAINING not in core.possible(core_facts, by=by.party):
        return carrying.take_locked(held, Taking(Step.FINISH_TRAINING, by, now))
    open_ones = Training.objects.filter(place__exchange=held, finished_at=None)
    (open_ones.filter(place=place) if place else open_ones).update(finished_at=now)
    if open_ones.exists():
        return held
    return carrying.take_locked(held, Taking(Step.FINISH_TRAINING, by, now))


@transaction.atomic
def set_goals(
    *, exchange: Exchange, place: Place, by: Actor, goals: Mapping[Goal, tuple[str, str, str]], now: datetime
) -> Exchange:
    """Keep the three goals of a teacher: theme, text and measure by kind. The last teacher's goals take the step."""
    held = carrying.locked(exchange.pk)
    facts = exchange_facts.facts_of(held, today=timezone.localdate(now))
    if Step.SET_GOALS in core.possible(facts, by=by.party):
        for kind, (theme, text, measure) in goals.items():
            LearningGoal.objects.update_or_create(
                place=place,
                kind=kind.value,
                defaults={"theme": theme, "text": text.strip(), "measure": measure.strip(), "agreed_at": now},
            )
        facts = exchange_facts.facts_of(held, today=timezone.localdate(now))
        if len(facts.goals) < len(Goal) * len(facts.schools):
            return held
    return carrying.take_locked(held, Taking(Step.SET_GOALS, by, now))


@transaction.atomic
def evaluate(
    *, moment: Moment, place: Place, applicant: Applicant, answers: Mapping[str, object], now: datetime
) -> Review:
    """Keep what somebody answered at a moment. Raises BadForm with every fault, or NotReady when it is not open."""
    held = carrying.locked(place.exchange_id)
    moment = Moment.objects.select_related("place").get(pk=moment.pk)
    role, goals = Role(applicant.role), goals_of(moment.place)
    kept = evaluation_forms.check(Which(moment.which), role, goals, answers)
    worries = evaluation_forms.worries(kept)
    if moment.opens_on > timezone.localdate(now) or moment.reviews.filter(role=applicant.role).exists():
        raise NotReady([core.Need.MOMENT_OPEN])
    made = Review(
        moment=moment,
        place=place,
        role=applicant.role,
        mailbox=applicant.mailbox,
        answers=kept,
        urgency=worries[0].urgency.value if worries else "",
        at=now,
    )
    by = carrying.party(place, applicant)
    carrying.take_locked(
        held, Taking(Step.EVALUATE, by, now, carried={Item.FORM: moment.which}, effect=lambda _held: made.save())
    )
    talking.tell_at_once(made)
    return made


def goals_of(place: Place) -> tuple[Goal, ...]:
    """Give the kinds of goals that a teacher has."""
    return tuple(Goal(kind) for kind in place.goals.values_list("kind", flat=True))


def report_ill(*, exchange: Exchange, by: Actor, absent_from: date, cover: str, now: datetime) -> Exchange:
    """Let an exchange stand still because a teacher is ill; of what, nobody asks."""
    carried = {Item.ABSENT_FROM: absent_from, Item.COVER: cover}
    return carrying.take(exchange.pk, Taking(Step.REPORT_ILL, by, now, carried=carried, why=cover))


def resume(*, exchange: Exchange, by: Actor, back_on: date, now: datetime) -> Exchange:
    """Let an exchange go on; moments that passed are planned again."""
    return carrying.take(
        exchange.pk,
        Taking(Step.RESUME, by, now, carried={Item.BACK_ON: back_on}, effect=lambda held: planning.replan(held, now)),
    )


def drop_extension(*, exchange: Exchange, by: Actor, reason: str, now: datetime) -> Exchange:
    """Keep the day that was agreed before."""
    return carrying.take(
        exchange.pk,
        Taking(Step.DROP_EXTENSION, by, now, carried={Item.REASON: reason}, why=reason, effect=agreeing.drop_extension),
    )


def _because(reason: StopReason, *words: str) -> str:
    """Give a reason with what was said beside it, in the language of the desk."""
    with translation.override(settings.LANGUAGE_CODE):
        return " ".join([f"{STOPS[reason]}.", *words]).strip()


def withdraw(*, exchange: Exchange, by: Actor, reason: StopReason, words: str, now: datetime) -> Exchange:
    """Leave an exchange that has not begun."""
    return carrying.take(
        exchange.pk, Taking(Step.WITHDRAW, by, now, carried={Item.REASON: reason}, why=_because(reason, words))
    )


def stop_early(
    *,
    exchange: Exchange,
    by: Actor,
    reason: StopReason,
    last_day: date,
    return_plan: str,
    now: datetime,
    words: str = "",
) -> Exchange:
    """Let an exchange that runs end on an earlier day; a last moment to look back is planned before it."""

    def put(held: Exchange) -> None:
        held.ends_on, held.new_end = last_day, None
        held.save(update_fields=["ends_on", "new_end"])
        planning.replan(held, now)

    carried: dict[Item, Any] = {Item.REASON: reason, Item.LAST_DAY: last_day, Item.RETURN_PLAN: return_plan}
    return carrying.take(
        exchange.pk,
        Taking(Step.STOP_EARLY, by, now, carried=carried, why=_because(reason, return_plan, words), effect=put),
    )


def hand_in_report(*, place: Place, applicant: Applicant, learned: str, brings_home: str, now: datetime) -> Exchange:
    """Keep a teacher's end report; handing it in again puts the new words in the place of the old."""

    def put(_held: Exchange) -> None:
        EndReport.objects.update_or_create(
            place=place,
            defaults={
                "role": applicant.role,
                "mailbox": applicant.mailbox,
                "learned": learned.strip(),
                "brings_home": brings_home.strip(),
                "at": now,
            },
        )

    return carrying.take(
        place.exchange_id,
        Taking(Step.HAND_IN_REPORT, carrying.party(place, applicant), now, carried={Item.REPORT: learned}, effect=put),
    )


def publish(*, exchange: Exchange, by: Actor, now: datetime) -> Exchange:
    """Say that the practices of an exchange are public. Needs one that is."""
    public = exchange.practices.filter(state="published").count()
    carried = {Item.PRACTICES: str(public or ""), Item.PUBLISHING_CONSENT: str(public or "")}
    return carrying.take(exchange.pk, Taking(Step.PUBLISH, by, now, carried=carried))


def close(*, exchange: Exchange, by: Actor, reason: str, now: datetime) -> Exchange:
    """Close an exchange that waits for nothing any more."""
    return carrying.take(exchange.pk, Taking(Step.CLOSE, by, now, carried={Item.REASON: reason}, why=reason))


@transaction.atomic
def lose_buddy(*, place: Place, by: Actor, now: datetime) -> None:
    """Say that a school has no buddy any more; the place is free for another."""
    application = settling.locked(place.application_id)
    exchange = carrying.locked(place.exchange_id)
    parting.lose_buddy(exchange, place, by=by, now=now)
    buddy = application.people.get(role=Role.BUDDY.value)
    leaving.vacate(buddy)
    settling.settle(application, now=now)


@transaction.atomic
def replace_buddy(*, place: Place, director: Applicant, name: str, email: str, now: datetime) -> None:
    """Ask somebody else to be the buddy. The agreement stays: the new one confirms on a page of their own.

    Raises SamePerson when it is one of the other two.
    """
    application = settling.locked(place.application_id)
    exchange = carrying.locked(place.exchange_id)
    buddy = application.people.get(role=Role.BUDDY.value)
    people = {
        applications.Role(one.role): (one.name, one.mailbox) if one.pk != buddy.pk else (name, mailbox(email))
        for one in application.people.all()
    }
    applying.check_people(people)

    def put(_held: Exchange) -> None:
        leaving.vacate(buddy)
        buddy.name, buddy.email, buddy.mailbox, buddy.application = name, email, mailbox(email), application
        buddy.save(update_fields=["name", "email", "mailbox"])
        Place.objects.filter(pk=place.pk).update(buddy_lost_on=None)
        inviting.invite([buddy], by=director.name, now=now)

    carrying.take_locked(
        exchange,
        Taking(
            Step.REPLACE_BUDDY,
            carrying.party(place, director),
            now,
            carried={Item.NEW_BUDDY: name, Item.WORDS_SHOWN: "invite"},
            effect=put,
        ),
    )
