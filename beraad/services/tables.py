"""Make a plan of mixed tables, change it by hand, keep it in step with who takes part, and fix it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import BigIntegerField, Case, Value, When
from django.utils.translation import gettext as _

from beraad import emails
from beraad.core import seating
from beraad.core.errors import CannotSeat, Closed, NotReady, RulesClash, Stale, TableFull
from beraad.core.seating import Plan
from beraad.core.tables import Rounds
from beraad.models import Assembly, Invitation, TablePlan, TableSeat
from beraad.models.assembly import State
from beraad.models.tables import PlanState
from beraad.queries import tables as queries
from beraad.queries.tables import Change
from beraad.services import assemblies
from ndt import history
from ndt.jobs import services as jobs
from ndt.mail import services as mail
from ndt.people.models import User

KIND: Final = "beraad.tables"
SEATING: Final = (State.INVITING, State.DELIBERATING)
# A job has 100 seconds; a step takes some 10 microseconds, on a slow machine 30.
STEPS: Final = 2_000_000
MOST_EFFORT: Final = 2_500
RENEWAL_EFFORT: Final = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """What the organiser wants. chairs: how many fit at a table. features: titles of what to mix on."""

    tables: int
    rounds: int
    chairs: int
    features: tuple[str, ...]


class _Stopped(Exception):
    """Somebody stopped the computation, or threw the plan away."""


@transaction.atomic
def start(*, assembly: Assembly, wish: Wish, by: User | None, now: datetime) -> TablePlan:
    """Ask for a plan for everybody who said yes; an earlier plan that was not fixed gives way.

    Raises Closed outside inviting and deliberating, or while a plan is computed; CannotSeat where there are not two
    people for every table, or not enough chairs.
    """
    assembly = assemblies.locked(assembly, *SEATING)
    check_fits(assembly, wish)
    earlier = assembly.table_plans.unfinished().select_for_update().first()
    if earlier is not None:
        if earlier.state == PlanState.SOLVING:
            raise Closed
        earlier.delete()
    plan = _next(assembly, wish, by=by, now=now)
    plan.save()
    _ask(plan)
    return plan


def check_fits(assembly: Assembly, wish: Wish) -> int:
    """Give how many people there are to seat. Raises CannotSeat."""
    members = assembly.invitations.filter(state="accepted").count()
    if members < 2 * wish.tables or members > wish.tables * wish.chairs:
        raise CannotSeat(members=members, tables=wish.tables, rounds=wish.rounds)
    return members


def _next(assembly: Assembly, wish: Wish, *, by: User | None, now: datetime) -> TablePlan:
    last = assembly.table_plans.order_by("-number").first()
    plan = TablePlan(
        assembly=assembly,
        number=last.number + 1 if last else 1,
        tables=wish.tables,
        rounds=wish.rounds,
        chairs=wish.chairs,
        features=list(wish.features),
        made_by=by,
        made_at=now,
    )
    plan.seed = _seed(plan)
    return plan


def _seed(plan: TablePlan) -> str:
    # From what is fixed already: whoever repeats the computation finds the same tables.
    return hashlib.sha256(f"{plan.assembly.pool_sha256}:tables:{plan.number}:{plan.attempt}".encode()).hexdigest()


def job_key(plan: TablePlan) -> str:
    """Give the key of the job that computes a plan."""
    return f"{KIND}:{plan.pk}:{plan.attempt}"


def _ask(plan: TablePlan) -> None:
    jobs.enqueue(kind=KIND, key=job_key(plan), payload={"plan": plan.pk, "attempt": plan.attempt})


def _locked(plan: TablePlan, *states: PlanState) -> TablePlan:
    """Give a plan under its lock, after that of its assembly. Raises Closed when it stands elsewhere or is gone."""
    assemblies.locked(plan.assembly, *SEATING)
    found = TablePlan.objects.select_for_update(of=("self",)).select_related("assembly").filter(pk=plan.pk).first()
    if found is None or found.state not in states:
        raise Closed
    return found


@transaction.atomic
def solve(*, plan_id: int, attempt: int, now: datetime, report: Callable[[int, int], None]) -> None:
    """Compute a plan that was asked for; safe to run twice. report: told how far it is, done and total.

    The computation holds no lock. Somebody may stop it or throw the plan away: it then writes nothing.
    """
    plan = TablePlan.objects.select_related("assembly").filter(pk=plan_id).first()

    def tell(done: int, total: int) -> None:
        report(done, total)
        if not TablePlan.objects.filter(pk=plan_id, attempt=attempt, state=PlanState.SOLVING).exists():
            raise _Stopped

    if plan is None:
        return
    try:
        tell(0, 1)
        members, found, why = _computed(plan, tell)
        plan = _locked(plan, PlanState.SOLVING)
    except (_Stopped, Closed):
        return
    if plan.attempt != attempt:
        return
    plan.solved_at, plan.why = now, why
    plan.state = PlanState.STUCK if found is None else PlanState.CONCEPT
    plan.version += 1
    plan.save(update_fields=["solved_at", "why", "state", "version"])
    if found is not None:
        _write(plan, members, found.rounds)


def _computed(plan: TablePlan, tell: seating.Tell) -> tuple[list[Invitation], Plan | None, str]:
    """Give the members, the plan for them, and why there is none where there is none."""
    here = queries.people(plan.assembly)
    rng = random.Random(plan.seed)  # noqa: S311  seats, no secrets; the same seed gives the same tables
    before = _before(plan) if plan.is_renewal else None
    members = list(before.members) if before else []
    known = {member.pk for member in members}
    members += [member for member in here if member.pk not in known]
    index = {member.pk: number for number, member in enumerate(members)}
    present = {index[member.pk] for member in here}
    rules = queries.rules(plan.assembly, {member.pk: index[member.pk] for member in here})
    profiles = queries.profiles(members, plan.features)
    most = max(1, STEPS // (max(len(present), 1) * plan.rounds))
    try:
        if before is None:
            effort = min(MOST_EFFORT, most)
            found = seating.seat(
                profiles, tables=plan.tables, rounds=plan.rounds, rng=rng, effort=effort, rules=rules, tell=tell
            )
        else:
            effort = min(RENEWAL_EFFORT, most)
            found = seating.reseat(
                profiles, before=before.rounds, present=present, held=plan.held, rng=rng, effort=effort, rules=rules,
                tell=tell,
            )  # fmt: skip
    except RulesClash as clash:
        return members, None, clash.what
    except CannotSeat:
        return members, None, "people"
    return members, found, ""


def _before(plan: TablePlan) -> queries.Seated:
    """Give the seats that a renewal changes: its own, or else those of the plan that it follows."""
    source = plan if plan.seats.exists() or plan.follows is None else plan.follows
    return queries.seated(source)


def _write(plan: TablePlan, members: list[Invitation], rounds: Rounds) -> None:
    plan.seats.all().delete()
    TableSeat.objects.bulk_create(
        TableSeat(plan=plan, round=number, table=table, place=place, invitation=members[member])
        for number, seats in enumerate(rounds, 1)
        for table, chairs in enumerate(seats, 1)
        for place, member in enumerate(chairs, 1)
    )


@transaction.atomic
def stop(*, plan: TablePlan) -> TablePlan:
    """Stop a computation. A plan that had seats keeps them. Raises Closed when it is not computed now."""
    plan = _locked(plan, PlanState.SOLVING)
    plan.state = PlanState.CONCEPT if plan.seats.exists() else PlanState.STOPPED
    plan.save(update_fields=["state"])
    return plan


@transaction.atomic
def again(*, plan: TablePlan) -> TablePlan:
    """Compute a plan again that was stopped or could not be made. Raises Closed."""
    plan = _locked(plan, PlanState.STOPPED, PlanState.STUCK)
    _restart(plan)
    return plan


def _restart(plan: TablePlan) -> None:
    plan.attempt += 1
    plan.seed, plan.state, plan.why = _seed(plan), PlanState.SOLVING, ""
    plan.save()
    _ask(plan)


@transaction.atomic
def drop(*, plan: TablePlan) -> None:
    """Throw a plan away that was not fixed. Raises Closed."""
    _locked(plan, PlanState.SOLVING, PlanState.STOPPED, PlanState.STUCK, PlanState.CONCEPT).delete()


@transaction.atomic
def renew(*, plan: TablePlan, held: int, by: User | None, now: datetime) -> TablePlan:
    """Bring a plan up to date with who takes part, with as few changes as can be; give the plan that is computed.

    held: how many rounds are over. A fixed plan stays as it is: the new one follows it. Raises Closed, CannotSeat.
    """
    plan = _locked(plan, PlanState.CONCEPT, PlanState.FIXED)
    wish = Wish(plan.tables, plan.rounds, plan.chairs, tuple(plan.features))
    check_fits(plan.assembly, wish)
    if not 0 <= held < plan.rounds:
        raise Closed
    if plan.state == PlanState.FIXED:
        if plan.assembly.table_plans.unfinished().exists():
            raise Closed
        follower = _next(plan.assembly, wish, by=by, now=now)
        follower.follows, follower.held, follower.is_renewal = plan, held, True
        follower.save()
        _ask(follower)
        return follower
    plan.held, plan.is_renewal = max(held, plan.held), True
    _restart(plan)
    return plan


@transaction.atomic
def change(*, plan: TablePlan, asked: Change, version: int) -> TablePlan:
    """Move somebody, or let two people change chairs, in one round of a plan that is not fixed.

    version: of the plan that the organiser saw. Raises Closed, Stale where a colleague changed the plan since,
    TableFull where no chair is free or nothing would change.
    """
    plan = _locked(plan, PlanState.CONCEPT)
    if plan.version != version:
        raise Stale
    if not plan.held < asked.round <= plan.rounds:
        raise Closed
    seats = plan.seats.filter(round=asked.round)
    mine = seats.filter(invitation__ticket__number=asked.ticket).first()
    theirs = seats.filter(invitation__ticket__number=asked.other).first() if asked.other else None
    if mine is None or (asked.other and theirs is None):
        raise TableFull
    if theirs is not None:
        _swap(mine, theirs)
        words = _("Ronde %(round)d: %(one)s en %(other)s wisselen.")
    else:
        _go(plan, mine, asked.table or 0)
        words = _("Ronde %(round)d: %(one)s naar tafel %(table)s.")
    said = words % {"round": asked.round, "one": asked.ticket, "other": asked.other, "table": asked.table}
    with history.reason(said):
        plan.version += 1
        plan.save(update_fields=["version"])
    return plan


def _swap(mine: TableSeat, theirs: TableSeat) -> None:
    if mine.table == theirs.table:
        raise TableFull
    # One statement: between two of them somebody would have two chairs.
    TableSeat.objects.filter(pk__in=[mine.pk, theirs.pk]).update(
        invitation_id=Case(
            When(pk=mine.pk, then=Value(theirs.invitation_id)),
            When(pk=theirs.pk, then=Value(mine.invitation_id)),
            output_field=BigIntegerField(),
        )
    )


def _go(plan: TablePlan, mine: TableSeat, table: int) -> None:
    taken = set(plan.seats.filter(round=mine.round, table=table).values_list("place", flat=True))
    free = next((place for place in range(1, plan.chairs + 1) if place not in taken), None)
    if free is None or table == mine.table or not 1 <= table <= plan.tables:
        raise TableFull
    mine.table, mine.place = table, free
    mine.save(update_fields=["table", "place"])


@transaction.atomic
def fix(*, plan: TablePlan, version: int, by: User | None, now: datetime) -> TablePlan:
    """Fix a plan and write to whom it tells something new: everybody, or those whose tables changed.

    Raises Closed, Stale where a colleague changed the plan since, NotReady("fit") where it is for other people than
    those who take part now.
    """
    plan = _locked(plan, PlanState.CONCEPT)
    if plan.version != version:
        raise Stale
    found = queries.seated(plan)
    if not queries.fit(found):
        raise NotReady("fit")
    earlier = plan.assembly.table_plans.fixed().select_for_update().first()
    known = {}
    if earlier is not None:
        known = queries.tables_by_person(earlier)
        earlier.state = PlanState.REPLACED
        earlier.save(update_fields=["state"])
    plan.state, plan.fixed_by, plan.fixed_at = PlanState.FIXED, by, now
    plan.save(update_fields=["state", "fixed_by", "fixed_at"])
    _tell(plan, known)
    worth = found.measured()
    facts = {"plan": plan.number, "people": len(found.attending), "tables": plan.tables, "rounds": plan.rounds}
    assemblies.add_entry(plan.assembly, "tables-fixed", facts | {"pairs": worth.pairs, "bound": worth.bound}, now=now)
    return plan


def _tell(plan: TablePlan, known: dict[int, tuple[tuple[int, int], ...]]) -> None:
    mine = queries.tables_by_person(plan)
    for invitation in queries.people(plan.assembly):
        rows = mine.get(invitation.pk)
        if rows is None or known.get(invitation.pk) == rows:
            continue
        letter = emails.tables(invitation, rows, is_change=invitation.pk in known)
        mail.queue(letter, key=f"beraad:tables:{plan.pk}:{invitation.pk}")
