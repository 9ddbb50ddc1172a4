"""What an exchange becomes when one of its people leaves or is erased, and when it is old enough to be forgotten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from ndt.history.tracking import rewriting
from wisselkracht.core.exchange_steps import BINDING, PREPARING, UNDER_WAY, DeclineReason, Item, Role, State, Step
from wisselkracht.models import (
    AgreementVersion,
    Applicant,
    Exchange,
    LoggedStep,
    Place,
    ProposalAnswer,
    Signature,
)
from wisselkracht.services import carrying
from wisselkracht.services.carrying import Taking

# How long an exchange is kept after its last day.
KEPT: Final = timedelta(days=365)
GONE: Final = "-"


def place_of(application_id: int) -> Place | None:
    """Give the place that holds an application now."""
    places = Place.objects.filter(application=application_id, is_binding=True)
    return places.select_related("exchange", "application").first()


def is_under_way(application_id: int) -> bool:
    """Say whether the teachers changed places: then nobody walks out by leaving an application."""
    place = place_of(application_id)
    return place is not None and place.exchange.at in UNDER_WAY


def part(person: Applicant, *, now: datetime) -> None:
    """Let the exchange of a locked application go on without one of its people, by rule.

    A buddy is replaced once everybody said yes; before that, and without its teacher or director, a proposal is
    declined, a preparation withdrawn, and an exchange that runs stops today.
    """
    place = place_of(person.application_id)
    if place is None:
        return
    exchange = carrying.locked(place.exchange_id)
    if exchange.at not in BINDING:
        return
    actor, today = carrying.party(place, person), timezone.localdate(now)
    if person.role == Role.BUDDY.value and exchange.at is not State.PROPOSED:
        lose_buddy(exchange, place, by=actor, now=now)
        return
    reason = _("Iemand trok zich terug.")
    carried: dict[Item, Any] = {Item.REASON: reason}
    if exchange.at is State.PROPOSED:
        step, effect = Step.DECLINE, _no(place, person, now)
    else:
        step, effect = (Step.WITHDRAW if exchange.at in PREPARING else Step.STOP_EARLY), None
    if exchange.at in UNDER_WAY:
        carried |= {Item.LAST_DAY: min(today, exchange.ends_on), Item.RETURN_PLAN: reason}
        effect = _ends_on(min(today, exchange.ends_on))
    carrying.take_locked(exchange, Taking(step, actor, now, carried=carried, effect=effect))


def lose_buddy(exchange: Exchange, place: Place, *, by: carrying.Actor, now: datetime) -> None:
    """Write down that a locked exchange lost a buddy, whose place is being made free."""

    def since(_exchange: Exchange) -> None:
        Place.objects.filter(pk=place.pk).update(buddy_lost_on=timezone.localdate(now))

    carried = {Item.REASON: _("De buddy is uitgevallen.")}
    carrying.take_locked(exchange, Taking(Step.LOSE_BUDDY, by, now, carried=carried, effect=since))


def _no(place: Place, person: Applicant, now: datetime) -> carrying.Effect:
    def answer(_exchange: Exchange) -> None:
        ProposalAnswer.objects.update_or_create(
            place=place,
            role=person.role,
            defaults={
                "is_yes": False,
                "reason": DeclineReason.PERSONAL.value,
                "words": "",
                "shown": "",
                "mailbox": person.mailbox,
                "at": now,
            },
        )

    return answer


def _ends_on(day: Any) -> carrying.Effect:
    def shorten(exchange: Exchange) -> None:
        exchange.ends_on, exchange.new_end = max(day, exchange.starts_on), None
        exchange.save(update_fields=["ends_on", "new_end"])

    return shorten


def take_name_out(person: Applicant) -> None:
    """Take somebody's name out of the agreements and signatures of an application; the rest of them stays."""
    for place in Place.objects.filter(application=person.application_id):
        for version in AgreementVersion.objects.filter(exchange=place.exchange_id):
            names = version.parties.get(place.school_code, {})
            if names.get(person.role) == person.name:
                version.parties[place.school_code] = names | {person.role: GONE}
                version.save(update_fields=["parties"])
        Signature.objects.filter(place=place, mailbox=person.mailbox).update(name="")


def forget(applications: Collection[int], *, now: datetime) -> set[int]:
    """Delete the exchanges of applications that are about to be forgotten; give the applications that must stay.

    Those stay whose exchange still goes on, or ended less than a year ago after it had begun.
    """
    held = Exchange.objects.filter(places__application__in=list(applications)).distinct()
    line = timezone.localdate(now - KEPT)
    begun = {*(state.value for state in UNDER_WAY), "ended", "stopped", "reported", "published", "closed"}
    stays = [one for one in held if not one.is_final or (one.state in begun and one.ends_on >= line)]
    kept = set(Place.objects.filter(exchange__in=stays).values_list("application", flat=True))
    delete([one.pk for one in held if one not in stays])
    return kept


def delete(numbers: Collection[int]) -> int:
    """Delete exchanges with all that hangs on them, also what can only be added to; give how many."""
    with rewriting([LoggedStep, AgreementVersion, Signature]):
        _all, by_model = Exchange.objects.filter(pk__in=list(numbers)).delete()
    return by_model.get("wisselkracht.Exchange", 0)
