"""From a published run to proposals, and to a next run when somebody says no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from ndt.people.models import User
from wisselkracht.core.exchange_steps import DeclineReason, Item, Step
from wisselkracht.core.lifecycle_errors import BadExchange, Held
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.run_errors import Overtaken
from wisselkracht.models import Exchange, ExchangeState, Round, Run, RunExchange, Stage
from wisselkracht.queries.facts import parameters
from wisselkracht.services import carrying, proposing, running
from wisselkracht.services.carrying import Taking
from wisselkracht.services.running import Wish

# Nobody is in these any more; the two or three do not exchange with each other again in this round.
OVER: Final = (ExchangeState.DECLINED, ExchangeState.VETOED, ExchangeState.EXPIRED, ExchangeState.WITHDRAWN)


@transaction.atomic
def start_again(*, found: Round, by: User | None, now: datetime) -> Run:
    """Ask for a run after somebody said no: who said yes stays, and as little of the rest changes as can be.

    Raises NotNow where nothing is published or nobody said no, and AlreadyRunning.
    """
    found = running.held(found)
    before = found.runs.published().first()
    if before is None:
        raise NotNow
    refused, accepted = answers(before)
    if not refused and not _left(before):
        raise NotNow
    wish = Wish(before.largest, parameters(before.parameters), before.longest_s)
    more = {"again": {"refused": refused, "accepted": accepted}}
    return running.ask(
        found, objective=running.AGAIN, wish=wish, applications=before.applications, by=by, now=now, follows=before,
        more=more,
    )  # fmt: skip


def answers(before: Run) -> tuple[list[list[str]], list[list[str]]]:
    """Give who may not take over from whom any more, and the exchanges that everybody wants, as names of a run."""
    names = dict(before.members.values_list("application", "name"))
    refused, accepted = [], []
    for exchange in Exchange.objects.filter(round=before.round_id).prefetch_related("places").order_by("pk"):
        places = sorted(exchange.places.all(), key=lambda one: one.number)
        cycle = [names[one.application_id] for one in places if one.application_id in names]
        if len(cycle) < len(places):
            continue
        if exchange.state in OVER:
            refused += [[one, other] for one, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True)]
        elif exchange.state != ExchangeState.PROPOSED:
            accepted.append(cycle)
    return refused, accepted


def _left(before: Run) -> bool:
    """Say whether somebody who has an exchange in a run is not there any more."""
    inside = before.members.filter(exchange__isnull=False)
    return inside.filter(application=None).exists() or inside.exclude(application__stage=Stage.VERIFIED).exists()


def carry_out(run: Run, *, by: User, now: datetime) -> list[Exchange]:
    """Make the proposals of a run that is published now; those of the run before that do not come back end.

    Raises Overtaken where somebody answered or left since the run was made: then nothing happened.
    """
    cycles = list(_cycles(run))
    going = list(_going(run)) if run.follows is not None else []
    # Applications before exchanges, as everywhere; all at once, in the order of their keys.
    held = {place.application_id for exchange in going for place in exchange.places.all()}
    proposing.lock_applications({*held, *(leg[0].pk for cycle in cycles for leg in cycle)})
    for exchange in going:
        _end(exchange, by=by, now=now)
    try:
        return proposing.propose(round=run.round, run=run.number, cycles=cycles, now=now)
    except (BadExchange, Held) as problem:
        raise Overtaken from problem


def _cycles(run: Run) -> Iterator[list[proposing.Leg]]:
    for exchange in run.exchanges.filter(is_kept=False).order_by("number"):
        legs = []
        for member in exchange.members.select_related("application__school").order_by("place"):
            if member.application is None:
                raise Overtaken
            facts = exchange.directions[member.place]
            legs.append((member.application, facts, facts["points"]))
        yield legs


def _going(run: Run) -> Iterator[Exchange]:
    """Give the proposals that a run does not keep. Raises Overtaken where everybody said yes to one of them."""
    kept = {_applications(one) for one in run.exchanges.filter(is_kept=True)}
    rows = Exchange.objects.binding().filter(round=run.round_id).prefetch_related("places").order_by("pk")
    for exchange in rows:
        if frozenset(one.application_id for one in exchange.places.all()) in kept:
            continue
        if exchange.state != ExchangeState.PROPOSED:
            raise Overtaken
        yield exchange


def _end(exchange: Exchange, *, by: User, now: datetime) -> None:
    if carrying.locked(exchange.pk).state != ExchangeState.PROPOSED:
        raise Overtaken
    carrying.take(exchange.pk, Taking(Step.VETO, carrying.coordinator(by), now, carried={Item.REASON: DeclineReason.OTHER.value}, why=_("Na een nee is de ronde opnieuw verdeeld.")))  # fmt: skip


def _applications(exchange: RunExchange) -> frozenset[int | None]:
    return frozenset(exchange.members.values_list("application", flat=True))
