"""Compute the chances and the panels of an assembly, in the background."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from beraad import queries
from beraad.core import certificate, leximin, panels, relaxation
from beraad.core.errors import Closed, Infeasible
from beraad.core.instance import Instance
from beraad.core.panels import TooFewPanels
from beraad.core.solution import OPTIMAL, Solution
from beraad.models import Assembly, Draw, Panel, Ticket
from beraad.models.assembly import State
from beraad.models.draw import State as DrawState
from beraad.queries import instances
from beraad.services import assemblies
from ndt.draws.commitments import canonical
from ndt.jobs import services as jobs

# A job has 100 seconds, panels and rows included.
TIME_LIMIT_S: Final = 60.0
RELAXED_S: Final = 8.0
KIND: Final = "beraad.solve"


@transaction.atomic
def start(*, assembly: Assembly, now: datetime) -> Draw:
    """Ask for the chances of a pool with fixed quotas; one computation at a time. Raises Closed."""
    assembly = assemblies.locked(assembly, State.QUOTAS)
    if assembly.draws.filter(state=DrawState.SOLVING).exists():
        raise Closed
    assembly.draws.exclude(state=DrawState.DROPPED).update(state=DrawState.DROPPED)
    number = assembly.draws.count() + 1
    # From what is fixed already, so that nobody can try seeds until the panels please.
    seed = hashlib.sha256(f"{assembly.pool_sha256}:{number}".encode()).hexdigest()
    draw = Draw.objects.create(assembly=assembly, number=number, seed=seed, started_at=now)
    jobs.enqueue(kind="beraad.solve", key=job_key(draw), payload={"draw": draw.pk})
    return draw


def job_key(draw: Draw) -> str:
    """Give the key of the job that computes a draw."""
    return f"{KIND}:{draw.pk}"


@dataclass(frozen=True, slots=True)
class Question:
    """An instance for the core, with the tickets of its rows in order."""

    instance: Instance
    tickets: tuple[str, ...]


def question(assembly: Assembly) -> Question:
    """Give the frozen pool and the quotas of an assembly as the core wants them."""
    tickets = list(Ticket.objects.filter(assembly=assembly).order_by("number"))
    instance = instances.instance_of(assembly, (ticket.profile for ticket in tickets))
    return Question(instance, tuple(ticket.number for ticket in tickets))


@transaction.atomic
def solve(*, draw_id: int, now: datetime) -> None:
    """Compute a draw and go on to the next step; safe to run twice.

    Without a feasible panel the draw says how the quotas could be relaxed. When time runs out, the draw says so
    and how far from the bound it is; the organiser decides, nothing falls back in silence.
    """
    draw = Draw.objects.select_related("assembly").get(pk=draw_id)
    if draw.state != DrawState.SOLVING:
        return
    asked = question(draw.assembly)
    try:
        found = leximin.solve(
            asked.instance,
            objective=draw.assembly.objective,
            seed=bytes.fromhex(draw.seed),
            time_limit=TIME_LIMIT_S,
        )
    except Infeasible:
        found = None
    assembly = assemblies.locked(draw.assembly)
    draw = Draw.objects.select_for_update().get(pk=draw.pk)
    if draw.state != DrawState.SOLVING or assembly.state != State.QUOTAS:
        return
    draw.solved_at = now
    if found is None:
        draw.state, draw.report = DrawState.INFEASIBLE, _basics(assembly) | _diagnosis(asked.instance)
        draw.save(update_fields=["state", "report", "solved_at"])
        return
    chosen = _panels(draw, assembly, found)
    if not chosen:
        draw.state, draw.report = DrawState.FAILED, _report(assembly, found)
        draw.save(update_fields=["state", "report", "solved_at"])
    else:
        _write(draw, assembly, asked, found, chosen, now=now)


Rows = tuple[tuple[int, ...], ...]


def _panels(draw: Draw, assembly: Assembly, found: Solution) -> Rows:
    """Give the numbered panels; none where the chances are not proven, or so few panels cannot come near them."""
    if found.status != OPTIMAL:
        return ()
    try:
        return panels.uniform(found, assembly.panels, seed=bytes.fromhex(draw.seed))
    except TooFewPanels:
        return ()


def _write(draw: Draw, assembly: Assembly, asked: Question, found: Solution, chosen: Rows, *, now: datetime) -> None:
    """Keep chances and panels under tickets, and go on."""
    chances = [str(found.chances[kind]) for kind in found.types.tolist()]
    draw.chances = dict(zip(asked.tickets, chances, strict=True))
    draw.state, draw.report = DrawState.SOLVED, _report(assembly, found)
    draw.certificate = canonical(certificate.facts(found)).decode()
    draw.save(update_fields=["state", "report", "chances", "certificate", "solved_at"])
    Panel.objects.bulk_create(
        Panel(draw=draw, number=number, tickets=[asked.tickets[row] for row in rows])
        for number, rows in enumerate(chosen)
    )
    assemblies.move(
        assembly,
        State.FEASIBLE,
        now=now,
        minimum=str(found.minimum),
        bound=str(found.bound),
        panels=len(chosen),
    )


def _diagnosis(instance: Instance) -> dict[str, Any]:
    """Give why there is no panel, and the smallest changes after which there is, with the least chance of each."""
    found = relaxation.diagnose(instance)
    return {
        "cause": "pool" if found.shortages else "quotas",
        "clash": [[quota.feature, quota.value] for quota in found.conflict],
        "relaxations": [
            {"changes": [asdict(change) for change in option.changes], "minimum": _least_chance(option, instance)}
            for option in found.relaxations
        ],
    }


def _least_chance(option: relaxation.Relaxation, instance: Instance) -> float:
    """Give the least chance under a relaxation, in percent; what was reached where time is short."""
    found = leximin.solve(option.applied(instance), objective="maximin", time_limit=RELAXED_S)
    return 100 * float(found.minimum)


def _basics(assembly: Assembly) -> dict[str, Any]:
    """Give what was asked: seats and quotas."""
    quotas = [
        [value.feature.title, value.title, bounds.least, bounds.most]
        for value in queries.values_of(assembly)
        for bounds in [queries.bounds_of(value, assembly.size)]
    ]
    return {"size": assembly.size, "quotas": quotas, "objective": assembly.objective}


def _report(assembly: Assembly, found: Solution) -> dict[str, Any]:
    """Give what was asked and what came of it; exact numbers as "p/q", percentages for reading."""
    people = len(found.instance.pool)
    return _basics(assembly) | {
        "status": found.status,
        "people": people,
        "types": found.model.types,
        "minimum": str(found.minimum),
        "bound": str(found.bound),
        "minimum_percent": 100 * float(found.minimum),
        "bound_percent": 100 * float(found.bound),
        "average_percent": 100 * assembly.size / people,
        "gini": found.gini,
        "geometric_mean": found.geometric_mean,
        "stages": [[str(stage.level), len(stage.fixed)] for stage in found.stages],
    }
