"""Take a step of an exchange: lock it, ask the table, keep what the step brings, log it, tell the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ndt import history
from ndt.people.models import User
from wisselkracht.core import exchange_steps as core
from wisselkracht.core.exchange_steps import COORDINATOR, SYSTEM, Carried, Item, Party, State, Step
from wisselkracht.models import BINDING, Applicant, Exchange, ExchangeState, LoggedStep, Place
from wisselkracht.queries import exchange_facts
from wisselkracht.services import planning, telling

# What the log keeps of what a step carries: days, codes and fingerprints. Free words stand elsewhere, or in `why`.
LOGGED: Final = (
    *(Item.WORDS_SHOWN, Item.MEETING_ON, Item.AGREEMENT_HASH, Item.FORM, Item.ABSENT_FROM, Item.BACK_ON, Item.NEW_END),
    *(Item.LAST_DAY, Item.TRAININGS),
)
# What happens by itself after a step is found by asking again; a state never comes back to itself in so many.
MOST_AT_ONCE: Final = 5


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step. place, mailbox: of a party; user: of the coordinator."""

    party: Party
    place: Place | None = None
    mailbox: str = ""
    user: User | None = None


BY_ITSELF: Final = Actor(SYSTEM)
# Does what a step brings besides a new state; with the exchange under its lock.
Effect = Callable[[Exchange], None]


@dataclass(frozen=True, slots=True)
class Taking:
    """A step, who takes it and when, and what it brings.

    carried: what the table asks for. why: free words for the log. effect: keeps what the step brings, after the table
    allowed it. blocking: how many warnings stop an agreement.
    """

    step: Step
    by: Actor
    now: datetime
    carried: Carried = field(default_factory=dict)
    why: str = ""
    effect: Effect | None = None
    blocking: int = 0


# What the steps bring that happen by themselves.
_ITSELF: Final[Mapping[Step, Callable[[Exchange, datetime], None]]] = {
    Step.COMPLETE_SIGNING: planning.plan,
    Step.COMPLETE_EXTENSION: planning.extend,
}


def party(place: Place, applicant: Applicant) -> Actor:
    """Give one of the six or nine as who takes a step."""
    return Actor(exchange_facts.party_of(place, applicant), place, applicant.mailbox)


def coordinator(user: User) -> Actor:
    """Give a coordinator as who takes a step."""
    return Actor(COORDINATOR, user=user)


def locked(pk: int) -> Exchange:
    """Give an exchange under its row lock. Applications, where a step needs them, are locked before it."""
    return Exchange.objects.select_for_update(of=("self",)).select_related("round__region").get(pk=pk)


@transaction.atomic
def take(exchange_id: int, taking: Taking) -> Exchange:
    """Take one step and what follows from it by itself; give the exchange as it stands then.

    Raises IllegalStep, NotYours, NotCarried or NotReady; then nothing happened.
    """
    return take_locked(locked(exchange_id), taking)


def take_locked(exchange: Exchange, taking: Taking) -> Exchange:
    """Take a step of an exchange that the caller has locked."""
    today = timezone.localdate(taking.now)
    facts = exchange_facts.facts_of(exchange, today=today, blocking=taking.blocking)
    after = core.advance(facts, taking.step, by=taking.by.party, carried=taking.carried, today=today)
    _do(exchange, taking, after)
    follow(exchange, now=taking.now)
    return exchange


def follow(exchange: Exchange, *, now: datetime) -> int:
    """Take every step of a locked exchange that happens by itself now; give how many those were."""
    today = timezone.localdate(now)
    for number in range(MOST_AT_ONCE):
        step = core.automatic(exchange_facts.facts_of(exchange, today=today), today=today)
        if step is None:
            return number
        rule = core.RULES[step]
        after = rule.to or exchange.at
        brings = _ITSELF.get(step)
        effect = partial(_brought, brings, now) if brings else None
        _do(exchange, Taking(step, BY_ITSELF, now, effect=effect), after)
    raise AssertionError(f"{exchange} does not come to rest")


def _brought(brings: Callable[[Exchange, datetime], None], now: datetime, exchange: Exchange) -> None:
    brings(exchange, now)


def _do(exchange: Exchange, taking: Taking, after: State) -> None:
    before, by = exchange.state, taking.by
    if taking.effect is not None:
        taking.effect(exchange)
    if after.value != before:
        _move(exchange, after, now=taking.now)
    LoggedStep.objects.create(
        exchange=exchange,
        step=taking.step.value,
        school_code=by.party.school,
        role=by.party.role.value,
        by=by.user,
        mailbox=by.mailbox,
        before=before,
        after=after.value,
        carried=_logged(taking.carried),
        why=taking.why.strip(),
        at=taking.now,
    )
    telling.tell(exchange, taking.step, by=by.party, now=taking.now)


def _move(exchange: Exchange, after: State, *, now: datetime) -> None:
    """Put an exchange into its next state; its applications are free when that state binds them no more."""
    exchange.state, exchange.entered_at, exchange.escalated = ExchangeState(after.value), now, {}
    with history.reason(_("Ruil: %(state)s") % {"state": exchange.get_state_display()}):
        exchange.save(update_fields=["state", "entered_at", "escalated"])
    if exchange.state not in BINDING:
        exchange.places.filter(is_binding=True).update(is_binding=False)


def _logged(carried: Mapping[Item, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for item in LOGGED:
        if (value := carried.get(item)) is not None:
            found[item.value] = value.isoformat() if isinstance(value, date) else value
    return found
