"""What a municipality offers in a year: the programme, its pot and the versions of its rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from bijles.core import ledger, rules
from bijles.core.ledger import Kind, Owner, Place
from bijles.models import PassScheme, Programme, ProgrammeRules
from bijles.services import posting


@dataclass(frozen=True, slots=True)
class Plan:
    """A programme to begin. pot_cents: for all children; the cents and minutes of a child come out of it."""

    title: str
    first_day: date
    last_day: date
    pot_cents: int
    child_cents: int
    child_minutes: int


@transaction.atomic
def begin(*, scheme: PassScheme, plan: Plan, chosen: rules.Rules, now: datetime) -> Programme:
    """Begin a programme with a full pot and the first version of its rules."""
    made = Programme.objects.create(
        scheme=scheme,
        title=plan.title,
        first_day=plan.first_day,
        last_day=plan.last_day,
        budget_cents=plan.child_cents,
        budget_minutes=plan.child_minutes,
    )
    # As many minutes as the pot has whole or partly filled budgets, so that money ends first.
    children = -(-plan.pot_cents // plan.child_cents)
    moved = ledger.move(
        Kind.GRANT,
        f"pot:{made.pk}",
        Owner(Place.FUND, f"scheme:{scheme.pk}"),
        Owner(Place.POT, f"programme:{made.pk}"),
        cents=plan.pot_cents,
        minutes=children * plan.child_minutes,
    )
    posting.post(moved, now=now)
    write_rules(programme=made, chosen=chosen, now=now)
    return made


@transaction.atomic
def write_rules(*, programme: Programme, chosen: rules.Rules, now: datetime) -> ProgrammeRules:
    """Add a version of the rules; the same rules again add none. Lessons keep the version they were booked with."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    newest = programme.versions.order_by("-version").first()
    if newest and rules.write(replace(chosen, version=newest.version)) == newest.rules:
        return newest
    version = newest.version + 1 if newest else 1
    return ProgrammeRules.objects.create(
        programme=programme, version=version, rules=rules.write(replace(chosen, version=version)), since=now
    )
