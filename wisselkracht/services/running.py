"""Ask for a run, make its instance, solve it in the background, stop it and take it up again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from ndt import history
from ndt.draws.commitments import canonical, digest
from ndt.jobs import services as jobs
from ndt.people.models import User
from wisselkracht.core import files, naming, vetoing
from wisselkracht.core.errors import LocksClash, TooManyExchanges
from wisselkracht.core.instance import Id, Instance
from wisselkracht.core.reading import Source, read
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.rules import round_of
from wisselkracht.core.run_errors import AlreadyRunning, NobodyToRun
from wisselkracht.core.sieve import pairs
from wisselkracht.core.solving import Solution, solve
from wisselkracht.core.telling import direction
from wisselkracht.models import (
    Application,
    Lottery,
    Round,
    RoundState,
    Ruling,
    Run,
    RunExchange,
    RunMember,
    RunState,
    Status,
)
from wisselkracht.models.run import LONGEST_S
from wisselkracht.queries import facts as queries
from wisselkracht.queries.facts import Facts, Parameters
from wisselkracht.services import seeding

BUILD: Final = "wisselkracht.build"
SOLVE: Final = "wisselkracht.solve"
EXPLAIN: Final = "wisselkracht.explain"
FIRST: Final = "round"
AGAIN: Final = "again"
# How often a computation looks whether somebody stopped it, in seconds.
LOOKS_S: Final = 1.0


class _Stopped(Exception):
    """Somebody stopped the computation."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a coordinator asks of a run. largest: schools in an exchange. longest_s: seconds at most."""

    largest: int
    parameters: Parameters = field(default_factory=Parameters)
    longest_s: int = LONGEST_S


@transaction.atomic
def start(*, found: Round, wish: Wish, by: User | None, now: datetime) -> Run:
    """Ask for a run with everybody who may run. Raises NotNow, AlreadyRunning or NobodyToRun."""
    found = held(found)
    if found.state == RoundState.CONCEPT or found.runs.published().exists():
        raise NotNow
    number = Application.objects.may_run().filter(round=found).count()
    if number < 2:
        raise NobodyToRun
    return ask(found, objective=FIRST, wish=wish, applications=number, by=by, now=now)


def held(found: Round) -> Round:
    """Give a round under its lock: whoever starts, publishes or decides something takes it first."""
    return Round.objects.select_for_update(of=("self",), no_key=True).select_related("region").get(pk=found.pk)


def ask(
    found: Round,
    *,
    objective: str,
    wish: Wish,
    applications: int,
    by: User | None,
    now: datetime,
    follows: Run | None = None,
    more: Mapping[str, Any] | None = None,
) -> Run:
    """Write a run of a held round, and the job that makes its instance. more: parameters. Raises AlreadyRunning."""
    if found.runs.unfinished().exists():
        raise AlreadyRunning
    lottery = seeding.commit(found, now=now)
    last = found.runs.order_by("-number").first()
    run = Run.objects.create(
        round=found,
        number=last.number + 1 if last else 1,
        follows=follows,
        objective=objective,
        largest=wish.largest,
        parameters=wish.parameters.as_json() | dict(more or {}),
        longest_s=wish.longest_s,
        commitment=lottery.commitment,
        applications=applications,
        made_by=by,
        asked_at=now,
    )
    jobs.enqueue(kind=BUILD, key=job_key(run, BUILD), payload={"run": run.pk, "attempt": run.attempt})
    return run


def job_key(run: Run, kind: str = "") -> str:
    """Give the key of the job that works on a run: making the instance, or solving it."""
    kind = kind or (SOLVE if run.instance_sha256 else BUILD)
    return f"{kind}:{run.pk}:{run.attempt}"


def names_of(lottery: Lottery) -> queries.Name:
    """Give what applications, schools and boards are called in the instances of a round."""
    return partial(naming.name, seeding.seed_of(lottery))


def _locked(run_id: int, attempt: int, state: RunState) -> Run | None:
    run = Run.objects.select_for_update(of=("self",)).select_related("round__lottery", "follows").get(pk=run_id)
    return run if run.state == state and run.attempt == attempt else None


@transaction.atomic
def build(*, run_id: int, attempt: int, now: datetime) -> None:
    """Make the instance of a run from the applications of this moment; safe to run twice."""
    run = _locked(run_id, attempt, RunState.WAITING)
    if run is None:
        return
    begun = time.perf_counter()
    made = _again(run) if run.follows else _first(run)
    content = made.instance.content()
    run.instance, run.instance_sha256 = content.decode(), digest(content)
    run.state, run.started_at = RunState.RUNNING, now
    run.timings = {"build": round(time.perf_counter() - begun, 3)}
    run.save(update_fields=["instance", "instance_sha256", "state", "started_at", "timings"])
    RunMember.objects.bulk_create(
        RunMember(run=run, name=name, application_id=made.of[name], waited=made.waited.get(name, 0)) for name in made.of
    )
    jobs.enqueue(kind=SOLVE, key=job_key(run), payload={"run": run.pk, "attempt": run.attempt})


@dataclass(frozen=True, slots=True)
class _Made:
    instance: Instance
    of: dict[str, int | None]
    waited: dict[str, int]


def standing_of(run: Run) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Give the locks and the bans of a round, as primary keys of applications."""
    found: dict[str, list[tuple[int, ...]]] = {Ruling.Kind.LOCK.value: [], Ruling.Kind.BAN.value: []}
    for one in Ruling.objects.standing().filter(round=run.round_id).order_by("pk"):
        found[one.kind].append(tuple(one.applications))
    return found[Ruling.Kind.LOCK.value], found[Ruling.Kind.BAN.value]


def known_terms(run: Run, known: Facts) -> tuple[queries.Minutes, Any, dict[int, str]]:
    """Give travel times and terms of a run for some applications, and the name of each by its primary key."""
    name = {key: name for name, key in known.of.items()}
    _locks, bans = standing_of(run)
    minutes = queries.Minutes(known)
    barred = [(name[one], name[other]) for one, other in bans if one in name and other in name]
    return minutes, queries.terms(minutes, run.parameters, barred), name


def _first(run: Run) -> _Made:
    rows = Application.objects.may_run().filter(round=run.round_id)
    known = queries.facts(rows, run.round, name=names_of(run.round.lottery))
    minutes, terms, name = known_terms(run, known)
    locks, _bans = standing_of(run)
    near, targets = minutes.near()
    worth = pairs(known.candidates, fte_apart=terms.fte_apart, near=near, targets=targets)
    kept = [tuple(name[key] for key in lock) for lock in locks if all(key in name for key in lock)]
    instance = round_of(known.candidates, terms, locks=kept, pairs=worth)
    return _Made(instance, dict(known.of), {one.id: one.waited for one in known.candidates})


def _again(run: Run) -> _Made:
    """Change the instance of the run before as little as what happened since asks."""
    before = run.follows
    assert before is not None
    asked = run.parameters["again"]
    members = {one.name: one for one in before.members.select_related("application")}
    here = set(Application.objects.may_run().filter(round=run.round_id).values_list("pk", flat=True))
    _locks, bans = standing_of(run)
    names = {one.application_id: one.name for one in members.values()}
    barred = [
        pair
        for one, other in bans
        if one in names and other in names
        for pair in ((names[one], names[other]), (names[other], names[one]))
    ]
    refused: list[tuple[Id, Id]] = [*barred, *((one, other) for one, other in asked["refused"])]
    accepted = [tuple(each) for each in asked["accepted"]]
    stay = {name for each in accepted for name in each}
    instance = vetoing.asked_again(
        source_of(before),
        refused=[pair for pair in refused if not set(pair) <= stay],
        accepted=accepted,
        proposed=names_of_exchanges(before),
        left=[one.name for one in members.values() if one.application_id not in here and one.name not in stay],
    )
    of = {one.name: one.application_id for one in members.values()}
    return _Made(instance, of, {one.name: one.waited for one in members.values()})


def source_of(run: Run) -> Instance:
    """Read the instance of a run."""
    return read([Source("instance.json", run.instance.encode())], "native").instance


def names_of_exchanges(run: Run) -> list[tuple[str, ...]]:
    """Give the exchanges of a run as names, each in its order."""
    found: dict[int, list[str]] = {}
    for one in run.members.filter(exchange__isnull=False).order_by("exchange__number", "place"):
        assert one.exchange_id is not None
        found.setdefault(one.exchange_id, []).append(one.name)
    return [tuple(names) for names in found.values()]


@transaction.atomic
def work(*, run_id: int, attempt: int, now: datetime, report: Callable[[int, int], None]) -> None:
    """Solve a run; safe to run twice. report: told how far it is, done and total.

    The computation holds no lock. Somebody may stop it: it then writes nothing.
    """
    run = Run.objects.select_related("round__lottery", "follows").get(pk=run_id)
    if run.state != RunState.RUNNING or run.attempt != attempt:
        return
    begun = time.perf_counter()
    solution, why = None, ""
    try:
        solution = _solved(run, report)
    except _Stopped:
        return
    except (LocksClash, TooManyExchanges) as problem:
        why = problem.code
    locked = _locked(run_id, attempt, RunState.RUNNING)
    if locked is None:
        return
    locked.ended_at = now
    locked.timings |= {"solve": round(time.perf_counter() - begun, 3)}
    if solution is None or not _write(locked, solution):
        locked.state, locked.why = RunState.FAILED, why or "changed"
        locked.save(update_fields=["state", "why", "ended_at", "timings"])
        return
    jobs.enqueue(kind=EXPLAIN, key=f"{EXPLAIN}:{run.pk}:0", payload={"run": run.pk, "after": 0})


def _solved(run: Run, report: Callable[[int, int], None]) -> Solution:
    looked = time.monotonic()

    def clock() -> float:
        nonlocal looked
        now = time.monotonic()
        if now - looked > LOOKS_S:
            looked = now
            if not Run.objects.filter(pk=run.pk, attempt=run.attempt, state=RunState.RUNNING).exists():
                raise _Stopped
        return now

    return solve(
        source_of(run), objective=run.objective, longest_cycle=run.largest, seed=seeding.seed_of(run.round.lottery),
        time_limit=run.longest_s, clock=clock, tell=report,
    )  # fmt: skip


def _write(run: Run, solution: Solution) -> bool:
    """Keep what was found. False, and nothing kept, where answers changed since the instance was made."""
    result = files.result(solution)
    exchanges = _exchanges(run, solution)
    if exchanges is None:
        return False
    run.state, run.status = RunState.DONE, Status(solution.status)
    run.count, run.weight = result["count"], result["weight"]
    run.bound, run.gap, run.stages = result["bound"], result["gap"], result["stages"]
    run.result = canonical(result).decode()
    run.certificate = canonical(files.certificate(solution)).decode()
    with history.reason(_("De berekening is klaar")):
        run.save()
    members = {one.name: one for one in run.members.all()}
    RunExchange.objects.bulk_create(exchange for exchange, _names in exchanges)
    for exchange, names in exchanges:
        for place, name in enumerate(names):
            members[name].exchange, members[name].place = exchange, place
    RunMember.objects.bulk_update(members.values(), ["exchange", "place"], batch_size=500)
    return True


def _exchanges(run: Run, solution: Solution) -> list[tuple[RunExchange, list[str]]] | None:
    instance, weights = solution.instance, solution.instance.weights
    chosen = [[str(name) for name in instance.names(each.vertices)] for each in solution.exchanges]
    kept = _kept(run)
    keys = dict(run.members.values_list("name", "application"))
    fresh = [keys[name] for names in chosen if tuple(names) not in kept for name in names]
    rows = Application.objects.filter(pk__in=fresh)
    known = queries.facts(rows, run.round, name=names_of(run.round.lottery))
    minutes, terms, _name = known_terms(run, known)
    candidate = {one.id: one for one in known.candidates}
    made = []
    for number, (names, each) in enumerate(zip(chosen, solution.exchanges, strict=True), 1):
        ends = [*names[1:], names[0]]
        weight = sum(weights[pair] for pair in zip(each.vertices, (*each.vertices[1:], each.vertices[0]), strict=True))
        if tuple(names) in kept:
            directions = kept[tuple(names)]
        elif not candidate.keys() >= set(names):
            return None
        else:
            directions = []
            for one, other in zip(names, ends, strict=True):
                trip = minutes.trip(one, other)
                if trip is None:
                    return None
                more = {"estimate": trip.is_estimate, "mode": known.origins[one][1].value}
                directions.append(direction(candidate[one], candidate[other], terms) | more)
        if sum(one["points"] for one in directions) != weight:
            return None
        exchange = RunExchange(
            run=run, number=number, size=len(names), weight=weight, directions=directions,
            is_kept=tuple(names) in kept,
        )  # fmt: skip
        made.append((exchange, names))
    return made


def _kept(run: Run) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Give the exchanges of the run before with their score: what was proposed is explained as it was."""
    if run.follows is None:
        return {}
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for exchange in run.follows.exchanges.prefetch_related("members"):
        names = tuple(one.name for one in sorted(exchange.members.all(), key=lambda one: one.place))
        found[names] = exchange.directions
    return found


@transaction.atomic
def stop(*, run: Run, now: datetime) -> None:
    """Stop a run that waits or computes. Raises NotNow."""
    held(run.round)
    found = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not found.is_unfinished:
        raise NotNow
    found.state, found.ended_at = RunState.STOPPED, now
    with history.reason(_("De berekening is gestopt")):
        found.save(update_fields=["state", "ended_at"])


@transaction.atomic
def resume(*, run: Run, now: datetime) -> Run:
    """Take up a run that was stopped or failed, with the same instance. Raises NotNow or AlreadyRunning."""
    found_round = held(run.round)
    found = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if found.state not in (RunState.STOPPED, RunState.FAILED):
        raise NotNow
    if found_round.runs.unfinished().exists():
        raise AlreadyRunning
    found.state = RunState.RUNNING if found.instance_sha256 else RunState.WAITING
    found.attempt, found.why, found.ended_at = found.attempt + 1, "", None
    with history.reason(_("De berekening gaat verder")):
        found.save(update_fields=["state", "attempt", "why", "ended_at"])
    kind = SOLVE if found.instance_sha256 else BUILD
    jobs.enqueue(kind=kind, key=job_key(found), payload={"run": found.pk, "attempt": found.attempt})
    return found
